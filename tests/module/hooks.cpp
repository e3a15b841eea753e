// Hooks of modules: when they run, what they see and change, and who shares them.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/containers/sequential.hpp>
#include <xgrad/nn/layers/linear.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/unit_test.hpp>

#include "module/toy.hpp"
#include "nn/golden.hpp"
#include "support/arrays.hpp"

using namespace xgrad;
using nn::ModuleBase;

BOOST_AUTO_TEST_SUITE(hooks)

namespace {

nn::Sequential two_layers() {
  return nn::Sequential(nn::Linear(2, 3), nn::Linear(3, 1));
}

struct Silent : nn::Module<Silent> {
  void forward() const {}
};

}  // namespace

BOOST_AUTO_TEST_CASE(forward_hooks_run_in_registration_order) {
  const nn::Linear layer(2, 3);
  std::string order;
  layer.register_forward_hook([&](const ModuleBase&, const Tensor&) { order += "c"; });
  layer.register_forward_pre_hook([&](const ModuleBase&) { order += "a"; });
  layer.register_forward_pre_hook([&](const ModuleBase& m) { order += m.description(); });
  layer.register_forward_hook(
      [&](const ModuleBase&, const Tensor& y) { order += to_string(y.shape()); });
  layer(ones({4, 2}));
  BOOST_TEST(order == "aLinear 2 -> 3c[4, 3]");
}

BOOST_AUTO_TEST_CASE(forward_hooks_change_results_in_place) {
  const nn::Linear layer(2, 3);
  const Tensor x = ones({4, 2}), plain = layer(x);
  layer.register_forward_hook([](const ModuleBase&, Tensor& y) { y = y * 2.0; });
  layer.register_forward_hook([](const ModuleBase&, Tensor& y) { y = y + 1.0; });
  BOOST_TEST(test::close(layer(x), plain * 2.0 + 1.0));
  sum(layer(x)).backward();
  BOOST_TEST(test::close(layer.bias.grad(), full({3}, 8)));
}

BOOST_AUTO_TEST_CASE(forward_hooks_receive_results_of_any_type) {
  const nn::GRU gru({.input_size = 2, .hidden_size = 3});
  Tensor seen;
  gru.register_forward_hook(
      [&](const ModuleBase&, const nn::RecurrentOutput& result) { seen = result.state.h; });
  const nn::RecurrentOutput result = gru(ones({5, 1, 2}));
  BOOST_TEST(test::close(seen, result.state.h));

  // As one module among others: a hook is called where its type fits.
  int calls = 0;
  const ModuleBase& any = gru;
  any.register_forward_hook([&](const ModuleBase&, Tensor&) { ++calls; });
  gru(ones({5, 1, 2}));
  BOOST_TEST(calls == 0);
  static_assert(nn::may_return<nn::GRU, nn::RecurrentOutput>());
  static_assert(!nn::may_return<nn::Linear, nn::RecurrentOutput>());

  const Silent silent;
  silent.register_forward_pre_hook([&](const ModuleBase&) { ++calls; });
  silent();
  const toy::Pair pair;  // gives references, which nobody can change
  pair.register_forward_pre_hook([&](const ModuleBase&) { ++calls; });
  BOOST_TEST(&pair(true) == &pair.second);
  BOOST_TEST(calls == 2);
}

BOOST_AUTO_TEST_CASE(forward_hooks_attach_to_every_layer) {
  const nn::Sequential net = two_layers();
  std::vector<std::string> seen;
  for (const auto& [path, module] : net.named_modules()) {
    module->register_forward_hook([&seen, p = path](const ModuleBase&, const Tensor& y) {
      seen.push_back(p + to_string(y.shape()));
    });
  }
  net(ones({4, 2}));
  BOOST_TEST(seen == (std::vector<std::string>{"0[4, 3]", "1[4, 1]", "[4, 1]"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(forward_hooks_are_shared_by_handles_and_not_by_clones) {
  const nn::Linear layer(2, 2);
  const nn::Linear alias = layer;
  int calls = 0;
  alias.register_forward_hook([&](const ModuleBase&, const Tensor&) { ++calls; });
  layer(ones({2}));
  BOOST_TEST(calls == 1);
  nn::clone(layer)(ones({2}));
  BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(forward_hooks_are_removed_by_their_handles) {
  HookHandle orphan;
  orphan.remove();
  int calls = 0;
  {
    const nn::Linear layer(2, 2);
    const auto first = layer.register_forward_hook([&](const ModuleBase&, Tensor&) { ++calls; });
    const auto second = layer.register_forward_pre_hook([&](const ModuleBase&) { calls += 10; });
    layer(ones({2}));
    BOOST_TEST(calls == 11);
    first.remove();
    first.remove();
    layer(ones({2}));
    BOOST_TEST(calls == 21);
    second.remove();
    layer(ones({2}));
    BOOST_TEST(calls == 21);

    // Once: a hook removes itself while the hooks run.
    HookHandle once;
    once = layer.register_forward_hook([&](const ModuleBase&, Tensor&) {
      once.remove();
      ++calls;
    });
    layer.register_forward_hook([&](const ModuleBase&, Tensor&) { ++calls; });
    layer(ones({2}));
    layer(ones({2}));
    BOOST_TEST(calls == 24);
    orphan = once;
  }
  orphan.remove();
}

BOOST_AUTO_TEST_CASE(errors_of_forward_hooks_name_the_module) {
  const nn::Sequential net = two_layers();
  net.named_modules()[1].second->register_forward_hook(
      [](const ModuleBase&, const Tensor&) { throw ValueError("too large"); });
  BOOST_CHECK_EXCEPTION(net(ones({1, 2})), ValueError,
                        test::says("model.0 (Linear 2 -> 3): too large"));
}

BOOST_AUTO_TEST_SUITE_END()
