// linear_scan: directions, first states, derivatives of every order, and the same from its steps.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/gradcheck.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/random_tensors.hpp"
#include "support/tensors.hpp"

using namespace xgrad;
using test::close;

BOOST_AUTO_TEST_SUITE(ops_scan)

using Tensors = std::vector<Tensor>;

namespace {

// The recurrence as operations.
Tensor steps(const Tensor& a, const Tensor& b, const Tensor& h0) {
  Tensors states;
  Tensor h = h0;
  for (Index t = 0; t < a.size(0); ++t) {
    h = add(mul(select(a, 0, t), h), select(b, 0, t));
    states.push_back(h);
  }
  return stack(states);
}

}  // namespace

BOOST_AUTO_TEST_CASE(linear_scan_and_its_gradients_equal_single_steps) {
  Generator generator(1);
  const Tensor a = test::random_leaf({50, 3, 4}, -0.9, 0.9, generator);
  const Tensor b = test::random_leaf({50, 3, 4}, generator);
  const Tensor h0 = test::random_leaf({3, 4}, generator);
  const Tensor weight = test::random_normal({50, 3, 4}, generator);
  const auto gradients = [&](const Tensor& h) { return grad({sum(mul(h, weight))}, {a, b, h0}); };
  const Tensor scanned = linear_scan(a, b, h0), stepped = steps(a, b, h0);
  BOOST_TEST(close(scanned, stepped, {.absolute = 1e-14}));
  const Tensors of_scan = gradients(scanned), of_steps = gradients(stepped);
  for (std::size_t i = 0; i < 3; ++i)
    BOOST_TEST(close(of_scan[i], of_steps[i], {.absolute = 1e-14}));
}

BOOST_AUTO_TEST_CASE(reverse_linear_scan_equals_flipped_linear_scan) {
  Generator generator(2);
  const Tensor a = test::random_normal({6, 4}, generator),
               b = test::random_normal({6, 4}, generator);
  const Tensor h0 = test::random_normal({4}, generator);
  BOOST_TEST(
      close(linear_scan(a, b, h0, true), flip(linear_scan(flip(a, {0}), flip(b, {0}), h0), {0})));
}

BOOST_AUTO_TEST_CASE(undefined_initial_state_of_linear_scan_is_zero) {
  Generator generator(3);
  for (const Index time : {0, 1, 5}) {
    const Tensor a = test::random_leaf({time, 4}, generator);
    const Tensor b = test::random_leaf({time, 4}, generator);
    const Tensor zero = zeros({4}, float64).requires_grad_();
    const auto gradients = [&](const Tensor& h, const Tensors& inputs) {
      return grad({sum(mul(h, h))}, inputs);
    };
    const Tensors without = gradients(linear_scan(a, b), {a, b});
    const Tensors with = gradients(linear_scan(a, b, zero), {a, b, zero});
    for (std::size_t i = 0; i < 2; ++i) {
      BOOST_TEST(without[i].to_vector<double>() == with[i].to_vector<double>());
    }
    BOOST_TEST(with[2].shape() == Shape{4});
  }
}

BOOST_AUTO_TEST_CASE(linear_scan_has_derivatives_up_to_order_four) {
  Generator generator(4);
  const Tensors inputs = {test::random_leaf({5, 2}, generator),
                          test::random_leaf({5, 2}, generator), test::random_leaf({2}, generator)};
  // Gradients of the third powers of the states, of those gradients, and so on.
  const auto gradients = [&](const Tensor& h, int order) {
    Tensors g = grad({sum(mul(h, mul(h, h)))}, inputs, {.create_graph = true});
    for (int i = 1; i < order; ++i) {
      const Tensor squares = add(add(sum(mul(g[0], g[0])), sum(mul(g[1], g[1]))), sum(g[2]));
      g = grad({squares}, inputs, {.create_graph = true});
    }
    return g;
  };
  for (int order = 1; order <= 4; ++order) {
    const Tensors of_scan = gradients(linear_scan(inputs[0], inputs[1], inputs[2]), order);
    const Tensors of_steps = gradients(steps(inputs[0], inputs[1], inputs[2]), order);
    for (std::size_t i = 0; i < 3; ++i) {
      const double size = max(abs(of_steps[i])).item<double>();
      BOOST_TEST(close(of_scan[i], of_steps[i], {.absolute = 1e-14 * size}));
    }
  }
}

BOOST_AUTO_TEST_CASE(linear_scan_computes_each_gradient_alone) {
  Generator generator(5);
  const Tensors inputs = {test::random_normal({4, 2}, generator),
                          test::random_normal({4, 2}, generator),
                          test::random_normal({2}, generator)};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto function = [&](const Tensors& t) {
      Tensors all = inputs;
      all[i] = t[0];
      return linear_scan(all[0], all[1], all[2]);
    };
    const GradcheckResult result = gradcheck(function, {inputs[i].detach().requires_grad_()});
    BOOST_TEST(result.ok, result.message);
  }
}

BOOST_AUTO_TEST_CASE(linear_scan_detects_overwritten_inputs) {
  const Tensor a = ones({3, 2}).requires_grad_();
  const Tensor h = linear_scan(a, ones({3, 2}));
  a.set_data(zeros({3, 2}));
  BOOST_CHECK_EXCEPTION(sum(h).backward(), GraphError,
                        test::says("'linear_scan' saved was changed"));
}

BOOST_AUTO_TEST_SUITE_END()
