// Checkpoints: what is computed twice, when, what is alive meanwhile, and that no gradient notices.
#include <xgrad/autograd/checkpoint.hpp>
#include <xgrad/autograd/gradcheck.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/memory.hpp>

#include <boost/test/unit_test.hpp>

#include "support/tensors.hpp"

using namespace test;
using namespace xgrad;

BOOST_AUTO_TEST_SUITE(checkpoints)

using Values = std::vector<double>;
using Tensors = std::vector<Tensor>;

namespace {

// x y and tanh(x y) + x, with a count of the calls.
Computation counted(int& calls) {
  return [&calls](const Tensors& t) {
    ++calls;
    const Tensor product = mul(t[0], t[1]);
    return Tensors{product, add(tanh(product), t[0])};
  };
}

// x, a gradient of which is counted.
Tensor watched(const Tensor& x, int& gradients) {
  return record("watched", x.array(), {x}, [&gradients](const Tensor& g) {
    ++gradients;
    return g;
  });
}

Tensor weighed(const Tensors& outputs) {
  return add(sum(outputs[0]), sum(mul(outputs[1], constant({2}, {3, -2}))));
}

}  // namespace

BOOST_AUTO_TEST_CASE(checkpoint_recomputes_in_the_backward_pass) {
  const Tensor x = leaf({2}, {0.5, -1}), y = leaf({2}, {2, 3});
  int calls = 0;
  const Tensors plain = counted(calls)({x, y});
  const Tensors expected = grad({weighed(plain)}, {x, y});
  const Tensors outputs = checkpoint(counted(calls), {x, y});
  BOOST_TEST(values(outputs[0]) == values(plain[0]));
  BOOST_TEST(values(outputs[1]) == values(plain[1]));
  const Tensor loss = weighed(outputs);
  BOOST_TEST(calls == 2);
  loss.backward({}, {.retain_graph = true});
  BOOST_TEST(calls == 3);
  BOOST_TEST(values(x.grad()) == values(expected[0]));
  BOOST_TEST(values(y.grad()) == values(expected[1]));
  loss.backward();
  BOOST_TEST(calls == 4);
  BOOST_TEST(values(x.grad()) == values(mul(expected[0], scalar(2))));
  BOOST_CHECK_EXCEPTION(loss.backward(), GraphError, says("was differentiated before"));
  BOOST_TEST(calls == 4);
}

BOOST_AUTO_TEST_CASE(checkpoint_has_first_and_second_derivatives) {
  const Tensor x = leaf({2}, {0.5, -1}), y = leaf({2}, {2, 3});
  int calls = 0;
  const auto once = [&](const Tensors& t) { return checkpoint(counted(calls), t); };
  const auto nested = [&](const Tensors& t) { return checkpoint(once, t); };
  BOOST_TEST(gradcheck(once, {x, y}).ok);
  BOOST_TEST(gradgradcheck(once, {x, y}).ok);
  BOOST_TEST(gradcheck(nested, {x, y}).ok);
  BOOST_TEST(gradgradcheck(nested, {x, y}).ok);
}

BOOST_AUTO_TEST_CASE(checkpoint_computes_only_needed_gradients) {
  const Tensor x = leaf({2}, {1, 2}), y = leaf({2}, {3, 4});
  int left = 0, right = 0;
  const Tensors outputs = checkpoint(
      [&](const Tensors& t) { return Tensors{mul(watched(t[0], left), watched(t[1], right))}; },
      {x, y});
  BOOST_TEST(values(grad(sum(outputs[0]), x)) == (Values{3, 4}));
  BOOST_TEST(left == 1);
  BOOST_TEST(right == 0);
}

BOOST_AUTO_TEST_CASE(unused_outputs_inputs_as_outputs_and_integers) {
  const Tensor x = leaf({2}, {1, 2});
  const Tensors outputs = checkpoint(
      [](const Tensors& t) {
        return Tensors{t[0], exp(t[0]), argmax(t[0], 0)};
      },
      {x});
  BOOST_TEST(!outputs[2].requires_grad());
  sum(mul(outputs[0], scalar(5))).backward();
  BOOST_TEST(values(x.grad()) == (Values{5, 5}));
}

BOOST_AUTO_TEST_CASE(checkpoint_gives_gradients_to_captured_tensors) {
  const Tensor x = constant({2}, {1, 2}), w = leaf({2}, {3, 4});
  int calls = 0;
  const Computation function = [&, w](const Tensors& t) {
    ++calls;
    return Tensors{mul(t[0], w)};
  };
  // No input needs a gradient, so there is nothing to call again from.
  sum(checkpoint(function, {x})[0]).backward();
  BOOST_TEST(values(w.grad()) == (Values{1, 2}));
  BOOST_TEST(calls == 1);
  const Tensor y = leaf({2}, {1, 2});
  sum(checkpoint(function, {y})[0]).backward();
  BOOST_TEST(values(w.grad()) == (Values{2, 4}));
  BOOST_TEST(values(grad(sum(checkpoint(function, {y, w})[0]), w)) == (Values{1, 2}));
}

BOOST_AUTO_TEST_CASE(hooks_of_checkpoint_inputs_run_once) {
  const Tensor x = leaf({2}, {1, 2});
  const Tensor y = checkpoint([](const Tensors& t) { return Tensors{exp(t[0])}; }, {x})[0];
  int seen = 0;
  y.register_hook([&](const Tensor& g) {
    ++seen;
    return mul(g, scalar(0));
  });
  sum(y).backward();
  BOOST_TEST(seen == 1);
  BOOST_TEST(values(x.grad()) == (Values{0, 0}));
}

BOOST_AUTO_TEST_CASE(a_chain_of_checkpoints_needs_the_memory_of_one) {
  constexpr Index kSize = 1000, kBytes = kSize * 8;
  const Computation ten_values = [](const Tensors& t) {
    Tensor x = t[0];
    for (int i = 0; i < 10; ++i) x = sin(x);
    return Tensors{x};
  };
  const Tensor x = Tensor(iota({kSize})).requires_grad_();
  const std::int64_t before = live_counts().bytes;
  reset_peak_bytes();
  Tensor y = x;
  for (int i = 0; i < 20; ++i) y = checkpoint(ten_values, {y})[0];
  BOOST_TEST(live_counts().bytes - before == 20 * kBytes);
  y.backward(Tensor(iota({kSize})));
  BOOST_TEST(peak_bytes() - before <= (20 + 10 + 4) * kBytes);
}

BOOST_AUTO_TEST_CASE(checkpoint_refuses_overwritten_inputs) {
  const Tensor x = leaf({2}, {1, 2}), y = constant({2}, {3, 4});
  int calls = 0;
  const Tensor loss = weighed(checkpoint(counted(calls), {x, y}));
  y.copy_(scalar(1));
  BOOST_CHECK_EXCEPTION(loss.backward(), GraphError,
                        says("that 'checkpoint' saved was changed after use"));
  BOOST_TEST(!x.grad().defined());
}

BOOST_AUTO_TEST_CASE(checkpoint_refuses_functions_that_change) {
  const Tensor x = leaf({2}, {1, 2});
  const auto check = [&](const Computation& other) {
    const Tensor y =
        checkpoint("fickle", [](const Tensors& t) { return Tensors{exp(t[0])}; }, other, {x})[0];
    BOOST_CHECK_EXCEPTION(sum(y).backward(), GraphError,
                          says("fickle: the recomputation gave outputs of other shapes or dtypes\n "
                               " hint: the function "
                               "must do the same whenever it is called"));
  };
  check([](const Tensors&) { return Tensors(); });
  check([](const Tensors& t) { return Tensors{exp(t[0]), t[0]}; });
  check([](const Tensors& t) { return Tensors{sum(t[0])}; });
}

BOOST_AUTO_TEST_CASE(integer_and_boolean_inputs_that_were_overwritten_are_noticed) {
  const Tensor x = leaf({2}, {0.5, -1});
  const Tensor picked = constant<std::int64_t>({2}, {1, 0}), flags = gt(x.detach(), 0.0);
  const auto function = [](const Tensors& t) {
    return Tensors{sum(where(t[2], index_select(t[0], 0, t[1]), 0.0))};
  };
  for (const Tensor& input : {picked, flags}) {
    const Tensor loss = checkpoint(function, {x, picked, flags})[0];
    input.copy_(flip(input, {0}));
    BOOST_CHECK_EXCEPTION(loss.backward(), GraphError,
                          says("that 'checkpoint' saved was changed after use"));
  }
}

BOOST_AUTO_TEST_SUITE_END()
