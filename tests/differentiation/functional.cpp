// Products with Jacobians and Hessians, and the matrices, against closed forms and each other.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/functional/functional.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"
#include "support/tensors.hpp"

using namespace test;
using namespace xgrad;
using functional::hessian;
using functional::hvp;
using functional::jacobian;
using functional::jvp;
using functional::vjp;

BOOST_AUTO_TEST_SUITE(functional_derivatives)

namespace {

constexpr Tolerance kRounding = {.absolute = 1e-14, .relative = 1e-14};

Tensor vector3() {
  return tensor({0.5, -1.25, 2.0}, float64);
}

// [3] -> [2]
Tensor two_of_three(const Tensor& x) {
  return stack({sum(x * x), select(x, 0, 0) * select(x, 0, 1)}, 0);
}

Tensor jacobian_of_two(const Tensor& x) {
  const auto v = x.to_vector<double>();
  return tensor({{2.0 * v[0.0], 2.0 * v[1.0], 2.0 * v[2.0]}, {v[1.0], v[0.0], 0.0}}, float64);
}

// Checks the type and the beginning of the message.
template <class ExpectedError, class Action>
void check_throws(const Action& action, const std::string& begin) {
  BOOST_CHECK_EXCEPTION(action(), ExpectedError, [&](const ExpectedError& error) {
    BOOST_TEST(std::string(error.what()).substr(0, begin.size()) == begin);
    return true;
  });
}

Tensor cubes(const Tensor& x) {
  return sum(x * x * x);
}

}  // namespace

BOOST_AUTO_TEST_CASE(jacobian_has_the_shape_of_the_output_then_of_the_input) {
  const Tensor x = vector3();
  BOOST_TEST(close(jacobian(two_of_three, x), jacobian_of_two(x), kRounding));
  const Tensor matrix = tensor({{1.0, 2.0}, {3.0, 4.0}, {5.0, 6.0}}, float64);
  const Tensor j = jacobian([](const Tensor& m) { return sum(m, 0); }, matrix);
  BOOST_TEST(j.shape() == (Shape{2, 3, 2}));
  BOOST_TEST(
      close(reshape(j, {2, 6}),
            tensor({{1.0, 0.0, 1.0, 0.0, 1.0, 0.0}, {0.0, 1.0, 0.0, 1.0, 0.0, 1.0}}, float64)));
}

BOOST_AUTO_TEST_CASE(vjp_and_jvp_are_products_with_the_jacobian) {
  const Tensor x = vector3(), j = jacobian_of_two(x);
  const Tensor left = tensor({0.75, -2.0}, float64), right = tensor({1.0, 0.5, -3.0}, float64);
  const auto [output, product] = vjp(two_of_three, x, left);
  BOOST_TEST(close(output, two_of_three(x)));
  BOOST_TEST(close(product, matmul(left, j), kRounding));
  BOOST_TEST(close(jvp(two_of_three, x, right).product, matmul(j, right), kRounding));
}

BOOST_AUTO_TEST_CASE(lists_of_inputs_and_outputs) {
  const auto function = [](const std::vector<Tensor>& t) {
    return std::vector<Tensor>{t[0] * t[1], sum(t[1])};
  };
  const Tensor a = tensor({2.0, 3.0}, float64), b = tensor({5.0, 7.0}, float64);
  const auto j = jacobian(function, {a, b});
  BOOST_TEST(close(j[0][0], tensor({{5.0, 0.0}, {0.0, 7.0}}, float64)));
  BOOST_TEST(close(j[0][1], tensor({{2.0, 0.0}, {0.0, 3.0}}, float64)));
  BOOST_TEST(close(j[1][0], tensor({0.0, 0.0}, float64)));
  BOOST_TEST(close(j[1][1], tensor({1.0, 1.0}, float64)));

  const auto forward =
      jvp(function, {a, b}, {tensor({1.0, 2.0}, float64), tensor({3.0, 4.0}, float64)});
  BOOST_TEST(close(forward.products[0], tensor({11.0, 26.0}, float64)));  // a' b + a b'
  BOOST_TEST(close(forward.products[1], 7.0));
  const auto reverse = vjp(function, {a, b}, {tensor({1.0, 2.0}, float64), scalar(10)});
  BOOST_TEST(close(reverse.products[0], tensor({5.0, 14.0}, float64)));
  BOOST_TEST(close(reverse.products[1], tensor({12.0, 16.0}, float64)));

  const auto h = hessian([](const Tensor& p, const Tensor& q) { return sum(p * p * q); }, {a, b});
  BOOST_TEST(close(h[0][0], tensor({{10.0, 0.0}, {0.0, 14.0}}, float64)));
  BOOST_TEST(close(h[0][1], tensor({{4.0, 0.0}, {0.0, 6.0}}, float64)));
  BOOST_TEST(close(h[1][0], h[0][1]));
  BOOST_TEST(close(h[1][1], zeros({2, 2}, float64)));
}

BOOST_AUTO_TEST_CASE(hessian_and_hvp_agree) {
  const auto function = [](const Tensor& x) { return sum(tanh(x) * exp(select(x, 0, 1)) * x); };
  const Tensor x = vector3(), v = tensor({0.25, 1.0, -2.0}, float64);
  const Tensor h = hessian(function, x);
  BOOST_TEST(close(h, transpose(h, 0, 1), kRounding));
  BOOST_TEST(close(hvp(function, x, v).product, matmul(h, v), {.absolute = 1e-13}));
  BOOST_TEST(close(hessian(cubes, x),
                   x * 6 * tensor({{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}}, float64)));
}

BOOST_AUTO_TEST_CASE(linear_functions_have_products_and_a_zero_hessian) {
  const Tensor x = vector3(), v = tensor({1.0, 2.0, 3.0}, float64);
  const auto linear = [](const Tensor& t) { return t * 3; };
  BOOST_TEST(close(jvp(linear, x, v).product, v * 3));
  BOOST_TEST(close(jvp([](const Tensor& t) { return t; }, x, v).product, v));
  const auto total = [](const Tensor& t) { return sum(t * 3); };
  BOOST_TEST(close(hvp(total, x, v).product, zeros({3}, float64)));
  BOOST_TEST(close(hessian(total, x), zeros({3, 3}, float64)));
}

BOOST_AUTO_TEST_CASE(constant_outputs_give_zeros_or_with_strict_an_error) {
  const auto constant_output = [](const Tensor&) { return ones({2}, float64); };
  const Tensor x = vector3(), v = ones({3}, float64), g = ones({2}, float64);
  BOOST_TEST(close(jacobian(constant_output, x), zeros({2, 3}, float64)));
  BOOST_TEST(close(vjp(constant_output, x, g).product, zeros({3}, float64)));
  BOOST_TEST(close(jvp(constant_output, x, v).product, zeros({2}, float64)));
  check_throws<GraphError>([&] { jacobian(constant_output, x, {.strict = true}); },
                           "jacobian: a result does not depend on input 0 [3]");
  check_throws<GraphError>([&] { vjp(constant_output, x, g, {.strict = true}); }, "vjp: a result");
  check_throws<GraphError>([&] { jvp(constant_output, x, v, {.strict = true}); }, "jvp: a result");
  const auto total = [](const Tensor& t) { return sum(t); };
  check_throws<GraphError>([&] { hvp(total, x, v, {.strict = true}); }, "hvp: a result");
}

BOOST_AUTO_TEST_CASE(inputs_keep_their_flags_and_gradients) {
  const Tensor constant = vector3(), leaf = vector3().requires_grad_();
  leaf.set_grad(ones({3}, float64));
  for (const Tensor& x : {constant, leaf}) {
    const bool required = x.requires_grad();
    for (const bool create_graph : {false, true}) {
      const functional::Options options = {.create_graph = create_graph};
      hessian(cubes, x, options);
      hvp(cubes, x, ones({3}, float64), options);
      jvp(cubes, x, ones({3}, float64), options);
      vjp(cubes, x, {}, options);
      BOOST_TEST(x.requires_grad() == required);
    }
  }
  BOOST_TEST(close(leaf.grad(), ones({3}, float64)));
}

BOOST_AUTO_TEST_CASE(results_have_graphs_only_with_create_graph) {
  const Tensor x = vector3().requires_grad_();
  BOOST_TEST(!hessian(cubes, x).requires_grad());
  const auto [output, product] = vjp(cubes, x);
  BOOST_TEST(!output.requires_grad());
  BOOST_TEST(!product.requires_grad());

  const functional::Options recorded = {.create_graph = true};
  const Tensor h = hessian(cubes, x, recorded);
  BOOST_TEST(close(grad(sum(h), x), tensor({6.0, 6.0, 6.0}, float64)));
  const Tensor hv = hvp(cubes, x, vector3(), recorded).product;
  BOOST_TEST(close(grad(sum(hv), x), vector3() * 6));
  const Tensor jv = jvp([](const Tensor& t) { return t * t; }, x, vector3(), recorded).product;
  BOOST_TEST(close(grad(sum(jv), x), vector3() * 2));
  const NoGrad off;
  BOOST_TEST(close(hvp(cubes, x, vector3()).product, 6 * x * vector3(), kRounding));
}

BOOST_AUTO_TEST_CASE(hvp_of_captured_leaves) {
  const Tensor w = vector3().requires_grad_();
  const auto result = functional::hvp_of([&] { return cubes(w); }, {w}, {ones({3}, float64)});
  BOOST_TEST(close(result.products[0], 6 * vector3()));
  BOOST_TEST(!w.grad().defined());
  check_throws<GraphError>(
      [&] { functional::hvp_of([&] { return cubes(w); }, {vector3()}, {vector3()}); },
      "grad: input 0 [3] needs no gradient");
}

BOOST_AUTO_TEST_CASE(hvp_of_a_recurrent_layer_matches_differences_of_gradients) {
  const nn::LSTM lstm({.input_size = 2, .hidden_size = 3, .dtype = float64});
  const Tensor input = randn({6, 2, 2}, float64);
  const auto loss = [&] { return mean(square(lstm(input).output)); };
  std::vector<Tensor> weights, v;
  for (const Tensor& parameter : lstm.parameters()) {
    weights.push_back(parameter);
    v.push_back(randn(parameter.shape(), float64));
  }
  const std::vector<Tensor> product = functional::hvp_of(loss, weights, v).products;
  const auto gradients_after = [&](double step) {
    std::vector<Tensor> before;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      before.push_back(weights[i].detach() + 0);
      weights[i].set_data(before[i] + v[i] * step);
    }
    const std::vector<Tensor> result = grad({loss()}, weights);
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i].set_data(before[i]);
    return result;
  };
  constexpr double kStep = 1e-5;
  const std::vector<Tensor> above = gradients_after(kStep), below = gradients_after(-kStep);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Tensor difference = (above[i] - below[i]) / (2 * kStep);
    BOOST_TEST(close(product[i], difference, {.absolute = 1e-8}));
    BOOST_TEST(!weights[i].grad().defined());
  }
}

BOOST_AUTO_TEST_CASE(empty_and_scalar_tensors) {
  const Tensor none = zeros({0}, float64);
  BOOST_TEST(jacobian([](const Tensor& x) { return x * 2; }, none).shape() == (Shape{0, 0}));
  BOOST_TEST(hessian(cubes, none).shape() == (Shape{0, 0}));
  const auto square_of = [](const Tensor& x) { return x * x; };
  BOOST_TEST(close(vjp(square_of, scalar(3)).product, 6.0));
  BOOST_TEST(close(jvp(square_of, scalar(3)).product, 6.0));
  BOOST_TEST(close(hvp(square_of, scalar(3)).product, 2.0));
}

BOOST_AUTO_TEST_CASE(misuse_is_named) {
  const Tensor x = vector3();
  check_throws<ShapeError>([&] { hessian(two_of_three, x); },
                           "hessian: the output has shape [2], need a single element");
  check_throws<ShapeError>([&] { hvp(two_of_three, x, x); },
                           "hvp: the output has shape [2], need a single element");
  check_throws<ShapeError>([&] { vjp(two_of_three, x, x); }, "vjp: v is [3], output 0 is [2]");
  check_throws<ShapeError>([&] { vjp(two_of_three, x); },
                           "vjp: v was not given, and output 0 has shape [2]");
  check_throws<ShapeError>([&] { jvp(two_of_three, x, ones({2}, float64)); },
                           "jvp: v is [2], input 0 is [3]");
  check_throws<DTypeError>([&] { jvp(two_of_three, x, ones({3}, float32)); },
                           "jvp: v is float32, input 0 is float64");
  check_throws<DTypeError>([&] { jacobian(two_of_three, arange(3)); },
                           "jacobian: input 0 [3] is int64");
  check_throws<ValueError>([&] { jacobian(two_of_three, Tensor()); }, "jacobian: an undefined");
  check_throws<ValueError>([&] { jacobian(two_of_three, std::vector<Tensor>{}); },
                           "jacobian: no input was given");
  check_throws<ValueError>([&] { hvp(cubes, {x}, {x, x}); }, "hvp: v has 2 tensors for 1 inputs");
  const auto both = [](const Tensor& t) { return std::vector<Tensor>{t, t}; };
  check_throws<ValueError>([&] { jacobian(both, x); }, "jacobian: the function returned 2 tensors");
}

BOOST_AUTO_TEST_SUITE_END()
