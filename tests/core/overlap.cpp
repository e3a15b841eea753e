// Overlap of arrays, against positions that are counted one by one.
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/memory/overlap.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include <random>
#include <set>

namespace kernels = xgrad::kernels;
using namespace test;
using xgrad::Strides;

BOOST_AUTO_TEST_SUITE(overlap)

namespace {

std::vector<Index> positions(const Array& x) {
  std::vector<Index> found;
  for_each_index(x.shape(), [&](const Shape& index) {
    Index at = x.offset();
    for (std::size_t axis = 0; axis < x.rank(); ++axis) at += index[axis] * x.strides()[axis];
    found.push_back(at);
  });
  return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(has_coinciding_elements_agrees_with_counting) {
  std::mt19937 random(1);
  const Array buffer = iota({400});
  const auto draw = [&](Index low, Index high) {
    return std::uniform_int_distribution<Index>(low, high)(random);
  };
  int coinciding = 0;
  for (int round = 0; round < 20000; ++round) {
    BOOST_TEST_CONTEXT("round " << round) {
      Shape shape;
      Strides strides;
      for (Index rank = draw(0, 4); rank > 0; --rank) {
        shape.push_back(draw(0, 4));
        strides.push_back(draw(-15, 15));
      }
      const Array x = buffer.view(shape, strides, 200);
      const auto all = positions(x);
      const std::set<Index> distinct(all.begin(), all.end());
      const bool expected = distinct.size() < all.size();
      coinciding += expected ? 1 : 0;
      BOOST_TEST_REQUIRE(has_coinciding_elements(x) == expected);
      if (!all.empty()) {
        BOOST_TEST_REQUIRE(xgrad::extent_of(x).first == *distinct.begin());
        BOOST_TEST_REQUIRE(xgrad::extent_of(x).last == *distinct.rbegin());
      }
    }
  }
  BOOST_TEST(coinciding > 1000);
  BOOST_TEST(coinciding < 19000);
}

BOOST_AUTO_TEST_CASE(may_overlap_misses_no_common_element) {
  std::mt19937 random(2);
  const Array buffer = iota({100}), other = iota({100});
  const auto draw = [&](Index low, Index high) {
    return std::uniform_int_distribution<Index>(low, high)(random);
  };
  const auto view = [&] {
    return buffer.view({draw(0, 3), draw(1, 3)}, {draw(-6, 6), draw(-6, 6)}, draw(30, 70));
  };
  int overlapping = 0;
  for (int round = 0; round < 20000; ++round) {
    BOOST_TEST_CONTEXT("round " << round) {
      const Array a = view(), b = view();
      const auto x = positions(a), y = positions(b);
      const bool common = std::any_of(x.begin(), x.end(), [&](Index at) {
        return std::find(y.begin(), y.end(), at) != y.end();
      });
      overlapping += common ? 1 : 0;
      if (common) BOOST_REQUIRE(xgrad::may_overlap(a, b));
    }
  }
  BOOST_TEST(overlapping > 1000);
  BOOST_TEST(!xgrad::may_overlap(buffer, other));
  BOOST_TEST(
      !xgrad::may_overlap(kernels::narrow(buffer, 0, 0, 50), kernels::narrow(buffer, 0, 50, 50)));
}

BOOST_AUTO_TEST_CASE(copy_into_reads_an_overlapping_source_before_it_writes) {
  std::mt19937 random(3);
  const auto draw = [&](Index low, Index high) {
    return std::uniform_int_distribution<Index>(low, high)(random);
  };
  for (int round = 0; round < 2000; ++round) {
    BOOST_TEST_CONTEXT("round " << round) {
      const Array buffer = iota({48});
      const Shape shape = {draw(1, 4), draw(1, 3)};
      Array target = kernels::slice(kernels::narrow(buffer, 0, draw(0, 8), 24), 0, 0, 24, 2);
      target = kernels::transpose(target.view(shape, {3, 1}, target.offset()), 0, 1);
      const Array source = buffer.view(target.shape(), {draw(-4, 4), draw(-4, 4)}, 20);
      const auto expected = values(source);
      kernels::copy_into(target, source);
      BOOST_TEST_REQUIRE(values(target) == expected);
    }
  }
}

BOOST_AUTO_TEST_CASE(check_distinct_elements_names_operation_and_shape) {
  const Array expanded = kernels::expand(iota({1, 3}), {2, 3});
  BOOST_CHECK_EXCEPTION(
      xgrad::check_distinct_elements("copy_", expanded), xgrad::ValueError,
      says("copy_: cannot write into float64 [2, 3]: several of its elements share one place"));
  xgrad::check_distinct_elements("copy_", kernels::expand(iota({1, 3}), {1, 3}));
}

BOOST_AUTO_TEST_SUITE_END()
