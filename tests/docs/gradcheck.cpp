// The code that docs/gradcheck.md quotes.
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(gradcheck_page)

namespace {

// leaky(x) = x where x > 0, else x / 100
struct Leaky : Function<Leaky> {
  static Tensor forward(Context& context, const Tensor& x) {
    context.save_for_backward({x});
    return where(gt(x, 0.0), x, x * 0.01);
  }
  static Tensor backward(Context& context, const Tensor& g) {
    const Tensor x = context.saved_tensors()[0];
    return where(gt(x, 0.0), g, g * 0.1);  // a mistake: should be 0.01
  }
};

// A layer with a parameter of its own.
struct Scaled : nn::Module<Scaled> {
  nn::Linear linear = register_module("linear", nn::Linear(3, 2));
  nn::Parameter scale = register_parameter("scale", ones({2}));

  Tensor forward(const Tensor& x) const { return tanh(linear(x)) * scale; }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_mistake_is_found) {
  const Tensor x = tensor({0.5, -0.5, 2.0}, float64).requires_grad_();
  const GradcheckResult result = gradcheck([](const Tensor& t) { return Leaky::apply(t); }, {x});
  BOOST_TEST(!result.ok);
  BOOST_TEST(result.message ==
             "input 0[1]: analytic 0.1, numeric 0.01 (relative error 9.0e-01), for output 0 at "
             "[1]; 1 of 9 derivatives disagree");
}

BOOST_AUTO_TEST_CASE(a_function_of_several_tensors) {
  const Tensor a = randn({2, 3}, float64).requires_grad_();
  const Tensor b = randn({3, 4}, float64).requires_grad_();
  const auto function = [](const Tensor& m, const Tensor& n) { return softmax(matmul(m, n), -1); };
  BOOST_TEST(gradcheck(function, {a, b}, {.names = {"a", "b"}}).ok);
  BOOST_TEST(gradgradcheck(function, {a, b}, {.names = {"a", "b"}}).ok);
}

BOOST_AUTO_TEST_CASE(a_module) {
  const Scaled model;
  model.to(float64);
  const Tensor x = randn({4, 3}, float64).requires_grad_();
  const GradcheckResult result = gradcheck(model, {x});
  BOOST_TEST(result.ok, result.message);
}

BOOST_AUTO_TEST_CASE(a_recurrent_module) {
  const nn::GRU gru({.input_size = 2, .hidden_size = 3, .bidirectional = true, .dtype = float64});
  const Tensor x = randn({5, 1, 2}, float64).requires_grad_();
  const Tensor h = randn({2, 1, 3}, float64).requires_grad_();
  BOOST_TEST(gradcheck(gru, {x, h}).ok);
  BOOST_TEST(gradgradcheck(gru, {x, h}).ok);
}

BOOST_AUTO_TEST_SUITE_END()
