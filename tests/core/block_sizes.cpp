// Kernels that work in blocks, tiles, registers and ranges of threads: sizes around each of them
// against plain loops, in memory that holds NaN before.
#include "support/block_sizes.hpp"

#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/index.hpp>
#include <xgrad/core/kernels/layer_norm.hpp>
#include <xgrad/core/kernels/reduce.hpp>
#include <xgrad/core/kernels/scan.hpp>
#include <xgrad/core/kernels/softmax.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <boost/mpl/list.hpp>
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <tuple>

namespace kernels = xgrad::kernels;
using namespace test;

BOOST_AUTO_TEST_SUITE(block_sizes)

namespace {

using Floats = boost::mpl::list<float, double>;
using Doubles = std::vector<long double>;

template <class T>
constexpr Index kBytes = static_cast<Index>(sizeof(T));

// The largest distance of the elements from `expected`, in units of eps times `scale`; NaN counts
// as infinite.
template <class T>
double distance(const Array& actual, const Doubles& expected, long double scale) {
  const std::vector<T> got = values<T>(actual);
  BOOST_REQUIRE(got.size() == expected.size());
  long double largest = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const long double apart = std::abs(static_cast<long double>(got[i]) - expected[i]);
    largest = std::max(largest, apart == apart ? apart : std::numeric_limits<double>::infinity());
  }
  return static_cast<double>(largest / (scale * std::numeric_limits<T>::epsilon()));
}

// Sums of x [rows, columns] over either axis.
template <class T>
Doubles sums(const Array& x, bool down) {
  const Index rows = x.shape()[0], columns = x.shape()[1];
  Doubles result(static_cast<std::size_t>(down ? columns : rows));
  const T* element = x.data<T>();
  for (Index row = 0; row < rows; ++row) {
    for (Index column = 0; column < columns; ++column) {
      result[static_cast<std::size_t>(down ? column : row)] += *element++;
    }
  }
  return result;
}

// The index of the largest element times `sign` of each row of x [rows, columns].
template <class T>
std::vector<Index> best(const Array& x, T sign) {
  std::vector<Index> result;
  for (Index row = 0; row < x.shape()[0]; ++row) {
    const T* element = x.data<T>() + row * x.shape()[1];
    Index at = 0;
    for (Index i = 1; i < x.shape()[1]; ++i) {
      if (element[i] * sign > element[at] * sign) at = i;
    }
    result.push_back(at);
  }
  return result;
}

}  // namespace

// Blocks of 8 rows, whose sums join in pairs, and of 512 columns.
BOOST_AUTO_TEST_CASE_TEMPLATE(sum_down_columns, T, Floats) {
  for (const Index rows : around({1, 8, 16, 64})) {
    for (const Index columns : {2, 511, 512, 513, 1023, 1024, 1025, 1031}) {
      BOOST_TEST_CONTEXT(rows << " x " << columns) {
        const Array x = scattered_array<T>({rows, columns});
        const auto sum = [&] { return kernels::sum(x, 0); };
        const Array total = computed_afresh(1, columns * kBytes<T>, sum);
        BOOST_TEST(distance<T>(total, sums<T>(x, true), static_cast<long double>(rows)) < 1);
      }
    }
  }
}

// Registers of 2 to 16 elements, 8 of which are added in a tree.
BOOST_AUTO_TEST_CASE_TEMPLATE(sum_along_rows, T, Floats) {
  for (const Index columns : around({2, 4, 8, 16, 32, 64, 128, 256, 512})) {
    BOOST_TEST_CONTEXT(columns << " columns") {
      const Array x = scattered_array<T>({3, columns});
      const auto sum = [&] { return kernels::sum(x, 1); };
      const Array total = computed_afresh(1, 3 * kBytes<T>, sum);
      BOOST_TEST(distance<T>(total, sums<T>(x, false), static_cast<long double>(columns)) < 1);
    }
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(max_min_and_argmax_in_every_position, T, Floats) {
  for (const Index columns : around({1, 2, 4, 8, 16, 32})) {
    for (Index peak = 0; peak < columns; ++peak) {
      Array x = scattered_array<T>({3, columns}, static_cast<std::uint32_t>(peak));
      x.mutable_data<T>()[columns + peak] = 2;
      x.mutable_data<T>()[2 * columns + peak] = -2;
      const auto largest = best<T>(x, 1), smallest = best<T>(x, -1);
      const auto argmax = values<Index>(kernels::argmax(x, 1));
      const auto max = values<T>(kernels::max(x, 1)), min = values<T>(kernels::min(x, 1));
      for (std::size_t row = 0; row < 3; ++row) {
        const T* elements = x.data<T>() + static_cast<Index>(row) * columns;
        BOOST_REQUIRE(argmax[row] == largest[row]);
        BOOST_REQUIRE(max[row] == elements[largest[row]]);
        BOOST_REQUIRE(min[row] == elements[smallest[row]]);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(softmax_of_rows, T, Floats) {
  std::vector<std::pair<Index, Index>> sizes;
  for (const Index columns : around({1, 2, 4, 8, 16, 32, 64})) sizes.emplace_back(3, columns);
  for (const Index rows : around({(1 << 14) / 31, (1 << 14) / 31 * 2}))
    sizes.emplace_back(rows, 31);
  for (const auto& [rows, columns] : sizes) {
    const Array x = scattered_array<T>({rows, columns});
    Doubles soft, log_soft, denominators;
    for (Index row = 0; row < rows; ++row) {
      const T* element = x.data<T>() + row * columns;
      long double total = 0;
      for (Index i = 0; i < columns; ++i) total += std::exp(static_cast<long double>(element[i]));
      denominators.push_back(std::log(total));
      for (Index i = 0; i < columns; ++i) {
        log_soft.push_back(element[i] - denominators.back());
        soft.push_back(std::exp(log_soft.back()));
      }
    }
    const Index bytes = rows * columns * kBytes<T>;
    for (const int threads : {1, 3}) {
      BOOST_TEST_CONTEXT(rows << " x " << columns << " on " << threads << " threads") {
        const auto softmax = [&] { return kernels::softmax(x, 1); };
        BOOST_TEST(distance<T>(computed_afresh(threads, bytes, softmax), soft, 1) < 4);
        const auto log_softmax = [&] { return kernels::log_softmax(x, 1); };
        BOOST_TEST(distance<T>(computed_afresh(threads, bytes, log_softmax), log_soft, 4) < 2);
        const auto logsumexp = [&] { return kernels::logsumexp(x, 1); };
        BOOST_TEST(distance<T>(computed_afresh(threads, rows * kBytes<T>, logsumexp), denominators,
                               4) < 2);
      }
    }
  }
}

// Wherever a large number stands in a row, its exponential must not overflow.
BOOST_AUTO_TEST_CASE_TEMPLATE(softmax_with_one_large_number_in_any_position, T, Floats) {
  for (const Index columns : around({1, 2, 4, 8, 16})) {
    for (Index peak = 0; peak < columns; ++peak) {
      Array x = kernels::zeros({1, columns}, xgrad::dtype_of<T>());
      x.mutable_data<T>()[peak] = T{1e4};
      const Array soft = kernels::softmax(x, 1), log_soft = kernels::log_softmax(x, 1);
      BOOST_REQUIRE(kernels::logsumexp(x, 1).data<T>()[0] == T{1e4});
      for (Index i = 0; i < columns; ++i) {
        BOOST_REQUIRE(soft.data<T>()[i] == (i == peak ? T{1} : T{0}));
        BOOST_REQUIRE(log_soft.data<T>()[i] == (i == peak ? T{0} : T{-1e4}));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(layer_norm_and_its_gradients, T, Floats) {
  std::vector<std::pair<Index, Index>> sizes;
  for (const Index columns : around({2, 4, 8, 16, 32, 64, 128})) {
    if (columns > 1) sizes.emplace_back(5, columns);
  }
  for (const Index rows : around({(1 << 14) / 33, (1 << 14) / 33 * 2}))
    sizes.emplace_back(rows, 33);
  for (const auto& [rows, columns] : sizes) {
    const Array x = scattered_array<T>({rows, columns}, 1);
    const Array g = scattered_array<T>({rows, columns}, 2);
    const Array weight = scattered_array<T>({columns}, 3), bias = scattered_array<T>({columns}, 4);
    const auto n = static_cast<long double>(columns);
    Doubles out, input_gradient, weight_gradient(static_cast<std::size_t>(columns), 0.5L);
    for (Index row = 0; row < rows; ++row) {
      const T *const x_row = x.data<T>() + row * columns, *const g_row =
                                                              g.data<T>() + row * columns;
      long double mean = 0, variance = 0, mean_h = 0, mean_hy = 0;
      for (Index i = 0; i < columns; ++i) mean += x_row[i] / n;
      for (Index i = 0; i < columns; ++i) variance += (x_row[i] - mean) * (x_row[i] - mean) / n;
      const long double scale = 1 / std::sqrt(variance + 0.01L);
      const auto y = [&](Index i) { return (x_row[i] - mean) * scale; };
      const auto h = [&](Index i) {
        return static_cast<long double>(g_row[i]) * weight.data<T>()[i];
      };
      for (Index i = 0; i < columns; ++i) {
        mean_h += h(i) / n;
        mean_hy += h(i) * y(i) / n;
        out.push_back(y(i) * weight.data<T>()[i] + bias.data<T>()[i]);
        weight_gradient[static_cast<std::size_t>(i)] += g_row[i] * y(i);
      }
      for (Index i = 0; i < columns; ++i)
        input_gradient.push_back((h(i) - mean_h - y(i) * mean_hy) * scale);
    }
    const Index bytes = rows * columns * kBytes<T>;
    for (const int threads : {1, 3}) {
      BOOST_TEST_CONTEXT(rows << " x " << columns << " on " << threads << " threads") {
        Array statistics;
        const auto forward = [&] { return kernels::layer_norm(x, weight, bias, 0.01, statistics); };
        BOOST_TEST(distance<T>(computed_afresh(threads, bytes, forward), out, 4) < 4);
        const auto backward = [&] {
          return kernels::layer_norm_input_gradient(g, x, weight, statistics);
        };
        BOOST_TEST(distance<T>(computed_afresh(threads, bytes, backward), input_gradient, 10) < 10);
        const auto of_weight = [&, columns = columns] {
          Array sum = kernels::full({columns}, xgrad::dtype_of<T>(), 0.5);
          kernels::add_layer_norm_weight_gradient(sum, g, x, statistics);
          return sum;
        };
        const auto height = static_cast<long double>(rows);
        BOOST_TEST(
            distance<T>(computed_afresh(threads, bytes, of_weight), weight_gradient, height) < 4);
      }
    }
  }
}

// Squares of 16 in which two axes are exchanged, for every width of an element.
BOOST_AUTO_TEST_CASE(copies_of_transposed_matrices) {
  const auto check = [&]<class T>(T) {
    for (const Index rows : around({1, 16})) {
      for (const Index columns : around({1, 16})) {
        Array x = Array::empty({rows, columns}, xgrad::dtype_of<T>());
        for (Index i = 0; i < x.numel(); ++i)
          x.mutable_data<T>()[i] = static_cast<T>(i % 7 % 2 + i % 5);
        const Array turned = kernels::transpose(x, 0, 1);
        const auto copy = [&] { return kernels::copy(turned); };
        const Array dense = computed_afresh(1, rows * columns * kBytes<T>, copy);
        BOOST_REQUIRE(dense.is_contiguous());
        for_each_index(dense.shape(), [&](const Shape& i) {
          BOOST_REQUIRE(at<T>(dense, i) == x.data<T>()[i[1] * columns + i[0]]);
        });
      }
    }
  };
  check(bool{});
  check(float{});
  check(double{});
  check(Index{});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(rows_are_added_and_picked, T, Floats) {
  for (const Index columns : around({1, 2, 4, 8, 16, 32})) {
    BOOST_TEST_CONTEXT(columns << " columns") {
      const Array x = scattered_array<T>({4, columns}, 1), y = scattered_array<T>({4, columns}, 2);
      Array sum = kernels::copy(x);
      kernels::add_into(sum, y);
      const Array index = array<Index>({3}, {2, 0, 2});
      const auto take = [&] { return kernels::take("take", x, 0, index); };
      const Array picked = computed_afresh(1, 3 * columns * kBytes<T>, take);
      Array scattered_sum = kernels::copy(x);
      kernels::take_add_into("take", scattered_sum, 0, index, kernels::narrow(y, 0, 0, 3), -1);
      for (Index i = 0; i < columns; ++i) {
        const auto x_at = [&](Index row) { return at<T>(x, {row, i}); };
        const auto y_at = [&](Index row) { return at<T>(y, {row, i}); };
        for (Index row = 0; row < 4; ++row) {
          BOOST_REQUIRE(at<T>(sum, {row, i}) == x_at(row) + y_at(row));
        }
        for (Index row = 0; row < 3; ++row) {
          BOOST_REQUIRE(at<T>(picked, {row, i}) == x_at(index.data<Index>()[row]));
        }
        BOOST_REQUIRE(at<T>(scattered_sum, {0, i}) == x_at(0) + y_at(1));
        BOOST_REQUIRE(at<T>(scattered_sum, {1, i}) == x_at(1));
        BOOST_REQUIRE(at<T>(scattered_sum, {2, i}) == x_at(2) + y_at(0) + y_at(2));
        BOOST_REQUIRE(at<T>(scattered_sum, {3, i}) == x_at(3));
      }
    }
  }
}

// Units of 16 columns, 8 of them for a thread at least, tiles of 4096; and blocks of the time.
BOOST_AUTO_TEST_CASE_TEMPLATE(linear_scan_of_columns, T, Floats) {
  std::vector<std::tuple<Index, Index, Index>> sizes;
  for (const Index columns : around({1, 16, 128, 384, 4096})) sizes.emplace_back(3, columns, 0);
  for (const Index columns : around({16, 128})) sizes.emplace_back(300, columns, 0);
  for (const Index steps : around({1, 4, 9, 16})) {
    for (const Index parts : {1, 2, 3, 4}) sizes.emplace_back(steps, 5, parts);
  }
  for (const auto& [steps, columns, parts] : sizes) {
    const Array a = scattered_array<T>({steps, columns}, 1);
    const Array b = scattered_array<T>({steps, columns}, 2);
    const Array before = scattered_array<T>({columns}, 3);
    for (const bool reverse : {false, true}) {
      Doubles expected(static_cast<std::size_t>(steps * columns));
      for (Index k = 0; k < columns; ++k) {
        long double state = before.data<T>()[k];
        for (Index i = 0; i < steps; ++i) {
          const Index at = (reverse ? steps - 1 - i : i) * columns + k;
          state = a.data<T>()[at] * state + b.data<T>()[at];
          expected[static_cast<std::size_t>(at)] = state;
        }
      }
      for (const int threads : {1, 3}) {
        BOOST_TEST_CONTEXT(steps << " x " << columns << " in " << parts << " parts on " << threads
                                 << " threads, reverse " << reverse) {
          const auto scan = [&, parts = parts] {
            Array h = Array::empty(a.shape(), a.dtype());
            kernels::linear_scan_into(h, a, b, before, reverse, parts);
            return h;
          };
          const Array h = computed_afresh(threads, steps * columns * kBytes<T>, scan);
          BOOST_TEST(distance<T>(h, expected, 4) < 4);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
