// A module that is called inside another one must be registered there, or need no gradients.
#include <xgrad/autograd/checkpoint.hpp>
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/grad_mode.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/containers/lambda.hpp>
#include <xgrad/nn/containers/module_list.hpp>
#include <xgrad/nn/containers/sequential.hpp>
#include <xgrad/nn/layers/activations.hpp>
#include <xgrad/nn/layers/embedding.hpp>
#include <xgrad/nn/layers/linear.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/unit_test.hpp>

#include "support/arrays.hpp"
#include "support/misuse.hpp"
#include <atomic>
#include <thread>

using namespace xgrad;
using test::says;

BOOST_AUTO_TEST_SUITE(unregistered)

namespace {

// Holds a layer that it does not register.
struct Forgetful : nn::Module<Forgetful> {
  nn::Linear linear{2, 1};
  Tensor forward(const Tensor& x) const { return linear(x); }
};

struct Net : nn::Module<Net> {
  nn::Linear linear = register_module("linear", nn::Linear(2, 1));
  Tensor forward(const Tensor& x) const { return linear(x); }
};

template <class M>
struct Around : nn::Module<Around<M>> {
  M inner;
  explicit Around(const M& module) : inner(this->register_module("inner", module)) {}
  Tensor forward(const Tensor& x) const { return inner(x); }
};

const auto kRefused = says("Linear 2 -> 1 is called here but is not registered");

Tensor input() {
  return ones({3, 2});
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_unregistered_member_is_refused) {
  BOOST_TEST(test::message_of([] { Forgetful()(input()); }) ==
             "model (Forgetful): Linear 2 -> 1 is called here but is not registered: an optimizer "
             "would not train 'weight'\n  hint: declare it as `Linear layer = "
             "register_module(\"layer\", Linear(...))`; a module that is not to be trained is "
             "frozen with freeze() or called under NoGrad");
  BOOST_CHECK_EXCEPTION(Around{Forgetful()}(input()), ValueError,
                        says("model.inner (Forgetful): Linear 2 -> 1 is called here"));
  const Forgetful evaluated;
  evaluated.eval();  // which does not end recording
  BOOST_CHECK_EXCEPTION(evaluated(input()), ValueError, kRefused);
  BOOST_CHECK_EXCEPTION(nn::clone(evaluated)(input()), ValueError, kRefused);
}

BOOST_AUTO_TEST_CASE(modules_below_an_unregistered_one_are_refused) {
  struct WithList : nn::Module<WithList> {
    nn::ModuleList<nn::Linear> layers = {{2, 1}};
    Tensor forward(const Tensor& x) const { return layers[0](x); }
  };
  BOOST_CHECK_EXCEPTION(WithList()(input()), ValueError, kRefused);
  struct WithNet : nn::Module<WithNet> {
    Net net;
    Tensor forward(const Tensor& x) const { return net.linear(x); }
  };
  BOOST_CHECK_EXCEPTION(WithNet()(input()), ValueError, kRefused);
}

BOOST_AUTO_TEST_CASE(layers_that_functions_capture_are_refused) {
  const nn::Linear layer(2, 1);
  const auto function = [layer](const Tensor& x) { return layer(x); };
  BOOST_CHECK_EXCEPTION(nn::Lambda{function}(input()), ValueError, kRefused);
  BOOST_CHECK_EXCEPTION(nn::Sequential{function}(input()), ValueError, kRefused);
  BOOST_CHECK_EXCEPTION(nn::Sequential(nn::Lambda(function, "call"))(input()), ValueError,
                        says("model.0 (Lambda call): Linear 2 -> 1 is called here"));
  // The Sequential has registered it as well.
  BOOST_TEST(nn::Sequential(function, nn::Linear(1, 2), layer)(input()).numel() == 3);
}

BOOST_AUTO_TEST_CASE(registered_modules_are_called_from_everywhere_below) {
  struct Decoder : nn::Module<Decoder> {
    nn::Linear tied;
    explicit Decoder(const nn::Linear& layer) : tied(layer) {}
    Tensor forward(const Tensor& x) const { return tied(x); }
  };
  struct Root : nn::Module<Root> {
    nn::Linear encoder = register_module("encoder", nn::Linear(2, 1));
    Around<Decoder> decoder = register_module("decoder", Around(Decoder(encoder)));
    Tensor forward(const Tensor& x) const { return decoder(x) + encoder(x); }
  };
  const Root root;
  root(input());
  nn::clone(root)(input());
  // Without the root, the weights are no parameters of what is called.
  BOOST_CHECK_EXCEPTION(root.decoder(input()), ValueError,
                        says("decoder.inner (Decoder): Linear 2 -> 1 is called here"));
}

BOOST_AUTO_TEST_CASE(modules_below_lists_and_lists_of_lists_are_found) {
  struct Nested : nn::Module<Nested> {
    using Rows = nn::ModuleList<nn::ModuleList<nn::Linear>>;
    Rows rows = register_module("rows", Rows{{nn::Linear(2, 1)}, {nn::Linear(1, 4)}});
    Tensor forward(const Tensor& x) const { return rows[1][0](rows[0][0](x)); }
  };
  BOOST_TEST(Around{Nested()}(input()).numel() == 12);
}

BOOST_AUTO_TEST_CASE(modules_that_need_no_gradients_are_called_from_anywhere) {
  const Forgetful model;
  {
    const NoGrad no_grad;
    model(input());
  }
  model.linear.freeze();
  model(input());
  Tensor(model.linear.bias).requires_grad_();
  BOOST_CHECK_EXCEPTION(model(input()), ValueError, says("would not train 'bias'"));
}

BOOST_AUTO_TEST_CASE(arguments_may_be_called) {
  struct Objective : nn::Module<Objective> {
    Tensor forward(const Net& net, const Tensor& x) const { return net(x) + net.linear(x); }
  };
  const Net net;
  BOOST_TEST(Objective()(net, input()).numel() == 3);
  struct Outer : nn::Module<Outer> {
    Objective objective = register_module("objective", Objective());
    Tensor forward(const Net& other, const Tensor& x) const { return objective(other, x); }
  };
  BOOST_TEST(Outer()(net, input()).numel() == 3);
}

BOOST_AUTO_TEST_CASE(hooks_call_any_module) {
  const Net net;
  const nn::Linear probe(2, 1);
  int calls = 0;
  const auto call = [&](const nn::ModuleBase&) {
    calls += static_cast<int>(probe(input()).numel());
  };
  net.register_forward_pre_hook(call);
  net.linear.register_forward_hook([&](const nn::ModuleBase& m, const Tensor&) { call(m); });
  net(input());
  BOOST_TEST(calls == 6);
  const nn::LSTM lstm({.input_size = 2, .hidden_size = 2});
  int steps = 0;
  lstm.observe_steps([&](const nn::ObservedStep& step) {
    steps += static_cast<int>(probe(step.states[0]).numel());
  });
  lstm(ones({4, 3, 2}));
  BOOST_TEST(steps == 12);
  const Forgetful forgetful;  // what comes after the hooks is checked
  forgetful.register_forward_pre_hook(call);
  BOOST_CHECK_EXCEPTION(forgetful(input()), ValueError, kRefused);
}

BOOST_AUTO_TEST_CASE(a_wrapper_of_registered_modules_may_be_called) {
  struct Wrapping : nn::Module<Wrapping> {
    nn::Linear head = register_module("head", nn::Linear(2, 1));
    Tensor forward(const Tensor& x) const { return nn::Sequential(head, nn::Tanh())(x); }
  };
  const Wrapping model;
  BOOST_TEST(model(input()).shape() == (Shape{3, 1}));
}

BOOST_AUTO_TEST_CASE(a_backward_pass_may_call_any_module) {
  const Net other;
  const Tensor x = input().requires_grad_();
  const auto through_other = [&](const std::vector<Tensor>& in) {
    return std::vector<Tensor>{other(in[0])};
  };
  const Tensor y = sum(checkpoint(through_other, {x})[0]);
  struct Meta : nn::Module<Meta> {
    Tensor forward(const Tensor& loss, const Tensor& by) const { return grad({loss}, {by})[0]; }
  };
  BOOST_TEST(Meta()(y, x).shape() == x.shape());
}

BOOST_AUTO_TEST_CASE(a_replacement_is_registered) {
  Around<Net> model{Net()};
  model.replace_module(model.inner, Net());
  model(input());
  const Around<Net> other = model;
  model.replace_module(model.inner, Net());
  BOOST_CHECK_EXCEPTION(other(input()), ValueError, says("this module was replaced"));
}

BOOST_AUTO_TEST_CASE(a_parent_that_is_gone_does_not_count) {
  const Forgetful model;
  { const nn::Sequential gone(model.linear); }
  BOOST_CHECK_EXCEPTION(model(input()), ValueError, kRefused);
  Around<nn::Linear> parent(model.linear);
  { const nn::Sequential gone(model.linear); }
  const Around<nn::Linear> other = parent;
  parent.replace_module(parent.inner, nn::Linear(2, 1));
  BOOST_CHECK_EXCEPTION(other(input()), ValueError, says("this module was replaced"));
}

BOOST_AUTO_TEST_CASE(a_call_that_throws_is_over) {
  const Net net;
  BOOST_CHECK_THROW(net(ones({7})), ShapeError);
  nn::Linear(2, 1)(input());
}

BOOST_AUTO_TEST_CASE(threads_have_calls_of_their_own) {
  struct Parallel : nn::Module<Parallel> {
    nn::Linear linear = register_module("linear", nn::Linear(2, 1));
    Tensor forward(const Tensor& x) const {
      Tensor result;
      std::thread([&] { result = linear(x); }).join();
      return result;
    }
  };
  const Parallel parallel;
  const Forgetful forgetful;
  std::atomic<int> passed = 0, refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 20; ++k) {
        passed += static_cast<int>(parallel(input()).numel());
        try {
          forgetful(input());
        } catch (const ValueError&) {
          ++refused;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(passed == 240);
  BOOST_TEST(refused == 80);
}

BOOST_AUTO_TEST_SUITE_END()
