// Evaluation mode, and values that are not finite.
#include <xgrad/nn/training/evaluation.hpp>
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "support/misuse.hpp"
#include <limits>

using namespace xgrad;
using namespace xgrad::nn::training;
using test::check_message;

BOOST_AUTO_TEST_SUITE(evaluation)

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Inner : nn::Module<Inner> {
  nn::Dropout dropout = register_module("dropout", nn::Dropout(0.5));
  Tensor forward(const Tensor& x) const { return dropout(x); }
};

struct Model : nn::Module<Model> {
  Inner inner = register_module("inner", Inner());
  nn::Linear head = register_module("head", nn::Linear(2, 1));
  nn::BatchNorm1d norm = register_module("norm", nn::BatchNorm1d(1));
  Tensor forward(const Tensor& x) const { return norm(head(inner(x))); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(evaluation_mode_restores_every_module_and_recording) {
  const Model model;
  model.inner.eval();
  model.inner.dropout.train();
  {
    const EvaluationMode mode(model);
    for (const auto& [name, module] : model.named_modules()) BOOST_TEST(!module->is_training());
    BOOST_TEST(!grad_enabled());
  }
  BOOST_TEST(grad_enabled());
  BOOST_TEST(model.is_training());
  BOOST_TEST(!model.inner.is_training());
  BOOST_TEST(model.inner.dropout.is_training());
  BOOST_TEST(model.head.is_training());
}

BOOST_AUTO_TEST_CASE(check_finite_names_the_first_parameter_or_buffer) {
  const Model model;
  check_finite(model, "here");
  StateDict state = model.state_dict();
  state.at("norm.running_var") = full({1}, kInfinity);
  model.load_state_dict(state);
  check_message([&] { check_finite(model, "here"); },
                "here: 1 of the 1 numbers in the buffer 'norm.running_var' are not finite");
  model.get_parameter("head.weight").set_data(full({1, 2}, kInfinity));
  check_message([&] { check_finite(model, "here"); },
                "here: 2 of the 2 numbers in the parameter 'head.weight' are not finite");
}

BOOST_AUTO_TEST_CASE(check_finite_gradients_names_the_first_gradient) {
  const Model model;
  check_finite_gradients(model, "here");  // there are none
  model.to(float64);
  sum(model.head(zeros({1, 2}, float64)) * kInfinity).backward();
  check_message([&] { check_finite_gradients(model, "here"); },
                "here: 2 of the 2 numbers in the gradient of the parameter 'head.weight'");
}

BOOST_AUTO_TEST_SUITE_END()
