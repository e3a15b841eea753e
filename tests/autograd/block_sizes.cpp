// Operations on any number of elements and rows: sizes around the ranges and blocks they are cut
// into.
#include "support/block_sizes.hpp"

#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"
#include <cmath>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(block_sizes)

namespace {

// The elements of `x` with gaps between them.
Array spread(const Array& x) {
  Array buffer = kernels::full({2 * x.numel() + 1}, x.dtype(), std::nan(""));
  Array result = buffer.view(x.shape(), {2}, 1);
  kernels::copy_into(result, x);
  return result;
}

template <class T>
void check_product(Index count, bool strided) {
  const std::vector<T> a = scattered<T>(count, 1), b = scattered<T>(count, 2);
  const auto leaf_of = [&](const std::vector<T>& elements) {
    const Array x = array<T>({count}, elements);
    return Tensor(strided ? spread(x) : x, true);
  };
  const Tensor x = leaf_of(a), y = leaf_of(b);
  const Tensor z = mul(x, y);
  const std::vector<T> products = values<T>(z);
  sum(z).backward();
  Index wrong = 0;
  for (std::size_t i = 0; i < a.size(); ++i) wrong += products[i] != a[i] * b[i];
  BOOST_TEST(wrong == 0);
  BOOST_TEST(values<T>(x.grad()) == b);
  BOOST_TEST(values<T>(y.grad()) == a);
}

// Whole numbers from -2 to 2.
template <class T>
Tensor whole_numbers(const Shape& shape, std::uint32_t seed) {
  Array x = scattered_array<T>(shape, seed);
  for (Index i = 0; i < x.numel(); ++i) x.mutable_data<T>()[i] = std::round(2 * x.data<T>()[i]);
  return Tensor(x, true);
}

// linear() and its gradients against plain loops, exactly.
template <class T>
void check_linear(Index rows) {
  const Index in = 3, out = 5;
  const Tensor x = whole_numbers<T>({rows, in}, 1), w = whole_numbers<T>({out, in}, 2),
               bias = whole_numbers<T>({out}, 3), g = whole_numbers<T>({rows, out}, 4);
  const Tensor y = linear(x, w, bias);
  y.backward(g.detach());
  const auto element = [](const std::vector<T>& matrix, Index row, Index column, Index columns) {
    return matrix[static_cast<std::size_t>(row * columns + column)];
  };
  const auto xs = values<T>(x), ws = values<T>(w), bs = values<T>(bias), gs = values<T>(g);
  std::vector<T> result, of_x, of_w(static_cast<std::size_t>(out * in)), of_b(5);
  for (Index row = 0; row < rows; ++row) {
    for (Index j = 0; j < out; ++j) {
      T total = bs[static_cast<std::size_t>(j)];
      for (Index l = 0; l < in; ++l) {
        total += element(xs, row, l, in) * element(ws, j, l, in);
        of_w[static_cast<std::size_t>(j * in + l)] +=
            element(gs, row, j, out) * element(xs, row, l, in);
      }
      result.push_back(total);
      of_b[static_cast<std::size_t>(j)] += element(gs, row, j, out);
    }
    for (Index l = 0; l < in; ++l) {
      T total = 0;
      for (Index j = 0; j < out; ++j) total += element(gs, row, j, out) * element(ws, j, l, in);
      of_x.push_back(total);
    }
  }
  BOOST_TEST(values<T>(y) == result);
  BOOST_TEST(values<T>(x.grad()) == of_x);
  BOOST_TEST(values<T>(w.grad()) == of_w);
  BOOST_TEST(values<T>(bias.grad()) == of_b);
}

template <class Check>
void with_threads(const Check& check) {
  const int before = num_threads();
  for (const int threads : {1, 3}) {
    set_num_threads(threads);
    BOOST_TEST_CONTEXT(threads << " threads") {
      check();
    }
  }
  set_num_threads(before);
}

}  // namespace

// Up to 4096 elements take a short way; ranges of threads have so many elements for so many
// operands.
BOOST_AUTO_TEST_CASE(mul_and_its_gradients_reach_every_element) {
  with_threads([] {
    for (const Index count : around({1, 4, 16, 64, 4096, 24576 / 3, 24576 / 5})) {
      for (const bool strided : {false, true}) {
        BOOST_TEST_CONTEXT(count << " elements, strided " << strided) {
          check_product<float>(count, strided);
          check_product<double>(count, strided);
        }
      }
    }
  });
}

// From 192 rows on they are cut into blocks of 96.
BOOST_AUTO_TEST_CASE(linear_and_its_gradients_reach_every_row) {
  with_threads([] {
    for (const Index rows : around({1, 96, 192})) {
      BOOST_TEST_CONTEXT(rows << " rows") {
        check_linear<float>(rows);
        check_linear<double>(rows);
      }
    }
  });
}

BOOST_AUTO_TEST_SUITE_END()
