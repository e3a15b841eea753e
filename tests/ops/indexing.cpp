// Indexing as in NumPy and PyTorch: views, errors, and writes. The op table has values and derivatives.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(indexing)

using Values = std::vector<double>;

namespace {

// Elements of any dtype.
Values elements(const Tensor& x) {
  return values(to(x, float64));
}

}  // namespace

BOOST_AUTO_TEST_CASE(without_tensors_the_result_is_a_view) {
  const Tensor x = counted({3, 4});
  const Tensor parts[] = {x[-1], x.index({Slice(1, None), 0}), x.index({Ellipsis, None}),
                          x.index({})};
  for (const Tensor& part : parts) BOOST_TEST(part.array().shares_buffer(x.array()));
  BOOST_TEST(elements(x[-1]) == (Values{8, 9, 10, 11}));
  BOOST_TEST(elements(parts[1]) == (Values{4, 8}));
  BOOST_TEST(parts[2].shape() == (Shape{3, 4, 1}));
  BOOST_TEST(x.index({Ellipsis, Slice(None, None, 2), None}).shape() == (Shape{3, 2, 1}));
}

BOOST_AUTO_TEST_CASE(slices_follow_python) {
  const Tensor x = counted({5});
  BOOST_TEST(elements(x.index({Slice()})) == (Values{0, 1, 2, 3, 4}));
  BOOST_TEST(elements(x.index({Slice(None, None, -1)})) == (Values{4, 3, 2, 1, 0}));
  BOOST_TEST(elements(x.index({Slice(-2, None)})) == (Values{3, 4}));
  BOOST_TEST(elements(x.index({Slice(None, -2)})) == (Values{0, 1, 2}));
  BOOST_TEST(elements(x.index({Slice(3, 0, -2)})) == (Values{3, 1}));
  BOOST_TEST(elements(x.index({Slice(-100, 100, 3)})) == (Values{0, 3}));
  BOOST_TEST(x.index({Slice(4, 1)}).numel() == 0);
}

BOOST_AUTO_TEST_CASE(tensors_count_from_either_end_and_copy) {
  const Tensor x = counted({4, 3});
  const Tensor at = tensor({-1, 0, -4});
  BOOST_TEST(elements(x.index({at})) == (Values{9, 10, 11, 0, 1, 2, 0, 1, 2}));
  BOOST_TEST(elements(x.index({at, at + 1})) == (Values{9, 1, 0}));
  BOOST_TEST(!x.index({at}).array().shares_buffer(x.array()));
  BOOST_TEST(x.index({zeros({0}, int64)}).shape() == (Shape{0, 3}));
  BOOST_TEST(counted({0, 3}).index({zeros({0}, int64)}).shape() == (Shape{0, 3}));
}

BOOST_AUTO_TEST_CASE(masks_select_in_row_major_order) {
  const Tensor x = counted({2, 3, 2});
  BOOST_TEST(elements(x.index({x > 8})) == (Values{9, 10, 11}));
  BOOST_TEST(elements(x.index({x.index({Ellipsis, 1}) < 4})) == (Values{0, 1, 2, 3}));
  BOOST_TEST(x.index({x < 0}).shape() == Shape{0});
  BOOST_TEST(elements(masked_select(x, tensor({true, false}))) == (Values{0, 2, 4, 6, 8, 10}));
  BOOST_TEST(elements(transpose(x, 0, 2).index({transpose(x, 0, 2) > 8})) == (Values{10, 9, 11}));
}

BOOST_AUTO_TEST_CASE(integers_and_bools_are_indexed_too) {
  const Tensor x = reshape(arange(6), {2, 3});
  BOOST_TEST(x.index({Ellipsis, tensor({2, 0})}).dtype() == int64);
  BOOST_TEST(elements(x.index_put({x > 3}, -1)) == (Values{0, 1, 2, 3, -1, -1}));
  BOOST_TEST(elements(x.masked_fill(x < 2, std::int64_t{1} << 40)) ==
             (Values{1099511627776., 1099511627776., 2, 3, 4, 5}));
  BOOST_TEST(elements((x > 1).index_put({0}, true)) == (Values{1, 1, 1, 1, 1, 1}));
  BOOST_TEST(elements(masked_fill(arange(2), tensor({{true, false}, {false, true}}), 7)) ==
             (Values{7, 1, 0, 7}));
  BOOST_TEST(elements(masked_fill(tensor(5), tensor(true), 0)) == Values{0});
  BOOST_TEST(elements(masked_select(tensor(3.0), tensor(true))) == Values{3});
}

BOOST_AUTO_TEST_CASE(wrong_indices_are_errors) {
  const Tensor x = counted({2, 3});
  BOOST_CHECK_EXCEPTION(x.index({0, 0, 0}), IndexError,
                        says("index: indices for 3 axes were given for [2, 3]"));
  BOOST_CHECK_EXCEPTION(x.index({x > 1, 0}), IndexError, says("indices for 3 axes"));
  BOOST_CHECK_EXCEPTION(x.index({Ellipsis, Ellipsis}), IndexError,
                        says("Ellipsis was given twice"));
  BOOST_CHECK_THROW(x.index({2}), IndexError);
  BOOST_CHECK_THROW(x.index({~std::size_t{0}}), ValueError);
  BOOST_CHECK_THROW(x.index({Slice(None, None, 0)}), ValueError);
  BOOST_CHECK_EXCEPTION(x.index({Slice(), tensor({0, 3})}), IndexError,
                        says("index: position 3 is out of range for axis 1 of [2, 3]"));
  BOOST_CHECK_EXCEPTION(x.index({tensor({-3})}), IndexError, says("position -3"));
  BOOST_CHECK_EXCEPTION(x.index({tensor({true, false, true})}), ShapeError,
                        says("index: the mask [3] does not fit axis 0 of [2, 3]"));
  BOOST_CHECK_EXCEPTION(x.index({tensor(true)}), ShapeError, says("a mask needs an axis"));
  BOOST_CHECK_EXCEPTION(x.index({tensor({1.0})}), DTypeError,
                        says("index: an index is float32 [1], expected int64 or bool"));
  BOOST_CHECK_THROW(x.index({tensor({0, 1}), tensor({0, 1, 2})}), ShapeError);
  BOOST_CHECK_EXCEPTION(x.index({Tensor()}), ValueError, says("index: an undefined tensor"));
  BOOST_CHECK_EXCEPTION(masked_fill(x, x, 0), DTypeError, says("masked_fill: the mask is float64"));
}

BOOST_AUTO_TEST_CASE(an_element_is_put_once_or_accumulated) {
  const Tensor x = counted({3}), twice = tensor({1, 1}), values = ones({2}, float64);
  BOOST_CHECK_EXCEPTION(x.index_put({twice}, values), ValueError,
                        says("index_put: an element is selected twice"));
  BOOST_TEST(elements(x.index_put({twice}, values, true)) == (Values{0, 3, 2}));
  BOOST_TEST(elements(x) == (Values{0, 1, 2}));
  BOOST_CHECK_EXCEPTION(x.index_put({0}, tensor({1})), DTypeError,
                        says("index_put: the values are int64 [1], x is float64 [3]"));
  BOOST_CHECK_THROW(x.index_put({Slice()}, counted({2})), ShapeError);
  BOOST_CHECK_EXCEPTION(arange(3).index_put({twice}, ones({2}, int64), true), DTypeError,
                        says("index_add: x is int64 [3], the source is int64 [2]"));
  BOOST_CHECK_THROW(index_add(ones({4}, bool_), 0, tensor({3}), ones({1}, bool_)), DTypeError);
}

BOOST_AUTO_TEST_CASE(in_place_writes_reach_every_handle) {
  Tensor w = counted({2, 3}).requires_grad_();
  const Tensor loss = sum(w * w);
  BOOST_CHECK_EXCEPTION(w.index_put_({0}, tensor(5.0, float64)), GraphError,
                        says("index_put_: float64 [2, 3] requires gradients"));
  {
    const NoGrad unrecorded;
    const Tensor other = w;
    other.index_put_({0, Slice(1, None)}, tensor(7.0, float64));
    other.index_put_({w > 6}, -w.index({w > 6}));
    other.index_put_({Slice(), 0}, w.index({Slice(), 2}));
  }
  BOOST_TEST(elements(w) == (Values{-7, -7, -7, 5, 4, 5}));
  BOOST_CHECK_THROW(loss.backward(), GraphError);  // the saved values were overwritten
  BOOST_CHECK_THROW(loss.index_put_({}, w), GraphError);
  BOOST_CHECK_THROW(expand(counted({1}), {3}).index_put_({0}, tensor(1.0, float64)), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()
