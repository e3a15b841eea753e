// Views as operations: what they look at, where their gradients go, and the texts of their errors.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"

using namespace xgrad;
using test::says;

BOOST_AUTO_TEST_SUITE(ops_shape)

using Values = std::vector<double>;

namespace {

Tensor counted(const Shape& shape) {
  return Tensor(test::iota(shape), true);
}

// d sum(y * (1, 2, 3, ...)) / dx: each element shows where it went.
Values trace(const Tensor& y, const Tensor& x) {
  Array weights = test::iota(y.shape());
  for (Index i = 0; i < weights.numel(); ++i) weights.mutable_data<double>()[i] += 1;
  return grad(y, x, {.gradients = {Tensor(weights)}}).to_vector<double>();
}

}  // namespace

BOOST_AUTO_TEST_CASE(reshape_and_flatten_keep_the_order) {
  const Tensor x = counted({2, 3});
  const Values in_order = {1, 2, 3, 4, 5, 6};
  BOOST_TEST(reshape(x, {3, -1}).shape() == (Shape{3, 2}));
  BOOST_TEST(reshape(x, {3, -1}).array().shares_buffer(x.array()));
  BOOST_TEST(trace(reshape(x, {3, 2}), x) == in_order);
  BOOST_TEST(trace(unsqueeze(x, 1), x) == in_order);
  BOOST_TEST(trace(squeeze(unsqueeze(x, 1)), x) == in_order);
  BOOST_TEST(trace(squeeze(unsqueeze(x, 1), 1), x) == in_order);
  BOOST_TEST(flatten(counted({2, 3, 4}), 1).shape() == (Shape{2, 12}));
  BOOST_TEST(flatten(counted({2, 3, 4}), 0, 1).shape() == (Shape{6, 4}));
  BOOST_TEST(flatten(counted({})).shape() == Shape{1});
  BOOST_TEST(trace(flatten(x), x) == in_order);
}

BOOST_AUTO_TEST_CASE(permute_and_transpose_gradients_are_permuted_back) {
  const Tensor x = counted({2, 3});
  BOOST_TEST(transpose(x, 0, 1).to_vector<double>() == (Values{0, 3, 1, 4, 2, 5}));
  BOOST_TEST(trace(transpose(x, 0, 1), x) == (Values{1, 3, 5, 2, 4, 6}));
  BOOST_TEST(trace(permute(x, {1, 0}), x) == (Values{1, 3, 5, 2, 4, 6}));
  BOOST_TEST(trace(flip(x, {1}), x) == (Values{3, 2, 1, 6, 5, 4}));
  const Tensor y = contiguous(transpose(x, 0, 1));
  BOOST_TEST(y.is_contiguous());
  BOOST_TEST(trace(y, x) == (Values{1, 3, 5, 2, 4, 6}));
  BOOST_TEST(contiguous(x).array().raw() == x.array().raw());
  const Tensor cube = counted({2, 3, 4});
  BOOST_TEST(permute(cube, {2, 0, -2}).shape() == (Shape{4, 2, 3}));
  BOOST_TEST(grad(sum(permute(cube, {2, 0, -2})), cube).shape() == (Shape{2, 3, 4}));
}

BOOST_AUTO_TEST_CASE(slice_gradients_are_zero_outside_the_slice) {
  const Tensor x = counted({2, 3});
  BOOST_TEST(trace(narrow(x, 1, 1, 2), x) == (Values{0, 1, 2, 0, 3, 4}));
  BOOST_TEST(trace(select(x, 0, -1), x) == (Values{0, 0, 0, 1, 2, 3}));
  BOOST_TEST(trace(slice(x, 1, 2, -100, -2), x) == (Values{2, 0, 1, 4, 0, 3}));
  BOOST_TEST(trace(slice(x, 1, 2, 2), x) == Values(6, 0));
  // Overlapping parts add up, whether they come first or are added to a sum.
  const Tensor y = add(select(x, 1, 1), add(select(x, 1, 1), select(x, 1, 2)));
  BOOST_TEST(trace(y, x) == (Values{0, 2, 1, 0, 4, 2}));
  BOOST_TEST(grad(sum(mul(select(x, 0, 1), narrow(x, 0, 0, 1))), x).to_vector<double>() ==
             (Values{3, 4, 5, 0, 1, 2}));
}

BOOST_AUTO_TEST_CASE(expand_gradients_are_summed) {
  const Tensor x = counted({2, 1});
  BOOST_TEST(expand(x, {2, 2, 3}).to_vector<double>() ==
             (Values{0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1}));
  BOOST_TEST(trace(expand(x, {2, 2, 3}), x) ==
             (Values{1 + 2 + 3 + 7 + 8 + 9, 4 + 5 + 6 + 10 + 11 + 12}));
}

BOOST_AUTO_TEST_CASE(to_passes_gradients_between_floating_types) {
  const Tensor x = counted({2});
  const Tensor y = to(x, float32);
  BOOST_TEST(y.dtype() == float32);
  BOOST_TEST(grad(sum(mul(y, y)), x).to_vector<double>() == (Values{0, 2}));
  BOOST_TEST(!to(x, int64).requires_grad());
  BOOST_TEST(to(tensor({0.0, -2.5}), bool_).to_vector<bool>() == (std::vector<bool>{false, true}));
  BOOST_TEST(to(x, float64).array().raw() == x.array().raw());
}

BOOST_AUTO_TEST_CASE(shape_op_errors) {
  const Tensor x = counted({2, 3});
  BOOST_CHECK_EXCEPTION(reshape(x, {2, 4}), ShapeError,
                        says("reshape: [2, 3] has 6 elements, requested [2, 4] needs 8"));
  BOOST_CHECK_EXCEPTION(flatten(x, 1, 0), ValueError, says("flatten: axis 1 lies behind axis 0"));
  BOOST_CHECK_EXCEPTION(select(x, 0, 2), IndexError, says("select: index 2 is out of range"));
  BOOST_CHECK_THROW(permute(x, {0, 0}), ShapeError);
  BOOST_CHECK_THROW(transpose(x, 0, 2), IndexError);
  BOOST_CHECK_THROW(expand(x, {3, 3}), ShapeError);
  BOOST_CHECK_THROW(narrow(x, 0, 1, 2), IndexError);
  BOOST_CHECK_THROW(slice(x, 0, 0, 1, 0), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()
