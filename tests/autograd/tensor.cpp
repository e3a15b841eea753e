// Tensor itself: reading elements, leaves, the public writes, and what each refuses.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(tensors)

using Values = std::vector<double>;

BOOST_AUTO_TEST_CASE(elements_are_read_in_row_major_order) {
  const Tensor x = constant({2, 3}, {1, 2, 3, 4, 5, 6});
  BOOST_TEST(x.size(0) == 2);
  BOOST_TEST(x.size(-1) == 3);
  BOOST_TEST(x.numel() == 6);
  BOOST_TEST(x.data<double>()[4] == 5);
  const Tensor turned = transpose(x, 0, 1);
  BOOST_TEST(turned.to_vector<double>() == (Values{1, 4, 2, 5, 3, 6}));
  BOOST_TEST(scalar(2.5).item<float>() == 2.5F);
  BOOST_TEST(constant<std::int64_t>({1, 1}, {7}).item<double>() == 7);

  BOOST_CHECK_EXCEPTION(x.item<double>(), ShapeError,
                        says("item: float64 [2, 3] has 6 elements, need exactly one"));
  BOOST_CHECK_EXCEPTION(x.data<float>(), DTypeError,
                        says("data: asked for float32 elements of a float64 [2, 3] tensor"));
  BOOST_CHECK_EXCEPTION(turned.data<double>(), ShapeError,
                        says("data: float64 [3, 2] is a strided view\n  hint: use contiguous(x)"));
  BOOST_CHECK_EXCEPTION(x.to_vector<bool>(), DTypeError, says("asked for bool elements"));
  BOOST_CHECK_EXCEPTION(x.size(2), IndexError, says("size: axis 2 is out of range"));
  BOOST_CHECK_EXCEPTION(scalar(1).size(0), IndexError, says("size: a scalar has no axes"));
}

BOOST_AUTO_TEST_CASE(an_undefined_tensor_has_no_value) {
  const Tensor none;
  BOOST_TEST(!none.defined());
  BOOST_TEST(!none.requires_grad());
  BOOST_TEST(none.is_leaf());
  BOOST_CHECK_EXCEPTION(none.shape(), ValueError, says("an undefined tensor was used"));
  BOOST_CHECK_THROW(none.detach(), ValueError);
  BOOST_CHECK_THROW(none.grad(), ValueError);
  BOOST_CHECK_THROW(none.set_data(scalar(1)), ValueError);
}

BOOST_AUTO_TEST_CASE(copies_share_value_and_history) {
  const Tensor x = leaf(2);
  const Tensor same = x;
  mul(same, x).backward();
  BOOST_TEST(same.grad().item<double>() == 4);
  x.set_data(scalar(5));
  BOOST_TEST(same.item<double>() == 5);
  BOOST_TEST(x.detach().array().shares_buffer(x.array()));
  BOOST_TEST(!x.detach().requires_grad());
}

BOOST_AUTO_TEST_CASE(requires_grad_makes_leaves) {
  Tensor x = constant({2}, {1, 2});
  BOOST_TEST(x.is_leaf());
  x.requires_grad_();
  BOOST_TEST(x.requires_grad());
  BOOST_TEST(x.is_leaf());
  Tensor y = mul(x, x);
  BOOST_TEST(!y.is_leaf());
  BOOST_CHECK_EXCEPTION(y.requires_grad_(false), GraphError,
                        says("requires_grad_: float64 [2] is the result of 'mul', not a leaf"));
  x.requires_grad_(false);
  BOOST_TEST(!mul(x, x).requires_grad());
}

BOOST_AUTO_TEST_CASE(set_grad_checks_shape_and_dtype) {
  const Tensor x = leaf({2}, {1, 2});
  x.set_grad(constant({2}, {5, 6}));
  sum(x).backward();
  BOOST_TEST(values(x.grad()) == (Values{6, 7}));
  BOOST_CHECK_EXCEPTION(x.set_grad(scalar(1)), ShapeError,
                        says("set_grad: the values are float64 [], the tensor is float64 [2]"));
  BOOST_CHECK_EXCEPTION(x.set_grad(constant<float>({2}, {1, 2})), DTypeError, says("set_grad"));
  BOOST_CHECK_EXCEPTION(mul(x, x).set_grad(x), GraphError,
                        says("set_grad: float64 [2] is not a leaf that needs a gradient"));
  BOOST_TEST(values(x.grad()) == (Values{6, 7}));
}

BOOST_AUTO_TEST_CASE(set_data_keeps_shape_and_dtype) {
  const Tensor x = leaf({2}, {1, 2});
  x.set_data(constant({2}, {3, 4}));
  BOOST_TEST(values(x) == (Values{3, 4}));
  BOOST_CHECK_EXCEPTION(x.set_data(scalar(1)), ShapeError,
                        says("set_data: the values are float64 [], the tensor is float64 [2]"));
  BOOST_CHECK_EXCEPTION(x.set_data(constant<float>({2}, {1, 2})), DTypeError,
                        says("hint: cast with to(values, float64)"));
  BOOST_CHECK_EXCEPTION(mul(x, x).set_data(x), GraphError,
                        says("set_data: float64 [2] is the result of 'mul', not a leaf"));
  BOOST_TEST(values(x) == (Values{3, 4}));
}

BOOST_AUTO_TEST_CASE(copy_refuses_tensors_that_need_gradients) {
  const Tensor x = constant({2, 2}, {1, 2, 3, 4});
  x.copy_(constant({2}, {8, 9}));
  BOOST_TEST(values(x) == (Values{8, 9, 8, 9}));
  BOOST_CHECK_EXCEPTION(leaf({2}, {1, 2}).copy_(scalar(1)), GraphError,
                        says("copy_: float64 [2] needs a gradient and cannot be overwritten"));
  BOOST_CHECK_EXCEPTION(scalar(1).copy_(x), ShapeError,
                        says("copy_: float64 [2, 2] does not broadcast to float64 []"));
  BOOST_CHECK_EXCEPTION(x.copy_(constant({3}, {1, 2, 3})), ShapeError, says("copy_"));
  BOOST_CHECK_EXCEPTION(x.copy_(constant<float>({2}, {1, 2})), DTypeError, says("copy_"));
  BOOST_TEST(values(x) == (Values{8, 9, 8, 9}));
}

BOOST_AUTO_TEST_CASE(new_storage_changes_shape_and_dtype_under_all_handles) {
  const Tensor x = leaf({2}, {1, 2});
  const Tensor same = x;
  sum(x).backward();
  x.replace_storage(array<float>({3}, {1, 2, 3}));
  BOOST_TEST(same.shape() == Shape{3});
  BOOST_TEST(!same.grad().defined());  // the old one would not fit
  sum(same).backward();
  BOOST_TEST(values<float>(x.grad()) == (std::vector<float>{1, 1, 1}));
  BOOST_CHECK_EXCEPTION(x.replace_storage(array<std::int64_t>({1}, {1})), DTypeError,
                        says("a leaf that needs a gradient cannot become int64"));
  BOOST_CHECK_THROW(mul(x, x).replace_storage(x.array()), GraphError);
}

BOOST_AUTO_TEST_CASE(many_training_steps_leak_no_memory) {
  const Tensor w = leaf({10}, Values(10, 0.5));
  std::int64_t early = 0;
  for (int step = 0; step < 2000; ++step) {
    w.set_grad({});
    sum(tanh(mul(w, w))).backward();
    w.set_data(sub(w.detach(), mul(w.grad(), 0.01)));
    if (step == 10) early = live_counts().bytes;
  }
  BOOST_TEST(live_counts().bytes == early);
}

BOOST_AUTO_TEST_SUITE_END()
