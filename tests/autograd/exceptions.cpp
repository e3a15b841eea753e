// Pullbacks and hooks that throw: gradients stay as they were, and everything can be used again.
#include <xgrad/autograd/graph/engine.hpp>
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"
#include <stdexcept>

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(exceptions)

using Values = std::vector<double>;

namespace {

struct Refusal : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Throws in its k-th run, counted down over all uses.
struct Countdown {
  int left = -1;
  void operator()() {
    if (left-- == 0) throw Refusal("here");
  }
};

// 100 nodes from two leaves, every one of which counts.
Tensor counted_graph(const Tensor& x, const Tensor& w, Countdown& countdown) {
  Tensor y = x;
  for (int i = 0; i < 50; ++i) {
    y = record("counted", y.array(), {y}, [&countdown](const Tensor& g) {
      countdown();
      return g;
    });
    y = add(y, w);
  }
  return y;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_throwing_pullback_changes_no_gradient) {
  const Tensor x = leaf(1), w = leaf(2);
  for (int k = 0; k < 50; ++k) {
    Countdown countdown;
    const Tensor y = counted_graph(x, w, countdown);
    x.set_grad(scalar(7));
    w.set_grad({});
    countdown.left = k;
    BOOST_CHECK_EXCEPTION(y.backward({}, {.retain_graph = true}), Refusal, says("here"));
    BOOST_TEST(x.grad().item<double>() == 7);
    BOOST_TEST(!w.grad().defined());
    BOOST_TEST(grad_enabled());
    BOOST_TEST(running_operation() == "");
    y.backward();
    BOOST_TEST(x.grad().item<double>() == 8);
    BOOST_TEST(w.grad().item<double>() == 50);
  }
}

BOOST_AUTO_TEST_CASE(a_throwing_pullback_of_a_recorded_pass_changes_no_gradient) {
  const Tensor x = leaf(1), w = leaf(2);
  for (int k = 0; k < 50; ++k) {
    Countdown countdown;
    const Tensor y = counted_graph(x, w, countdown);
    countdown.left = k;
    BOOST_CHECK_THROW(grad({y}, {x, w}, {.create_graph = true}), Refusal);
    BOOST_TEST(grad({y}, {x, w})[1].item<double>() == 50);
  }
}

BOOST_AUTO_TEST_CASE(a_throwing_hook_changes_no_gradient) {
  const Tensor x = leaf(1), w = leaf(2);
  const Tensor y = mul(x, w), z = mul(y, w);
  const HookHandle on_result =
      y.register_hook([](const Tensor&) -> Tensor { throw Refusal("on a result"); });
  BOOST_CHECK_EXCEPTION(z.backward({}, {.retain_graph = true}), Refusal, says("on a result"));
  BOOST_TEST(!w.grad().defined());
  on_result.remove();
  const HookHandle on_leaf =
      x.register_hook([](const Tensor&) -> Tensor { throw Refusal("on a leaf"); });
  BOOST_CHECK_EXCEPTION(z.backward({}, {.retain_graph = true}), Refusal, says("on a leaf"));
  BOOST_TEST(!w.grad().defined());
  BOOST_TEST(!x.grad().defined());
  on_leaf.remove();
  z.backward();
  BOOST_TEST(x.grad().item<double>() == 4);
  BOOST_TEST(w.grad().item<double>() == 4);
}

BOOST_AUTO_TEST_CASE(an_error_in_a_nested_pass_reaches_the_caller) {
  const Tensor x = leaf(1);
  const Tensor y = record("outer", x.array(), {x}, [](const Tensor& g) {
    const GradMode recorded(true);
    Countdown now{0};
    counted_graph(leaf(1), leaf(2), now).backward();
    return g;
  });
  BOOST_CHECK_EXCEPTION(y.backward(), Refusal, says("here"));
  BOOST_TEST(!x.grad().defined());
}

BOOST_AUTO_TEST_SUITE_END()
