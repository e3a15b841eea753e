// Gradients and factors that lie in one buffer: those that are neighbours are joined, all others
// are not, whatever their strides.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/linalg/row_product.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/product/matmul.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(neighbours)

using Arrays = std::vector<Array>;
using Values = std::vector<double>;

namespace {

// Views of two or one row and `columns` columns of a buffer of 24 elements: neighbours, overlapping
// ones, rows in reverse order and rows with gaps.
Arrays row_views(const Array& buffer, Index columns) {
  Arrays views;
  for (const Index rows : {1, 2}) {
    for (const Index row_stride : {columns, columns + 1, 2 * columns, -columns, Index{0}}) {
      for (const Index stride : {1, 2}) {
        for (Index first = 0; first < 12; first += columns) {
          const Index begin = first + std::min<Index>(0, (rows - 1) * row_stride);
          const Index end =
              first + (rows - 1) * std::max<Index>(0, row_stride) + (columns - 1) * stride;
          if (begin >= 0 && end < buffer.numel())
            views.push_back(buffer.view({rows, columns}, {row_stride, stride}, first));
        }
      }
    }
  }
  return views;
}

// Uses w once; its gradient is a^T b.
Tensor use_rows(const Tensor& w, const Array& a, const Array& b) {
  return record("rows", kernels::zeros({}, float64), {w},
                [a = Tensor(a), b = Tensor(b)](const Tensor&) { return RowProduct(a, b); });
}

std::string describe(const Array& x) {
  return to_string(x.shape()) + " strides " + to_string(x.strides()) + " from " +
         std::to_string(x.offset());
}

}  // namespace

BOOST_AUTO_TEST_CASE(row_products_of_any_two_views_of_one_buffer_add_up) {
  const Arrays a = row_views(iota({24}), 3), b = row_views(iota({24}), 2);
  const auto check = [](const Array& a0, const Array& b0, const Array& a1, const Array& b1) {
    const Tensor w = leaf({3, 2}, Values(6));
    // The first sum, from the newest, is made at once; the two after it may be joined.
    const Tensor total = add(add(use_rows(w, a0, b0), use_rows(w, a1, b1)), use_rows(w, a0, b0));
    total.backward();
    Array expected = kernels::zeros({3, 2}, float64);
    for (int i = 0; i < 2; ++i)
      kernels::matmul_into(expected, kernels::transpose(a0, 0, 1), b0, true);
    kernels::matmul_into(expected, kernels::transpose(a1, 0, 1), b1, true);
    if (values(w.grad()) != values(expected)) {
      BOOST_ERROR("products of " << describe(a0) << " with " << describe(b0) << " and of "
                                 << describe(a1) << " with " << describe(b1));
    }
  };
  BOOST_TEST_REQUIRE(a.size() > 20u);
  // One of the factors lies as neighbours do, the other one in every way.
  const Array a_rows = iota({8, 3}), b_rows = iota({8, 2});
  const auto rows = [](const Array& x, Index first, Index count) {
    return kernels::narrow(x, 0, first, count);
  };
  for (const Array& first : a) {
    for (const Array& second : a) {
      const Index m = first.shape()[0], n = second.shape()[0];
      check(first, rows(b_rows, 0, m), second, rows(b_rows, m, n));
      check(first, rows(b_rows, n, m), second, rows(b_rows, 0, n));
    }
  }
  for (const Array& first : b) {
    for (const Array& second : b) {
      const Index m = first.shape()[0], n = second.shape()[0];
      check(rows(a_rows, 0, m), first, rows(a_rows, m, n), second);
      check(rows(a_rows, n, m), first, rows(a_rows, 0, n), second);
    }
  }
}

// The gradients of two slices as any two views of one buffer, and as one alone.
BOOST_AUTO_TEST_CASE(gradients_of_slices_may_lie_anywhere_in_one_buffer) {
  const Array buffer = iota({24});
  const Arrays views = row_views(buffer, 3);
  for (const Index axis : {0, 1}) {
    for (const Array& first : views) {
      for (const Array& second : views) {
        const Shape &m = first.shape(), &n = second.shape();
        const bool fit = axis == 0 ? m[1] == n[1] : m[0] == n[0];
        if (!fit) continue;
        Shape shape = m;
        shape[static_cast<std::size_t>(axis)] += n[static_cast<std::size_t>(axis)];
        for (const int given : {1, 2, 3}) {  // the first, the second, both
          const Tensor x = leaf(shape, Values(static_cast<std::size_t>(numel(shape))));
          const Index cut = m[static_cast<std::size_t>(axis)];
          const auto slices = split(x, {cut, shape[static_cast<std::size_t>(axis)] - cut}, axis);
          std::vector<Tensor> outputs, gradients;
          if (given & 1) outputs.push_back(slices[0]), gradients.push_back(Tensor(first));
          if (given & 2) outputs.push_back(slices[1]), gradients.push_back(Tensor(second));
          backward(outputs, gradients);
          Values expected;
          for_each_index(shape, [&](Shape i) {
            Index& at_axis = i[static_cast<std::size_t>(axis)];
            const bool in_first = at_axis < cut;
            if (!in_first) at_axis -= cut;
            const bool came = (given & (in_first ? 1 : 2)) != 0;
            expected.push_back(came ? at<double>(in_first ? first : second, i) : 0);
          });
          if (values(x.grad()) != expected) {
            BOOST_ERROR("slices of axis " << axis << " with the gradients " << describe(first)
                                          << " and " << describe(second) << ", given " << given);
          }
        }
      }
    }
  }
  BOOST_TEST(values(buffer) == values(iota({24})));  // nobody wrote into it
}

BOOST_AUTO_TEST_SUITE_END()
