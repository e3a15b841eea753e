// Joins of views of one buffer: pieces that look like neighbours and those that are, all of them
// against plain loops.
#include <xgrad/core/kernels/join.hpp>
#include <xgrad/core/kernels/views.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include <span>

namespace kernels = xgrad::kernels;
using namespace test;

BOOST_AUTO_TEST_SUITE(join_views)

using Arrays = std::vector<Array>;
using Values = std::vector<double>;

namespace {

// Every view of up to three elements, forwards, backwards, with gaps or the same element again.
Arrays vectors_of(const Array& x) {
  Arrays views;
  for (Index size = 0; size <= 3; ++size) {
    for (Index step = -2; step <= 2; ++step) {
      for (Index first = 0; first < x.numel(); ++first) {
        const Index last = first + (size - 1) * step;
        if (last >= 0 && last < x.numel()) views.push_back(x.view({size}, {step}, first));
      }
    }
  }
  return views;
}

// Every view of whole rows and columns, some with gaps, and its transpose.
Arrays matrices_of(const Array& x) {
  Arrays views;
  const Index rows = x.shape()[0], columns = x.shape()[1];
  for (const Index row_step : {1, 2}) {
    for (const Index column_step : {1, 2}) {
      for (Index row = 0; row < rows; ++row) {
        for (Index column = 0; column < columns; ++column) {
          for (Index m = 1; row + (m - 1) * row_step < rows; ++m) {
            for (Index n = 1; column + (n - 1) * column_step < columns; ++n) {
              views.push_back(
                  x.view({m, n}, {row_step * columns, column_step}, row * columns + column));
              views.push_back(kernels::transpose(views.back(), 0, 1));
            }
          }
        }
      }
    }
  }
  return views;
}

// Elements of a then b, joined along an axis of theirs.
Values cat_by_loops(const Array& a, const Array& b, std::size_t axis) {
  Shape shape = a.shape();
  shape[axis] += b.shape()[axis];
  Values result;
  for_each_index(shape, [&](Shape i) {
    const bool first = i[axis] < a.shape()[axis];
    if (!first) i[axis] -= a.shape()[axis];
    result.push_back(at<double>(first ? a : b, i));
  });
  return result;
}

bool can_be_joined(const Array& a, const Array& b, std::size_t axis) {
  Shape shape = b.shape();
  shape[axis] = a.shape()[axis];
  return shape == a.shape();
}

std::string describe(const Array& x) {
  return to_string(x.shape()) + " strides " + to_string(x.strides()) + " from " +
         std::to_string(x.offset());
}

// Copies, and what copies only where no view of the buffer will do.
using Join = Array (*)(std::span<const Array>, Index);
constexpr Join kCats[] = {kernels::cat, kernels::cat_or_view};
constexpr Join kStacks[] = {kernels::stack, kernels::stack_or_view};

// Counts the pairs of views, and joins each along `axis`.
Index check_pairs(const Arrays& views, std::size_t axis) {
  Index pairs = 0;
  for (const Array& a : views) {
    for (const Array& b : views) {
      const auto along = static_cast<Index>(axis);
      if (can_be_joined(a, b, axis)) {
        ++pairs;
        const Values expected = cat_by_loops(a, b, axis);
        for (const Join cat : kCats) {
          if (values(cat(Arrays{a, b}, along)) != expected)
            BOOST_ERROR("cat of " << describe(a) << " and " << describe(b));
        }
      }
      if (a.shape() == b.shape()) {
        const Values expected =
            cat_by_loops(kernels::unsqueeze(a, along), kernels::unsqueeze(b, along), axis);
        for (const Join stack : kStacks) {
          if (values(stack(Arrays{a, b}, along)) != expected)
            BOOST_ERROR("stack of " << describe(a) << " and " << describe(b));
        }
      }
    }
  }
  return pairs;
}

}  // namespace

BOOST_AUTO_TEST_CASE(cat_and_stack_of_two_vectors_in_one_buffer) {
  BOOST_TEST(check_pairs(vectors_of(iota({6})), 0) > 1000);
}

BOOST_AUTO_TEST_CASE(cat_and_stack_of_two_matrices_in_one_buffer) {
  const Arrays views = matrices_of(iota({3, 3}));
  BOOST_TEST(check_pairs(views, 0) > 1000);
  BOOST_TEST(check_pairs(views, 1) > 1000);
}

BOOST_AUTO_TEST_CASE(cat_and_stack_of_three_vectors_in_one_buffer) {
  const Arrays views = vectors_of(iota({4}));
  for (const Array& a : views) {
    for (const Array& b : views) {
      for (const Array& c : views) {
        Values expected = values(a);
        for (const Array& x : {b, c}) {
          for (const double element : values(x)) expected.push_back(element);
        }
        const Arrays all = {a, b, c};
        for (const Join cat : kCats) {
          if (values(cat(all, 0)) != expected)
            BOOST_ERROR("cat of " << describe(a) << ", " << describe(b) << " and " << describe(c));
        }
        if (a.shape() != b.shape() || a.shape() != c.shape()) continue;
        for (const Join stack : kStacks) {
          if (values(stack(all, 0)) != expected)
            BOOST_ERROR("stack of " << describe(a) << ", " << describe(b) << " and "
                                    << describe(c));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
