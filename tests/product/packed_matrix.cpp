// Products with a matrix packed beforehand are those with the matrix itself.
#include <xgrad/core/error.hpp>
#include <xgrad/core/generator.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/product/matmul.hpp>
#include <xgrad/core/kernels/product/packed_matrix.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/memory.hpp>
#include <xgrad/core/threads.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include <array>
#include <limits>

namespace kernels = xgrad::kernels;
using namespace test;
using kernels::PackedMatrix;

BOOST_AUTO_TEST_SUITE(packed_matrix)

namespace {

template <class T>
Array normal(const Shape& shape, std::uint64_t seed) {
  Array x = Array::empty(shape, xgrad::dtype_of<T>());
  xgrad::Generator(seed).fill_normal(x.mutable_data<T>(), x.numel(), 0, 1);
  return x;
}

// Both products of every layout, within 2 (k + 2) eps |A| |B|, as each may err by half of that.
template <class T>
void check(Index m, Index n, Index k) {
  const Array a = normal<T>({m, k}, 1), b = normal<T>({k, n}, 2), before = normal<T>({m, n}, 3);
  const Array b_columns = kernels::transpose(kernels::copy(kernels::transpose(b, 0, 1)), 0, 1);
  Array spread = Array::empty({m, 2 * k}, xgrad::dtype_of<T>());
  kernels::fill(spread, std::numeric_limits<double>::quiet_NaN());
  Array spread_a = kernels::slice(spread, 1, 0, 2 * k, 2);
  kernels::copy_into(spread_a, a);
  for (const bool accumulate : {false, true}) {
    Array expected = kernels::copy(before);
    kernels::matmul_into(expected, a, b, accumulate);
    for (const Array& matrix : {b, b_columns}) {
      const PackedMatrix packed(matrix);
      for (const Array& left : {a, spread_a}) {
        for (const bool by_columns : {false, true}) {
          Array out =
              by_columns ? kernels::transpose(kernels::copy(kernels::transpose(before, 0, 1)), 0, 1)
                         : kernels::copy(before);
          kernels::matmul_into(out, left, packed, accumulate);
          const auto got = values<T>(kernels::contiguous(out)), wanted = values<T>(expected);
          for (std::size_t i = 0; i < got.size(); ++i) {
            BOOST_REQUIRE_SMALL(
                static_cast<double>(got[i] - wanted[i]),
                20 * static_cast<double>(k + 2) * std::numeric_limits<T>::epsilon());
          }
        }
      }
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(packed_product_equals_matmul) {
  for (const auto& [m, n, k] :
       {std::array<Index, 3>{1, 40, 10}, {4, 33, 7}, {50, 96, 65}, {130, 70, 600}}) {
    check<float>(m, n, k);
    check<double>(m, n, k);
  }
}

BOOST_AUTO_TEST_CASE(packed_product_on_several_threads) {
  const int before = xgrad::num_threads();
  xgrad::set_num_threads(3);
  check<float>(300, 90, 160);
  check<float>(64, 2000, 40);
  xgrad::set_num_threads(before);
}

BOOST_AUTO_TEST_CASE(packed_product_of_empty_matrices) {
  const auto zeros = [](const Shape& shape) { return kernels::zeros(shape, xgrad::float32); };
  Array out = kernels::ones({8, 5}, xgrad::float32);
  kernels::matmul_into(out, zeros({8, 0}), PackedMatrix(zeros({0, 5})), true);
  BOOST_TEST(values<float>(out) == std::vector<float>(40, 1.0f), boost::test_tools::per_element());
  kernels::matmul_into(out, zeros({8, 0}), PackedMatrix(zeros({0, 5})));
  BOOST_TEST(values<float>(out) == std::vector<float>(40, 0.0f), boost::test_tools::per_element());
  Array none = zeros({0, 5});
  kernels::matmul_into(none, zeros({0, 3}), PackedMatrix(zeros({3, 5})));
  Array no_columns = zeros({8, 0});
  kernels::matmul_into(no_columns, zeros({8, 3}), PackedMatrix(zeros({3, 0})));
}

BOOST_AUTO_TEST_CASE(a_weight_is_packed_again_when_it_changes) {
  Array weight = kernels::ones({3, 40}, xgrad::float32);
  const Array x = kernels::ones({20, 3}, xgrad::float32);
  const auto product = [&](const Array& matrix) {
    Array out = Array::empty({20, matrix.shape()[1]}, xgrad::float32);
    kernels::matmul_weight_into(out, x, matrix);
    return values<float>(out);
  };
  BOOST_TEST(product(weight) == std::vector<float>(800, 3.0f), boost::test_tools::per_element());
  const xgrad::LiveCounts once = xgrad::live_counts();
  BOOST_TEST(product(weight) == std::vector<float>(800, 3.0f), boost::test_tools::per_element());
  BOOST_TEST(xgrad::live_counts() == once);

  kernels::fill(weight, 5);
  weight.bump_version();
  BOOST_TEST(product(weight) == std::vector<float>(800, 15.0f), boost::test_tools::per_element());
  BOOST_TEST(xgrad::live_counts() == once);

  Array right = kernels::narrow(weight, 1, 20, 20);
  kernels::fill(right, 6);
  weight.bump_version();
  BOOST_TEST(product(right) == std::vector<float>(400, 18.0f), boost::test_tools::per_element());
  BOOST_TEST(product(kernels::narrow(weight, 1, 0, 20)) == std::vector<float>(400, 15.0f),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(packed_matrix_copies_its_values) {
  Array matrix = kernels::ones({3, 40}, xgrad::float32);
  const PackedMatrix packed(matrix);
  kernels::fill(matrix, 5);
  Array out = Array::empty({20, 40}, xgrad::float32);
  kernels::matmul_into(out, kernels::ones({20, 3}, xgrad::float32), packed);
  BOOST_TEST(values<float>(out) == std::vector<float>(800, 3.0f), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(packed_matrix_errors) {
  const auto zeros = [](const Shape& shape, xgrad::DType dtype = xgrad::float32) {
    return kernels::zeros(shape, dtype);
  };
  BOOST_CHECK_EXCEPTION(PackedMatrix(zeros({3})), xgrad::ShapeError,
                        says("PackedMatrix: the matrix is [3], expected two axes"));
  BOOST_CHECK_EXCEPTION(PackedMatrix(zeros({3, 4}, xgrad::int64)), xgrad::DTypeError,
                        says("PackedMatrix: the matrix is int64 [3, 4]"));
  const PackedMatrix packed(zeros({3, 40}));
  Array out = kernels::ones({20, 40}, xgrad::float32);
  BOOST_CHECK_EXCEPTION(kernels::matmul_into(out, zeros({20, 4}), packed), xgrad::ShapeError,
                        says("inner sizes differ: a is [20, 4], b is [3, 40]"));
  BOOST_CHECK_EXCEPTION(kernels::matmul_into(out, zeros({2, 3}), packed), xgrad::ShapeError,
                        says("out is [20, 40], the product of [2, 3] and [3, 40] is [2, 40]"));
  BOOST_CHECK_EXCEPTION(kernels::matmul_into(out, zeros({20, 3}, xgrad::float64), packed),
                        xgrad::DTypeError, says("a is float64 [20, 3], b is float32 [3, 40]"));
  Array stack = kernels::ones({2, 20, 40}, xgrad::float32);
  BOOST_CHECK_EXCEPTION(kernels::matmul_into(stack, zeros({2, 20, 3}), packed), xgrad::ShapeError,
                        says("a is [2, 20, 3], expected two axes"));
  BOOST_TEST(values<float>(out) == std::vector<float>(800, 1.0f), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
