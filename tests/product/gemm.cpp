// Raw products against sums in long double, for every transposition, size and thread count.
#include <xgrad/core/error.hpp>
#include <xgrad/core/generator.hpp>
#include <xgrad/core/kernels/product/blas.hpp>
#include <xgrad/core/kernels/product/gemm.hpp>
#include <xgrad/core/kernels/product/panels.hpp>
#include <xgrad/core/threads.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "support/flush.hpp"
#include <cmath>
#include <limits>
#include <ostream>
#include <vector>

using xgrad::Index;
using xgrad::kernels::Factor;

BOOST_AUTO_TEST_SUITE(gemm)

namespace {

struct Sizes {
  Index m, n, k;
  friend std::ostream& operator<<(std::ostream& out, const Sizes& sizes) {
    return out << sizes.m << " x " << sizes.n << " x " << sizes.k;
  }
};

// Elements of a matrix whose rows are followed by gaps of NaN.
template <class T>
struct Matrix {
  Matrix(Index rows, Index columns, bool transposed_)
      : stored_rows(transposed_ ? columns : rows),
        stored_columns(transposed_ ? rows : columns),
        stride(stored_columns + 3),
        transposed(transposed_),
        elements(static_cast<std::size_t>(stored_rows * stride),
                 std::numeric_limits<T>::quiet_NaN()) {}

  void fill(xgrad::Generator& generator) {
    for (Index row = 0; row < stored_rows; ++row) {
      generator.fill_normal(elements.data() + row * stride, stored_columns, 0, 1);
    }
  }
  T at(Index row, Index column) const {
    return elements[static_cast<std::size_t>(transposed ? column * stride + row
                                                        : row * stride + column)];
  }
  Factor<T> factor() const { return {elements.data(), stride, transposed}; }

  Index stored_rows, stored_columns, stride;
  bool transposed;
  std::vector<T> elements;
};

template <class T>
using Gemm = void (*)(Index, Index, Index, Factor<T>, Factor<T>, T*, Index, bool);

// Checks C = A B and C += A B; the error of each element stays within (k + 2) eps |A| |B|.
template <class T>
void check_product(const Sizes& sizes, bool a_transposed, bool b_transposed,
                   Gemm<T> gemm = xgrad::kernels::gemm) {
  const auto [m, n, k] = sizes;
  xgrad::Generator generator(static_cast<std::uint64_t>(m + 10 * n + 100 * k));
  Matrix<T> a(m, k, a_transposed), b(k, n, b_transposed), before(m, n, false);
  a.fill(generator);
  b.fill(generator);
  before.fill(generator);
  for (const bool accumulate : {false, true}) {
    Matrix<T> c = accumulate ? before : Matrix<T>(m, n, false);
    gemm(m, n, k, a.factor(), b.factor(), c.elements.data(), c.stride, accumulate);
    double worst = 0;
    for (Index i = 0; i < m; ++i) {
      for (Index j = 0; j < n; ++j) {
        long double exact = accumulate ? before.at(i, j) : 0;
        long double size = std::abs(exact);
        for (Index l = 0; l < k; ++l) {
          const long double term = static_cast<long double>(a.at(i, l)) * b.at(l, j);
          exact += term;
          size += std::abs(term);
        }
        const long double bound =
            static_cast<long double>(k + 2) * std::numeric_limits<T>::epsilon() * size;
        const auto error = std::abs(exact - static_cast<long double>(c.at(i, j)));
        BOOST_REQUIRE(!std::isnan(c.at(i, j)));
        if (error > bound) worst = std::max(worst, static_cast<double>(error / bound));
      }
      for (Index gap = n; gap < c.stride; ++gap) BOOST_REQUIRE(std::isnan(c.at(i, gap)));
    }
    BOOST_TEST(worst == 0, "error is " << worst << " times the bound, transposed " << a_transposed
                                       << b_transposed << accumulate);
  }
}

// Sizes on both sides of every choice: vectors, few rows, SIMD tails, panels and what is left of
// them, more than one block of rows and of the inner size.
const Sizes kSizes[] = {{1, 1, 1},      {1, 40, 10},    {3, 1, 17},     {4, 33, 5},
                        {5, 7, 3},      {20, 80, 20},   {1, 512, 65},   {50, 512, 128},
                        {130, 70, 520}, {512, 128, 50}, {33, 17, 2100}, {700, 40, 130}};

}  // namespace

BOOST_DATA_TEST_CASE(gemm_equals_a_loop_for_every_shape, boost::unit_test::data::make(kSizes),
                     sizes) {
  for (const bool a_transposed : {false, true}) {
    for (const bool b_transposed : {false, true}) {
      for (const Gemm<float> gemm :
           {Gemm<float>{xgrad::kernels::gemm}, Gemm<float>{xgrad::kernels::blas_gemm},
            Gemm<float>{xgrad::kernels::panel_gemm}}) {
        check_product<float>(sizes, a_transposed, b_transposed, gemm);
      }
      for (const Gemm<double> gemm :
           {Gemm<double>{xgrad::kernels::gemm}, Gemm<double>{xgrad::kernels::blas_gemm}}) {
        check_product<double>(sizes, a_transposed, b_transposed, gemm);
      }
    }
  }
}

// Code is compiled for so many shapes only; the others must be as right.
BOOST_AUTO_TEST_CASE(gemm_is_right_for_more_shapes_than_the_code_cache_holds) {
  const std::vector<float> a(2 * 3, 0.5f), b(3 * 2, 0.25f);
  std::vector<float> c(2 * 6000);
  for (Index stride = 2; stride < 6000; ++stride) {
    const auto at = static_cast<std::size_t>(stride);
    xgrad::kernels::panel_gemm(2, 2, 3, {a.data(), 3}, {b.data(), 2}, c.data(), stride, false);
    BOOST_REQUIRE(c[0] == 0.375f && c[1] == 0.375f && c[at] == 0.375f && c[at + 1] == 0.375f);
  }
}

BOOST_AUTO_TEST_CASE(gemm_on_several_threads_is_right) {
  const int before = xgrad::num_threads();
  xgrad::set_num_threads(3);
  check_product<float>({300, 90, 160}, false, true);
  check_product<float>({70, 500, 128}, true, false);
  check_product<double>({70, 500, 128}, false, false);
  xgrad::set_num_threads(before);
}

BOOST_AUTO_TEST_CASE(gemm_inside_parallel_for_is_right) {
  const int before = xgrad::num_threads();
  xgrad::set_num_threads(2);
  const std::vector<float> a(64 * 512, 0.5f), b(512 * 128, 0.25f);
  std::vector<float> c(2 * 64 * 128);
  xgrad::parallel_for(0, 2, 1, [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) {
      xgrad::kernels::gemm(64, 128, 512, Factor<float>{a.data(), 512}, Factor<float>{b.data(), 128},
                           c.data() + i * 64 * 128, 128, false);
    }
  });
  xgrad::set_num_threads(before);
  for (const float element : c) BOOST_REQUIRE_EQUAL(element, 64.0f);
}

BOOST_AUTO_TEST_CASE(no_terms_give_zeros) {
  std::vector<double> c(6, 7.0);
  const Factor<double> none = {nullptr, 1};
  xgrad::kernels::gemm(2, 2, 0, none, none, c.data(), 3, true);
  BOOST_TEST(c == std::vector<double>({7, 7, 7, 7, 7, 7}), boost::test_tools::per_element());
  xgrad::kernels::gemm(2, 2, 0, none, none, c.data(), 3, false);
  BOOST_TEST(c == std::vector<double>({0, 0, 7, 0, 0, 7}), boost::test_tools::per_element());
  xgrad::kernels::gemm(0, 3, 2, none, none, c.data(), 3, false);
  xgrad::kernels::gemm(2, 0, 2, none, none, c.data(), 3, false);
  BOOST_TEST(c == std::vector<double>({0, 0, 7, 0, 0, 7}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(subnormal_terms_count_unless_they_are_flushed) {
  const float tiny = std::numeric_limits<float>::min() / 4, one = 1;
  const auto product = [](const float& a, const float& b) {
    float c = 1;
    xgrad::kernels::gemm(1, 1, 1, Factor<float>{&a, 1}, Factor<float>{&b, 1}, &c, 1, false);
    return c;
  };
  {
    const test::Flush off(false);
    BOOST_TEST(product(tiny, one) == tiny);
    BOOST_TEST(product(tiny, tiny) == 0.0f);
  }
  const test::Flush on(true);
  BOOST_TEST(product(tiny, one) == 0.0f);
  BOOST_TEST(product(tiny, 8) == 8 * tiny);
}

BOOST_AUTO_TEST_CASE(sizes_beyond_blas_are_errors) {
  const Index huge = Index{1} << 31;
  const float zero = 0;
  float c = 5;
  BOOST_CHECK_THROW(xgrad::kernels::gemm(1, 1, huge, Factor<float>{&zero, huge},
                                         Factor<float>{&zero, 1}, &c, 1, false),
                    xgrad::ShapeError);
  BOOST_TEST(c == 5.0f);
}

BOOST_AUTO_TEST_SUITE_END()
