// Hooks on gradients, and gradients kept for results.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(hooks)

using Values = std::vector<double>;

BOOST_AUTO_TEST_CASE(a_hook_receives_the_summed_gradient_once) {
  const Tensor x = leaf(2);
  const Tensor y = mul(x, x);
  Values seen;
  y.register_hook([&](const Tensor& g) {
    seen.push_back(g.item<double>());
    return Tensor();
  });
  add(mul(y, scalar(3)), mul(y, scalar(4))).backward();
  BOOST_TEST(seen == Values{7});
  BOOST_TEST(x.grad().item<double>() == 28);
}

BOOST_AUTO_TEST_CASE(hooks_replace_the_gradient_in_order) {
  const Tensor x = leaf(2);
  const Tensor y = mul(x, x);
  y.register_hook([](const Tensor& g) { return add(g, scalar(1)); });
  y.register_hook([](const Tensor& g) { return mul(g, scalar(10)); });
  x.register_hook([](const Tensor& g) { return neg(g); });
  y.backward();
  BOOST_TEST(x.grad().item<double>() == -80);
}

BOOST_AUTO_TEST_CASE(hooks_can_be_removed) {
  const Tensor x = leaf(2);
  const HookHandle first = x.register_hook([](const Tensor& g) { return neg(g); });
  const HookHandle second = x.register_hook([](const Tensor& g) { return add(g, g); });
  first.remove();
  mul(x, x).backward();
  BOOST_TEST(x.grad().item<double>() == 8);
  const HookHandle same = second;
  second.remove();
  same.remove();
  HookHandle().remove();
  mul(x, x).backward();
  BOOST_TEST(x.grad().item<double>() == 12);
}

BOOST_AUTO_TEST_CASE(handles_outlive_tensors_and_work_after_requires_grad_was_off) {
  const auto owned = std::make_shared<int>();
  HookHandle handle;
  {
    const Tensor x = leaf(2);
    handle = x.register_hook([owned](const Tensor&) { return Tensor(); });
    BOOST_TEST(owned.use_count() == 2);
  }
  BOOST_TEST(owned.use_count() == 1);
  handle.remove();

  Tensor x = leaf(2);
  handle = x.register_hook([owned](const Tensor& g) { return neg(g); });
  x.requires_grad_(false);
  handle.remove();
  BOOST_TEST(owned.use_count() == 1);
  x.requires_grad_();
  mul(x, x).backward();
  BOOST_TEST(x.grad().item<double>() == 4);
}

BOOST_AUTO_TEST_CASE(a_hook_may_remove_itself_and_its_neighbours) {
  const Tensor x = leaf(2);
  const Tensor y = mul(x, x);
  HookHandle first, second;
  int runs = 0;
  first = y.register_hook([&, owned = Values(100)](const Tensor& g) {
    ++runs;
    second.remove();
    first.remove();
    return mul(g, scalar(static_cast<double>(owned.size())));
  });
  second = y.register_hook([&](const Tensor&) {
    ++runs;
    return Tensor();
  });
  y.backward({}, {.retain_graph = true});
  y.backward();
  BOOST_TEST(x.grad().item<double>() == 404);
  BOOST_TEST(runs == 2);
}

BOOST_AUTO_TEST_CASE(hooks_belong_to_one_output) {
  const Tensor x = leaf({2}, {3, 4});
  const auto parts = unbind(x);
  parts[0].register_hook([](const Tensor& g) { return mul(g, scalar(100)); });
  parts[1].register_hook([](const Tensor& g) { return neg(g); });
  mul(parts[0], parts[1]).backward();
  BOOST_TEST(values(x.grad()) == (Values{400, -3}));
}

BOOST_AUTO_TEST_CASE(hooks_run_in_recorded_passes) {
  const Tensor x = leaf(3);
  const Tensor y = mul(x, x);
  y.register_hook([](const Tensor& g) { return mul(g, scalar(2)); });
  const Tensor slope = grad(y, x, {.create_graph = true});
  BOOST_TEST(slope.item<double>() == 12);
  BOOST_TEST(grad(slope, x).item<double>() == 4);
}

BOOST_AUTO_TEST_CASE(invalid_hook_results_are_errors) {
  BOOST_CHECK_EXCEPTION(scalar(1).register_hook([](const Tensor& g) { return g; }), GraphError,
                        says("register_hook: float64 [] needs no gradient, so none will come"));
  const Tensor x = leaf({2}, {3, 4});
  const Tensor y = mul(x, x);
  y.register_hook([](const Tensor& g) { return sum(g); });
  BOOST_CHECK_EXCEPTION(
      y.backward(constant({2}, {1, 1})), GraphError,
      says("backward: a hook turned a gradient float64 [2] into float64 []\n  hint: a hook"));
  BOOST_TEST(!x.grad().defined());
}

BOOST_AUTO_TEST_CASE(retain_grad_keeps_the_gradient_of_a_result) {
  const Tensor x = leaf(2);
  const Tensor y = mul(x, x), z = mul(y, x);
  y.retain_grad();
  x.retain_grad();  // leaves do anyway
  z.backward({}, {.retain_graph = true});
  BOOST_TEST(y.grad().item<double>() == 2);
  BOOST_TEST(!z.grad().defined());
  z.backward();
  BOOST_TEST(y.grad().item<double>() == 4);
  BOOST_TEST(x.grad().item<double>() == 24);
  BOOST_CHECK_THROW(scalar(1).retain_grad(), GraphError);

  const auto parts = unbind(leaf({2}, {3, 4}));
  parts[1].retain_grad();
  mul(parts[0], parts[1]).backward();
  BOOST_TEST(!parts[0].grad().defined());
  BOOST_TEST(parts[1].grad().item<double>() == 3);
}

BOOST_AUTO_TEST_CASE(retain_grad_keeps_the_gradient_after_hooks) {
  const Tensor x = leaf(2);
  const Tensor y = mul(x, x);
  y.retain_grad();
  y.register_hook([](const Tensor& g) { return mul(g, scalar(5)); });
  y.backward();
  BOOST_TEST(y.grad().item<double>() == 5);
}

BOOST_AUTO_TEST_SUITE_END()
