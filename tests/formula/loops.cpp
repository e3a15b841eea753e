// The loop around formulas: tails, strides, broadcasting, conditions, absent and unwanted
/// operands, sizes zero and one.
#include <boost/test/unit_test.hpp>

#include "run.hpp"
#include <algorithm>
#include <functional>
#include <numeric>

BOOST_AUTO_TEST_SUITE(loops)

namespace {

using formula_test::Columns;
using formula_test::pick;
using formula_test::run;
using xgrad::formula::coalesce;
using xgrad::formula::compile;
using xgrad::formula::Iteration;
using xgrad::formula::Kernels;
using xgrad::formula::Operand;

constexpr auto smooth = [](auto a, auto b) { return std::tuple{sin(a) * b, a - square(b)}; };
constexpr Kernels kSmooth = compile<decltype(smooth), 2, 0, 1>();

constexpr auto choose = [](auto condition, auto a, auto b) {
  return std::tuple{where(condition, a, b), a < b && !condition};
};
constexpr Kernels kChoose = compile<decltype(choose), 3, 1, 1>();

/// An array of the given sizes and strides inside a buffer whose other elements are NaN.
template <class T>
struct Strided {
  std::vector<std::ptrdiff_t> sizes;
  std::vector<std::ptrdiff_t> strides;
  std::vector<T> buffer;
  std::ptrdiff_t first = 0;  // offset of the first element, past those that negative strides reach

  Strided(std::vector<std::ptrdiff_t> shape, std::vector<std::ptrdiff_t> steps)
      : sizes(std::move(shape)), strides(std::move(steps)) {
    std::ptrdiff_t low = 0, high = 0;
    for (std::size_t axis = 0; axis < sizes.size(); ++axis) {
      const std::ptrdiff_t reach = (sizes[axis] - 1) * strides[axis];
      if (sizes[axis] > 0) (reach < 0 ? low : high) += reach;
    }
    first = 5 - low;
    buffer.assign(static_cast<std::size_t>(high - low + 11), std::numeric_limits<T>::quiet_NaN());
  }
  std::ptrdiff_t numel() const {
    return std::accumulate(sizes.begin(), sizes.end(), std::ptrdiff_t{1}, std::multiplies<>());
  }
  /// The element with running number k, last axis fastest.
  T& at(std::ptrdiff_t k) {
    std::ptrdiff_t offset = first;
    for (std::size_t axis = sizes.size(); axis-- > 0;) {
      offset += k % sizes[axis] * strides[axis];
      k /= sizes[axis];
    }
    return buffer[static_cast<std::size_t>(offset)];
  }
  Operand operand() { return {buffer.data() + first, strides.data()}; }
  std::ptrdiff_t numbers_in_buffer() const {
    return std::count_if(buffer.begin(), buffer.end(), [](T x) { return !std::isnan(x); });
  }
};

/// Runs forward and pullback of `smooth` on strided operands; every result must equal the
/// contiguous one bit for bit, and nothing may be written between the elements of a result.
template <class T>
void check_strides(const std::vector<std::ptrdiff_t>& sizes,
                   const std::vector<std::ptrdiff_t>& a_strides,
                   const std::vector<std::ptrdiff_t>& b_strides,
                   const std::vector<std::ptrdiff_t>& result_strides) {
  Strided<T> a(sizes, a_strides), b(sizes, b_strides);
  const std::ptrdiff_t n = a.numel();
  Columns<T> flat(2, std::vector<T>(static_cast<std::size_t>(n)));
  for (std::ptrdiff_t k = 0; k < n; ++k) {
    a.at(k) = static_cast<T>(0.1) * static_cast<T>(k % 23) - 1;
    b.at(k) = static_cast<T>(0.2) * static_cast<T>(k % 17) - 2;
  }
  for (std::ptrdiff_t k = 0; k < n; ++k) {
    flat[0][static_cast<std::size_t>(k)] = a.at(k);
    flat[1][static_cast<std::size_t>(k)] = b.at(k);
  }
  std::vector<Strided<T>> y(2, Strided<T>(sizes, result_strides)), dx = y;
  const Iteration iteration{static_cast<int>(sizes.size()), sizes.data()};
  const Operand forward[] = {a.operand(), b.operand(), y[0].operand(), y[1].operand()};
  pick<T>(kSmooth.forward)(&smooth, iteration, forward);
  const Operand pullback[] = {a.operand(), b.operand(),     b.operand(),
                              a.operand(), dx[0].operand(), dx[1].operand()};
  pick<T>(kSmooth.pullback)(&smooth, iteration, pullback);

  const auto flat_y = run<T>(pick<T>(kSmooth.forward), &smooth, flat, 2);
  const auto flat_dx =
      run<T>(pick<T>(kSmooth.pullback), &smooth, {flat[0], flat[1], flat[1], flat[0]}, 2);
  for (std::size_t m = 0; m < 2; ++m) {
    for (std::ptrdiff_t k = 0; k < n; ++k) {
      BOOST_TEST(y[m].at(k) == flat_y[m][static_cast<std::size_t>(k)]);
      BOOST_TEST(dx[m].at(k) == flat_dx[m][static_cast<std::size_t>(k)]);
    }
    BOOST_TEST(y[m].numbers_in_buffer() == n);
    BOOST_TEST(dx[m].numbers_in_buffer() == n);
  }
}

template <class T>
void check_all_strides() {
  check_strides<T>({}, {}, {}, {});
  check_strides<T>({1}, {1}, {0}, {9});
  check_strides<T>({37}, {3}, {-2}, {1});
  check_strides<T>({300}, {1}, {2}, {1});  // several tiles
  check_strides<T>({300}, {-1}, {1}, {2});
  check_strides<T>({5, 7}, {7, 1}, {1, 5}, {7, 1});   // transposed
  check_strides<T>({5, 7}, {7, 1}, {0, 1}, {20, 1});  // a row broadcasts, the result is a slice
  check_strides<T>({5, 33}, {1, 0}, {0, 0},
                   {33, 1});  // a column broadcasts, a single number broadcasts
  check_strides<T>({2, 3, 19}, {57, 19, 1}, {0, 19, 1}, {57, 19, 1});
  check_strides<T>({3, 1, 2, 130}, {-260, 5, 130, 1}, {260, 0, -130, 1}, {1, 0, 3, 6});
}

}  // namespace

BOOST_AUTO_TEST_CASE(strided_equals_contiguous_and_gaps_are_not_touched) {
  check_all_strides<float>();
  check_all_strides<double>();
}

// Each element's result must not depend on how many others there are, and nothing behind the end
// may change.
BOOST_AUTO_TEST_CASE(tails_of_every_length) {
  std::vector<float> a(70), b(70), all[2] = {std::vector<float>(70), std::vector<float>(70)};
  for (std::size_t k = 0; k < a.size(); ++k) a[k] = std::sin(float(k)), b[k] = std::cos(float(k));
  const std::ptrdiff_t stride = 1;
  const auto forward = [&](std::ptrdiff_t size, std::vector<float>& y0, std::vector<float>& y1) {
    const Operand operands[] = {
        {a.data(), &stride}, {b.data(), &stride}, {y0.data(), &stride}, {y1.data(), &stride}};
    kSmooth.forward[0](&smooth, {1, &size}, operands);
  };
  forward(70, all[0], all[1]);
  for (std::ptrdiff_t size = 0; size < 70; ++size) {
    std::vector<float> y0(70, -9.0F), y1(70, -9.0F);
    forward(size, y0, y1);
    for (std::size_t k = 0; k < 70; ++k) {
      const bool inside = static_cast<std::ptrdiff_t>(k) < size;
      BOOST_TEST(y0[k] == (inside ? all[0][k] : -9.0F));
      BOOST_TEST(y1[k] == (inside ? all[1][k] : -9.0F));
    }
  }
}

BOOST_AUTO_TEST_CASE(no_elements_means_no_access) {
  const std::ptrdiff_t sizes[] = {3, 0, 2}, strides[] = {0, 2, 1};
  double untouched = 4;
  const Operand operands[] = {
      {&untouched, strides}, {&untouched, strides}, {&untouched, strides}, {&untouched, strides}};
  kSmooth.forward[1](&smooth, {3, sizes}, operands);
  BOOST_TEST(untouched == 4);
}

BOOST_AUTO_TEST_CASE(conditions_are_bool_arrays_in_and_out) {
  constexpr std::ptrdiff_t size = 150;
  std::vector<std::uint8_t> condition(2 * size), less(size, 7);
  std::vector<float> a(size), b(size), chosen(size), da(size), db(size), g(size, 3);
  for (std::size_t k = 0; k < size; ++k) {
    condition[2 * k] = k % 3 == 0;
    condition[2 * k + 1] = 1;  // gaps
    a[k] = float(k % 7), b[k] = 3.5F;
  }
  const std::ptrdiff_t one = 1, two = 2;
  const Operand forward[] = {{condition.data(), &two},
                             {a.data(), &one},
                             {b.data(), &one},
                             {chosen.data(), &one},
                             {less.data(), &one}};
  kChoose.forward[0](&choose, {1, &size}, forward);
  const Operand pullback[] = {{condition.data(), &two}, {a.data(), &one},   {b.data(), &one},
                              {g.data(), &one},         {nullptr, nullptr}, {nullptr, nullptr},
                              {da.data(), &one},        {db.data(), &one}};
  kChoose.pullback[0](&choose, {1, &size}, pullback);
  for (std::size_t k = 0; k < size; ++k) {
    const bool taken = k % 3 == 0;
    BOOST_TEST(chosen[k] == (taken ? a[k] : b[k]));
    BOOST_TEST(int(less[k]) == int(a[k] < b[k] && !taken));
    BOOST_TEST(da[k] == (taken ? 3.0F : 0.0F));
    BOOST_TEST(db[k] == (taken ? 0.0F : 3.0F));
  }
  BOOST_TEST(kChoose.condition_inputs == 1U);
  BOOST_TEST(kChoose.condition_outputs == 2U);
}

BOOST_AUTO_TEST_CASE(absent_gradients_are_zero_and_unwanted_results_are_left_out) {
  const std::vector<double> a{1, 2, 3, 4, 5}, b{5, 4, 3, 2, 1}, g{1, -1, 2, -2, 3}, zero(5, 0.0);
  const auto absent = run<double>(kSmooth.pullback[1], &smooth, {a, b, {}, g}, 2);
  const auto zeros = run<double>(kSmooth.pullback[1], &smooth, {a, b, zero, g}, 2);
  BOOST_TEST(absent == zeros);

  const std::ptrdiff_t size = 5, one = 1;
  std::vector<double> db(5);
  const auto data = [](const std::vector<double>& x) { return const_cast<double*>(x.data()); };
  const Operand operands[] = {{data(a), &one}, {data(b), &one},    {nullptr, nullptr},
                              {data(g), &one}, {nullptr, nullptr}, {db.data(), &one}};
  kSmooth.pullback[1](&smooth, {1, &size}, operands);
  BOOST_TEST(db == zeros[1], boost::test_tools::per_element());
}

// Gate gradients may overwrite the pre-activations they come from.
BOOST_AUTO_TEST_CASE(results_may_lie_over_operands) {
  for (const std::ptrdiff_t size : {1, 7, 8, 45, 300}) {
    std::vector<float> a(static_cast<std::size_t>(size)), b = a, g(a.size(), 1.0F);
    for (std::size_t k = 0; k < a.size(); ++k) a[k] = float(k % 5), b[k] = float(k % 3) - 1;
    const auto expected = run<float>(kSmooth.pullback[0], &smooth, {a, b, g, g}, 2);
    const std::ptrdiff_t one = 1;
    const Operand operands[] = {{a.data(), &one}, {b.data(), &one}, {g.data(), &one},
                                {g.data(), &one}, {a.data(), &one}, {b.data(), &one}};
    kSmooth.pullback[0](&smooth, {1, &size}, operands);
    BOOST_TEST(a == expected[0], boost::test_tools::per_element());
    BOOST_TEST(b == expected[1], boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(coalescing_joins_what_runs_in_one_stride) {
  std::ptrdiff_t sizes[] = {2, 3, 1, 4, 5};
  std::ptrdiff_t contiguous[] = {60, 20, 99, 5, 1}, sliced[] = {120, 40, 7, 5, 1};
  std::ptrdiff_t* strides[] = {contiguous, sliced};
  BOOST_TEST(coalesce(5, sizes, strides, 2) == 2);  // [6, 20]
  BOOST_TEST(sizes[0] == 6);
  BOOST_TEST(sizes[1] == 20);
  BOOST_TEST(contiguous[0] == 20);
  BOOST_TEST(contiguous[1] == 1);
  BOOST_TEST(sliced[0] == 40);
  BOOST_TEST(sliced[1] == 1);

  std::ptrdiff_t ones[] = {1, 1}, any[] = {3, 4};
  std::ptrdiff_t* any_strides[] = {any};
  BOOST_TEST(coalesce(2, ones, any_strides, 1) == 0);

  std::ptrdiff_t pair[] = {4, 6}, scalar[] = {0, 0}, row[] = {0, 1};
  std::ptrdiff_t* scalar_strides[] = {scalar};
  BOOST_TEST(coalesce(2, pair, scalar_strides, 1) == 1);
  BOOST_TEST(pair[0] == 24);
  std::ptrdiff_t again[] = {4, 6};
  std::ptrdiff_t* row_strides[] = {row};
  BOOST_TEST(coalesce(2, again, row_strides, 1) == 2);
}

BOOST_AUTO_TEST_SUITE_END()
