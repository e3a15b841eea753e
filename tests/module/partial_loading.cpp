// Loading of a part of a state dict, under other names, and of values of another dtype.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/nn/layers.hpp>
#include <xgrad/nn/module.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/unit_test.hpp>

#include "module/toy.hpp"
#include "support/close.hpp"
#include "support/misuse.hpp"
#include "support/temporary_directory.hpp"

using namespace xgrad;
using test::close, test::message_of, test::check_message;

BOOST_AUTO_TEST_SUITE(partial_loading)

using Names = std::vector<std::string>;

namespace {

// An embedding whose weight is that of the head, and a GRU.
struct Tied : nn::Module<Tied> {
  nn::Embedding embedding = register_module("embedding", nn::Embedding(3, 2));
  nn::GRU gru = register_module("gru", nn::GRU({.input_size = 2, .hidden_size = 2}));
  nn::Parameter head = register_parameter("head", embedding.weight);

  Tensor forward(const Tensor& ids) const {
    return matmul(gru(embedding(ids)).output, transpose(head, 0, 1));
  }
};

Tensor ids() {
  return tensor({{0}, {2}, {1}});
}

// The entries of a state under other names.
StateDict renamed(const StateDict& state, const std::function<std::string(std::string)>& name) {
  StateDict result;
  for (const auto& [key, tensor] : state) result.emplace(name(key), tensor);
  return result;
}

}  // namespace

BOOST_AUTO_TEST_CASE(load_state_dict_without_strict_reports_incompatible_keys) {
  const toy::Tree tree;
  const StateDict state = {{"head.weight", zeros({4}, float64)}, {"other", ones({1})}};
  const nn::IncompatibleKeys keys = tree.load_state_dict(state, {.strict = false});
  BOOST_TEST(keys.missing_keys ==
             (Names{"scale", "pair.first.weight", "pair.second.weight", "pair.count"}));
  BOOST_TEST(keys.unexpected_keys == Names{"other"});
  BOOST_TEST(close(tree.head.weight, std::vector<double>(4)));
  BOOST_TEST(close(tree.scale, tensor({{0.0, 1.0}, {2.0, 3.0}}, float64)));
  const nn::IncompatibleKeys none = tree.load_state_dict(tree.state_dict());
  BOOST_TEST(none.missing_keys.empty());
  BOOST_TEST(none.unexpected_keys.empty());
}

BOOST_AUTO_TEST_CASE(load_state_dict_without_strict_still_checks_shapes) {
  const toy::Tree tree;
  const StateDict state = {{"head.weight", zeros({4}, float64)}, {"scale", zeros({3}, float64)}};
  check_message([&] { tree.load_state_dict(state, {.strict = false}); },
                "load_state_dict: nothing was loaded, 1 entries do not fit\n"
                "  different: scale is float64 [3] in the state, float64 [2, 2] in the module");
  BOOST_TEST(close(tree.head.weight, std::vector{0.0, 1.0, 2.0, 3.0}));
}

BOOST_AUTO_TEST_CASE(load_state_dict_selects_a_prefix) {
  const toy::Tree tree;
  StateDict state = renamed(tree.state_dict(), [](const auto& name) { return "model." + name; });
  state["model.head.weight"] = zeros({4}, float64);
  state["optimizer.step"] = ones({1});
  BOOST_TEST(tree.load_state_dict(state, {.prefix = "model."}).unexpected_keys.empty());
  BOOST_TEST(close(tree.head.weight, std::vector<double>(4)));
  tree.head.load_state_dict({{"model.head.weight", ones({4}, float64)}}, {.prefix = "model.head."});
  BOOST_TEST(close(tree.head.weight, std::vector<double>(4, 1.0)));
  check_message([&] { tree.load_state_dict(state, {.strict = false, .prefix = "modle."}); },
                "load_state_dict: nothing was loaded: no name in the state begins with 'modle.'");
}

BOOST_AUTO_TEST_CASE(load_state_dict_renames_entries_and_modules) {
  const toy::Tree tree;
  const StateDict state = {{"factor", zeros({2, 2}, float64)},
                           {"top.weight", ones({4}, float64)},
                           {"pair.one.weight", zeros({3}, float64)},
                           {"pair.second.weight", zeros({2}, float64)},
                           {"pair.count", zeros({1}, float64)}};
  tree.load_state_dict(
      state, {.names = {{"factor", "scale"}, {"top", "head"}, {"pair.one", "pair.first"}}});
  BOOST_TEST(close(tree.scale, zeros({2, 2}, float64)));
  BOOST_TEST(close(tree.head.weight, std::vector<double>(4, 1.0)));
  BOOST_TEST(close(tree.pair.first.weight, std::vector<double>(3)));
  tree.pair.load_state_dict({{"pair.first.weight", ones({3}, float64)}},
                            {.strict = false, .names = {{"pair", ""}}});
  BOOST_TEST(close(tree.pair.first.weight, std::vector<double>(3, 1.0)));
}

BOOST_AUTO_TEST_CASE(load_state_dict_refuses_names_that_do_not_apply) {
  const toy::Tree tree;
  const StateDict state = tree.state_dict();
  check_message(
      [&] {
        tree.load_state_dict(state, {.strict = false, .names = {{"haed", "a"}}});
      },
      "load_state_dict: nothing was loaded: .names has 'haed', which is the name of no "
      "entry and of no module in the state");
  check_message(
      [&] {
        tree.load_state_dict(state, {.names = {{"pair.first", "pair.second"}}});
      },
      "load_state_dict: nothing was loaded: two entries would have the name 'pair.second.weight'");
}

BOOST_AUTO_TEST_CASE(load_state_dict_needs_one_name_of_tied_tensors) {
  const Tied model, other;
  const Tensor expected = other(ids());
  const StateDict whole = other.state_dict();
  BOOST_TEST(whole.at("head").array().shares_buffer(whole.at("embedding.weight").array()));
  for (const char* name : {"head", "embedding.weight"}) {
    StateDict state = whole;
    state.erase(name);
    model.embedding.weight.set_data(zeros({3, 2}));
    BOOST_TEST(model.load_state_dict(state).missing_keys.empty());
    BOOST_TEST(close(model(ids()), expected), name);
  }
  StateDict neither = whole;
  neither.erase("head");
  neither.erase("embedding.weight");
  BOOST_TEST(model.load_state_dict(neither, {.strict = false}).missing_keys ==
             (Names{"head", "embedding.weight"}));
  BOOST_TEST(message_of([&] { model.load_state_dict(neither); }).find("missing: head") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(load_state_dict_renames_the_convention_of_a_gru) {
  const Tied model, other;
  const Tensor expected = other(ids());
  const StateDict state = other.state_dict({.to = nn::Convention::pytorch});
  StateDict moved = renamed(state, [](std::string name) {
    if (name.starts_with("gru")) name.replace(0, 3, "rnn");
    return "model." + name;
  });
  moved.metadata = {{"xgrad.gru.model.rnn", state.metadata.at("xgrad.gru.gru")}};
  model.load_state_dict(moved, {.prefix = "model.", .names = {{"rnn", "gru"}}});
  BOOST_TEST(close(model(ids()), expected, {.absolute = 1e-6}));
  model.gru.load_state_dict(moved, {.prefix = "model.rnn."});
  BOOST_TEST(close(model(ids()), expected, {.absolute = 1e-6}));
}

BOOST_AUTO_TEST_CASE(load_state_dict_needs_no_convention_without_gru_weights) {
  const Tied model;
  const StateDict state = {{"head", ones({3, 2})}};
  BOOST_TEST(model.load_state_dict(state, {.strict = false}).missing_keys.size() == 4);
  BOOST_TEST(close(model.embedding.weight, ones({3, 2})));
  const StateDict weight = {{"gru.weight_hh_l0", ones({6, 2})}};
  BOOST_TEST(message_of([&] {
               model.load_state_dict(weight, {.strict = false});
             }).find("'gru' is a GRU, and these weights do not state") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(state_dict_converts_gru_weights_for_pytorch) {
  const Tied model, other;
  const StateDict state = model.state_dict({.to = nn::Convention::pytorch});
  const StateDict own = model.state_dict();
  const Tensor converted = state.at("gru.weight_ih_l0"), before = own.at("gru.weight_ih_l0");
  BOOST_TEST(close(narrow(converted, 0, 2, 2), -narrow(before, 0, 2, 2)));  // z
  BOOST_TEST(close(narrow(converted, 0, 4, 2), narrow(before, 0, 4, 2)));
  other.load_state_dict(state);
  for (const auto& [name, x] : other.state_dict()) BOOST_TEST(close(x, own.at(name)), name);
  const nn::GRU reset_before({.input_size = 1, .hidden_size = 1}, {.reset_after = false});
  check_message(
      [&] { reset_before.state_dict({.to = nn::Convention::pytorch}); },
      "state_dict: the module is a GRU with .reset_after = false, which PyTorch does not");
}

BOOST_AUTO_TEST_CASE(load_state_dict_widens_float32_values_only) {
  const toy::Weight weight(2);
  weight.load_state_dict({{"weight", tensor({0.1F, -2.0F})}});
  BOOST_TEST(weight.weight.tensor().dtype() == float64);
  BOOST_TEST(close(weight.weight, std::vector<double>{0.1F, -2.0F}));
  BOOST_CHECK_THROW(weight.load_state_dict({{"weight", tensor({1, 2})}}), ValueError);
  weight.to(float32);
  BOOST_CHECK_THROW(weight.load_state_dict({{"weight", zeros({2}, float64)}}), ValueError);
}

BOOST_AUTO_TEST_CASE(load_takes_the_options_of_load_state_dict) {
  const test::TemporaryDirectory folder;
  const std::string path = folder / "part.safetensors";
  write_state(path, {{"old.weight", zeros({4})}, {"more", ones({1})}});
  const toy::Tree tree;
  const nn::IncompatibleKeys keys = nn::load(
      tree, path, {.strict = false, .prefix = "old.", .names = {{"weight", "head.weight"}}});
  BOOST_TEST(keys.missing_keys.size() == 4);
  BOOST_TEST(keys.unexpected_keys.empty());
  BOOST_TEST(close(tree.head.weight, std::vector<double>(4)));
}

BOOST_AUTO_TEST_SUITE_END()
