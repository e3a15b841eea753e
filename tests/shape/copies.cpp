// repeat, repeat_interleave, roll and pad: random shapes against look-ups, special values, errors.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/shape/axes.hpp>
#include <xgrad/autograd/ops/shape/pad.hpp>
#include <xgrad/autograd/ops/shape/repeat.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "shape/naive.hpp"
#include <cmath>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(copies)

using Values = std::vector<double>;

namespace {

Index modulo(Index value, Index size) {
  return (value % size + size) % size;
}

// The position that a padded one shows, or -1 for the constant.
Index padded_position(PadMode mode, Index position, Index size) {
  if (position >= 0 && position < size) return position;
  if (mode == PadMode::constant) return -1;
  if (mode == PadMode::circular) return modulo(position, size);
  if (mode == PadMode::replicate) return position < 0 ? 0 : size - 1;
  const Index period = 2 * (size - 1), at = modulo(position, period);
  return at < size ? at : period - at;
}

}  // namespace

BOOST_AUTO_TEST_CASE(repeat_and_tile_match_look_ups) {
  Random random;
  for (int round = 0; round < 200; ++round) {
    const Tensor x = counted(random.shape(0, 3));
    Shape sizes, shape = x.shape();
    for (Index i = random.integer(static_cast<Index>(x.rank()), 4); i > 0; --i) {
      sizes.push_back(random.integer(0, 3));
    }
    while (shape.size() < sizes.size()) shape.insert(0, 1);
    const std::size_t lead = sizes.size() - x.rank();
    for (std::size_t i = 0; i < sizes.size(); ++i) shape[i] *= sizes[i];
    const Tensor expected = looked_up(x, shape, [&](const Shape& index) {
      Shape from;
      for (std::size_t i = lead; i < index.size(); ++i) {
        from.push_back(index[i] % x.shape()[i - lead]);
      }
      return from;
    });
    for (const Tensor& result : {repeat(x, sizes), tile(x, sizes)}) {
      BOOST_TEST(result.shape() == shape);
      BOOST_TEST(values(result) == values(expected));
      BOOST_TEST(result.is_contiguous());
      BOOST_TEST(!result.array().shares_buffer(x.array()));
    }
  }
}

BOOST_AUTO_TEST_CASE(repeat_interleave_matches_look_ups) {
  Random random;
  for (int round = 0; round < 200; ++round) {
    const Tensor x = counted(random.shape(1, 3));
    const auto axis = static_cast<std::size_t>(random.integer(0, static_cast<Index>(x.rank()) - 1));
    std::vector<std::int64_t> counts, positions;
    for (Index i = 0; i < x.shape()[axis]; ++i) {
      counts.push_back(random.integer(0, 3));
      for (Index k = 0; k < counts.back(); ++k) positions.push_back(i);
    }
    const auto at = static_cast<Index>(axis);
    const Tensor expected = index_select(x, at, from_vector(positions));
    const Tensor result = repeat_interleave(x, from_vector(counts), at);
    BOOST_TEST(result.shape() == expected.shape());
    BOOST_TEST(values(result) == values(expected));
    const Tensor three =
        repeat_interleave(x, full(x.shape()[axis] == 0 ? Shape{} : Shape{1}, 3, int64), at);
    BOOST_TEST(values(three) == values(repeat_interleave(x, 3, at)));
    BOOST_TEST(values(three) == values(looked_up(x, three.shape(), [&](Shape index) {
                 index[axis] /= 3;
                 return index;
               })));
  }
}

BOOST_AUTO_TEST_CASE(roll_matches_look_ups) {
  Random random;
  for (int round = 0; round < 200; ++round) {
    const Tensor x = counted(random.shape(1, 3));
    const auto axis = static_cast<std::size_t>(random.integer(0, static_cast<Index>(x.rank()) - 1));
    const Index shift = random.integer(-9, 9);
    const Tensor result = roll(x, shift, static_cast<Index>(axis));
    BOOST_TEST(values(result) == values(looked_up(x, x.shape(), [&](Shape index) {
                 index[axis] = modulo(index[axis] - shift, x.shape()[axis]);
                 return index;
               })));
    BOOST_TEST(!result.array().shares_buffer(x.array()));
  }
  BOOST_TEST(values(roll(counted({2, 2}), 1)) == (Values{3, 0, 1, 2}));
  constexpr Index kLeast = std::numeric_limits<Index>::min();
  BOOST_TEST(values(roll(counted({3}), kLeast, 0)) == values(roll(counted({3}), kLeast % 3, 0)));
  BOOST_TEST(values(roll(scalar(2), 5, 0)) == Values{2});
  BOOST_TEST(values(roll(counted({3}), {1, 1}, {0, 0})) == (Values{1, 2, 0}));
}

BOOST_AUTO_TEST_CASE(pad_matches_look_ups) {
  Random random;
  for (int round = 0; round < 400; ++round) {
    const auto mode = static_cast<PadMode>(random.integer(0, 3));
    const bool constant = mode == PadMode::constant;
    const Tensor x = counted(random.shape(1, 3, constant ? 0 : 1));
    std::vector<Index> widths;
    Shape shape = x.shape(), before = Shape::filled(x.rank(), 0);
    for (std::size_t axis = x.rank(); axis-- > 0 && random.integer(0, 4) > 0;) {
      const Index size = shape[axis];
      const Index most = mode == PadMode::reflect ? size - 1 : mode == PadMode::circular ? size : 3;
      const Index first = random.integer(constant ? -2 : 0, most);
      const Index last = random.integer(constant ? std::max<Index>(-2, -size - first) : 0, most);
      widths.insert(widths.end(), {first, last});
      before[axis] = first;
      shape[axis] += first + last;
    }
    if (std::any_of(shape.begin(), shape.end(), [](Index size) { return size < 0; })) {
      BOOST_CHECK_THROW(pad(x, widths, mode), ShapeError);
      continue;
    }
    std::vector<double> expected;
    for_each_index(shape, [&](Shape index) {
      bool outside = false;
      for (std::size_t i = 0; i < index.size(); ++i) {
        index[i] = padded_position(mode, index[i] - before[i], x.shape()[i]);
        outside |= index[i] < 0;
      }
      expected.push_back(outside ? -1.5 : at<double>(x.array(), index));
    });
    for (const Tensor& y : {x, Tensor(awkward(x.array()))}) {
      const Tensor result = pad(y, widths, mode, -1.5);
      BOOST_TEST(result.shape() == shape);
      BOOST_TEST(values(result) == expected);
    }
  }
}

BOOST_AUTO_TEST_CASE(special_values_move_unchanged) {
  const double inf = std::numeric_limits<double>::infinity();
  const Tensor x = constant({4}, Values{inf, -inf, std::nan(""), -0.0});
  for (const Tensor& y : {repeat(x, {2}), roll(x, 4, 0), pad(x, {0, 3}, PadMode::circular),
                          repeat_interleave(narrow(x, 0, 0, 4), 1)}) {
    const Values elements = values(y);
    BOOST_TEST(elements[0] == inf);
    BOOST_TEST(elements[1] == -inf);
    BOOST_TEST(std::isnan(elements[2]));
    BOOST_TEST((elements[3] == 0 && std::signbit(elements[3])));
  }
  BOOST_TEST(std::isnan(values(pad(scalar(1), {}, PadMode::constant, std::nan("")))[0]) == false);
  BOOST_TEST(std::isnan(values(pad(x, {1, 0}, PadMode::constant, std::nan("")))[0]));
}

BOOST_AUTO_TEST_CASE(integers_and_bools_move_too) {
  const Tensor x = arange(3), flags = tensor({true, false});
  BOOST_TEST(repeat(x, {2}).to_vector<int>() == (std::vector<int>{0, 1, 2, 0, 1, 2}));
  BOOST_TEST(pad(x, {1, 0}, PadMode::constant, std::int64_t{1} << 60).to_vector<Index>() ==
             (std::vector<Index>{Index{1} << 60, 0, 1, 2}));
  BOOST_TEST(pad(flags, {1, 1}, PadMode::constant, true).to_vector<bool>() ==
             (std::vector<bool>{true, true, false, true}));
  BOOST_TEST(roll(flags, 1, 0).to_vector<bool>() == (std::vector<bool>{false, true}));
  BOOST_TEST(pad(x, {2, 2}, PadMode::reflect).to_vector<int>() ==
             (std::vector<int>{2, 1, 0, 1, 2, 1, 0}));
  BOOST_TEST(repeat_interleave(flags, tensor({1, 2})).to_vector<bool>() ==
             (std::vector<bool>{true, false, false}));
}

BOOST_AUTO_TEST_CASE(wrong_sizes_are_errors) {
  const Tensor x = counted({2, 3});
  BOOST_CHECK_EXCEPTION(repeat(x, {2}), ShapeError, says("repeat: [2, 3] cannot be repeated [2]"));
  BOOST_CHECK_THROW(repeat(x, {1, -1}), ShapeError);
  BOOST_CHECK_EXCEPTION(repeat(x, {Index{1} << 40, Index{1} << 40}), ShapeError,
                        says("repeat: shape ["));
  BOOST_CHECK_EXCEPTION(repeat(x, {Index{1} << 62, 1}), ShapeError, says("repeat: shape ["));
  BOOST_CHECK_EXCEPTION(repeat_interleave(x, -1, 0), ValueError,
                        says("repeat_interleave: -1 repeats"));
  BOOST_CHECK_EXCEPTION(repeat_interleave(x, Index{1} << 62, 0), ShapeError,
                        says("repeat_interleave: shape ["));
  BOOST_CHECK_EXCEPTION(repeat_interleave(x, tensor({1, -2}), 0), ValueError,
                        says("repeat_interleave: -2 repeats of element 1"));
  BOOST_CHECK_EXCEPTION(repeat_interleave(x, tensor({1, 2, 3}), 0), ShapeError,
                        says("repeat_interleave: [3] numbers of repeats for 2 elements"));
  BOOST_CHECK_EXCEPTION(repeat_interleave(x, tensor({1.0, 2.0}), 0), DTypeError,
                        says("repeats are float32 [2], expected int64"));
  BOOST_CHECK_THROW(repeat_interleave(x, 2, 2), IndexError);
  BOOST_CHECK_EXCEPTION(roll(x, {1, 2}, {0}), ShapeError, says("roll: shifts [1, 2] for axes [0]"));
  BOOST_CHECK_EXCEPTION(roll(x, 1, 2), IndexError, says("roll: axis 2 is out of range"));
  BOOST_CHECK_EXCEPTION(pad(x, {1}), ShapeError, says("pad: 1 widths [1] for [2, 3]"));
  BOOST_CHECK_THROW(pad(x, {1, 1, 1, 1, 1, 1}), ShapeError);
  BOOST_CHECK_EXCEPTION(pad(x, {-2, -2}), ShapeError, says("pad: shape [2, -1] has a negative"));
  BOOST_CHECK_EXCEPTION(pad(x, {3, 0}, PadMode::reflect), ShapeError,
                        says("pad: widths 3 and 0 of axis 1 of [2, 3], which fills at most 2"));
  BOOST_CHECK_THROW(pad(x, {4, 0}, PadMode::circular), ShapeError);
  BOOST_CHECK_THROW(pad(counted({0}), {1, 0}, PadMode::replicate), ShapeError);
  BOOST_CHECK_EXCEPTION(pad(x, {-1, 0}, PadMode::circular), ValueError,
                        says("pad: widths -1 and 0 of axis 1"));
  BOOST_CHECK_EXCEPTION(pad(arange(2), {1, 1}, PadMode::constant, 1e30), ValueError, says("pad: "));
}

BOOST_AUTO_TEST_CASE(copies_without_elements_take_no_time) {
  const Tensor x = zeros({Index{1} << 40, 0});
  BOOST_TEST(cat({x, x}, 1).shape() == x.shape());
  BOOST_TEST(repeat(x, {1, 2}).shape() == x.shape());
}

BOOST_AUTO_TEST_SUITE_END()
