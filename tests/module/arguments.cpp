// Arguments of calls: braced lists stand for the types that `forward` takes.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/module.hpp>
#include <xgrad/nn/recurrent/single_step.hpp>

#include <boost/test/unit_test.hpp>

#include "support/close.hpp"

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(arguments)

namespace {

struct Scale {
  double factor = 1;
};

struct Model : nn::Module<Model> {
  Tensor forward(const Tensor& x, const nn::State& state, Scale scale, bool doubled = false) const {
    const Tensor y = x * scale.factor * (doubled ? 2.0 : 1.0);
    return state.h.defined() ? y + state.h : y;
  }
};

// Has two functions, one of which is meant by braced lists.
struct Overloaded : nn::Module<Overloaded> {
  using ForwardParameters = std::tuple<const Tensor&, const nn::State&, const Scale&>;
  Tensor forward(const Tensor& x, const nn::State& = {}, const Scale& scale = {}) const {
    return x * scale.factor;
  }
  Tensor forward(const Tensor& x, const Scale& scale) const { return x + scale.factor; }
};

// Tells what it was given.
struct Probe : nn::Module<Probe> {
  int forward(const Tensor&) const { return 1; }
  int forward(Tensor&&) const { return 2; }
  int forward(Tensor&) const { return 3; }
};

}  // namespace

BOOST_AUTO_TEST_CASE(braced_lists_have_the_types_of_forward) {
  const Model model;
  const Tensor x = ones({2});
  BOOST_TEST(test::close(model(x, {}, {.factor = 3}), x * 3.0));
  BOOST_TEST(test::close(model(x, {}, {}, true), x * 2.0));
  BOOST_TEST(test::close(model(x, {.h = x}, Scale{}), x * 2.0));
  const nn::GRUCell cell({.input_size = 2, .hidden_size = 3});
  BOOST_TEST(test::close(cell(x, {}).h, cell(x).h));
}

BOOST_AUTO_TEST_CASE(a_class_with_several_functions_declares_which_one_they_call) {
  const Overloaded model;
  const Tensor x = ones({2});
  BOOST_TEST(test::close(model(x, {}), x));
  BOOST_TEST(test::close(model(x, {}, {.factor = 3}), x * 3.0));
  BOOST_TEST(test::close(model(x, Scale{.factor = 3}), x + 3.0));
}

BOOST_AUTO_TEST_CASE(arguments_are_forwarded) {
  const Probe probe;
  Tensor x = ones({2});
  BOOST_TEST(probe(std::as_const(x)) == 1);
  BOOST_TEST(probe(std::move(x)) == 2);
  BOOST_TEST(probe(x) == 3);
}

BOOST_AUTO_TEST_SUITE_END()
