// Products of matrices of small whole numbers, which are exact, for sizes around every block, panel
// and range of threads.
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/product/gemm.hpp>
#include <xgrad/core/kernels/product/matmul.hpp>
#include <xgrad/core/kernels/product/packed_matrix.hpp>
#include <xgrad/core/kernels/product/panels.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <boost/test/unit_test.hpp>

#include "support/block_sizes.hpp"
#include <array>
#include <cmath>

namespace kernels = xgrad::kernels;
using namespace test;

BOOST_AUTO_TEST_SUITE(product_sizes)

namespace {

// Whole numbers from -2 to 2.
template <class T>
Array whole_numbers(const Shape& shape, std::uint32_t seed) {
  Array x = scattered_array<T>(shape, seed);
  for (Index i = 0; i < x.numel(); ++i) x.mutable_data<T>()[i] = std::round(2 * x.data<T>()[i]);
  return x;
}

// This matrix, column-major in memory.
Array by_columns(const Array& x) {
  return kernels::transpose(kernels::copy(kernels::transpose(x, -1, -2)), -1, -2);
}

// `start` + a b in plain loops, all row-major.
template <class T>
std::vector<T> by_loops(Index m, Index n, Index k, const T* a, const T* b, T start) {
  std::vector<T> c(static_cast<std::size_t>(m * n), start);
  for (Index i = 0; i < m; ++i) {
    for (Index l = 0; l < k; ++l) {
      for (Index j = 0; j < n; ++j)
        c[static_cast<std::size_t>(i * n + j)] += a[i * k + l] * b[l * n + j];
    }
  }
  return c;
}

template <class T>
void check(Index m, Index n, Index k, int threads) {
  BOOST_TEST_CONTEXT(m << " x " << n << " x " << k << " on " << threads << " threads") {
    const Array a = whole_numbers<T>({m, k}, 1), b = whole_numbers<T>({k, n}, 2);
    const Index bytes = m * n * static_cast<Index>(sizeof(T));
    for (const T start : {T{0}, T{3}}) {
      const std::vector<T> expected = by_loops(m, n, k, a.data<T>(), b.data<T>(), start);
      const auto result = [&](const auto& multiply) {
        const Array c = computed_afresh(threads, bytes, [&] {
          Array out = Array::empty({m, n}, xgrad::dtype_of<T>());
          if (start != 0) kernels::fill(out, static_cast<double>(start));
          multiply(out, start != 0);
          return out;
        });
        return std::vector<T>(c.data<T>(), c.data<T>() + m * n);
      };
      for (const Array& left : {a, by_columns(a)}) {
        for (const Array& right : {b, by_columns(b)}) {
          BOOST_TEST(result([&](Array& out, bool accumulate) {
                       kernels::matmul_into(out, left, right, accumulate);
                     }) == expected);
          const kernels::PackedMatrix packed(right);
          BOOST_TEST(result([&](Array& out, bool accumulate) {
                       kernels::matmul_into(out, left, packed, accumulate);
                     }) == expected);
        }
      }
    }
  }
}

}  // namespace

// From 5 and 17 rows on, products may take another way; 96 rows make a block, 512 a transposed one.
BOOST_AUTO_TEST_CASE(matmul_of_any_number_of_rows) {
  for (const Index m : around({1, 4, 16, 96, 512})) {
    check<float>(m, 33, 5, 1);
    check<double>(m, 33, 5, 1);
  }
}

// Panels of 32 columns, packed four at a time.
BOOST_AUTO_TEST_CASE(matmul_of_any_number_of_columns) {
  for (const Index n : around({1, 16, 32, 128})) {
    for (const Index m : {1, 20}) {
      check<float>(m, n, 17, 1);
      check<double>(m, n, 17, 1);
    }
  }
}

// The inner size is cut at 512, that of a transposed factor at 100; 16 are read at once.
BOOST_AUTO_TEST_CASE(matmul_of_any_inner_size) {
  for (const Index k : around({1, 16, 100, 512})) {
    for (const Index m : {3, 20}) {
      check<float>(m, 35, k, 1);
      check<double>(m, 35, k, 1);
    }
  }
}

// Threads share rows, or columns, 32 at a time.
BOOST_AUTO_TEST_CASE(matmul_on_several_threads) {
  for (const Index length : around({32, 96})) {
    check<float>(length, 20, 800, 3);
    check<float>(20, length, 800, 3);
    check<double>(length, 20, 800, 3);
    check<double>(20, length, 800, 3);
  }
}

// Few matrices are each cut among the threads, many are dealt out whole.
BOOST_AUTO_TEST_CASE(matmul_of_any_number_of_matrices) {
  for (const Index items : around({1, 3, 24})) {
    const Index m = 20, n = 35, k = 60;
    const Array a = whole_numbers<float>({items, m, k}, 1);
    const Array b = whole_numbers<float>({items, k, n}, 2);
    std::vector<float> expected;
    for (Index item = 0; item < items; ++item) {
      const auto part = by_loops<float>(m, n, k, a.data<float>() + item * m * k,
                                        b.data<float>() + item * k * n, 0);
      expected.insert(expected.end(), part.begin(), part.end());
    }
    for (const Array& left : {a, by_columns(a)}) {
      for (const Array& right : {b, by_columns(b)}) {
        const auto product = [&] { return kernels::matmul(left, right); };
        const Array c = computed_afresh(3, items * m * n * 4, product);
        BOOST_TEST_CONTEXT(items << " matrices") BOOST_TEST(values<float>(c) == expected);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
