// State dicts: round trips, and the errors that list every problem.
#include <xgrad/nn/module.hpp>

#include <boost/test/unit_test.hpp>

#include "module/toy.hpp"
#include "support/misuse.hpp"
#include "support/temporary_directory.hpp"

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(state_dict)

namespace {

std::string error_of_loading(const nn::ModuleBase& module, const StateDict& state) {
  try {
    module.load_state_dict(state);
  } catch (const ValueError& error) {
    return error.what();
  }
  return "nothing was thrown";
}

Tensor minus_ones(const Shape& shape) {
  return Tensor(
      test::array(shape, std::vector<double>(static_cast<std::size_t>(numel(shape)), -1.0)));
}

}  // namespace

BOOST_AUTO_TEST_CASE(state_dict_is_a_snapshot_that_loads_back) {
  const toy::Tree tree;
  const StateDict state = tree.state_dict();
  BOOST_TEST(state.size() == 5u);
  for (const Tensor& parameter : tree.parameters()) {
    parameter.set_data(minus_ones(parameter.shape()));
  }
  BOOST_TEST(state.at("head.weight").to_vector<double>()[3] == 3.0);
  tree.load_state_dict(state);
  BOOST_TEST(tree.head.weight.tensor().to_vector<double>()[3] == 3.0);
  BOOST_TEST(tree.scale.tensor().is_leaf());
  BOOST_TEST(tree.scale.tensor().requires_grad());
}

BOOST_AUTO_TEST_CASE(backward_after_load_state_dict_is_an_error) {
  const toy::Tree tree;
  const auto version = tree.scale.tensor().array().version();
  tree.load_state_dict(tree.state_dict());
  BOOST_TEST(tree.scale.tensor().array().version() == version + 1);
}

BOOST_AUTO_TEST_CASE(every_problem_is_listed_and_nothing_loaded) {
  const toy::Tree tree;
  StateDict state = tree.state_dict();
  state["haed.weight"] = minus_ones({4});
  state.erase("head.weight");
  state["pair.first.weight"] = minus_ones({9});
  state["pair.second.weight"] = Tensor(test::iota<std::int64_t>({2}));
  state["scale"] = minus_ones({2, 2});
  state["pair.count"] = {};
  BOOST_TEST(error_of_loading(tree, state) ==
             "load_state_dict: nothing was loaded, 5 entries do not fit\n"
             "  missing: head.weight\n"
             "  unexpected: haed.weight (did you mean 'head.weight'?)\n"
             "  different: pair.first.weight is float64 [9] in the state, float64 [3] in the "
             "module\n"
             "  different: pair.second.weight is int64 [2] in the state, float64 [2] in the "
             "module\n"
             "  undefined: pair.count\n"
             "  hint: construct the module as the one that was saved; to(dtype) changes its dtype");
  BOOST_TEST(tree.scale.tensor().to_vector<double>()[3] == 3.0);
}

BOOST_AUTO_TEST_CASE(load_state_dict_points_out_a_common_prefix) {
  const toy::Tree tree;
  StateDict state;
  for (const auto& [name, tensor] : tree.state_dict()) state["module." + name] = tensor;
  BOOST_CHECK_EXCEPTION(tree.load_state_dict(state), ValueError,
                        test::says("every name of the state begins with 'module.'"));
}

BOOST_AUTO_TEST_CASE(save_and_load_restore_a_module) {
  const test::TemporaryDirectory folder;
  const std::string path = folder / "tree.safetensors";
  const toy::Tree saved, loaded;
  saved.head.weight.set_data(minus_ones({4}));
  save(saved, path);
  load(loaded, path);
  BOOST_TEST(loaded.head.weight.tensor().to_vector<double>()[2] == -1.0);
  BOOST_CHECK_EXCEPTION(load(toy::Pair(), path), ValueError,
                        test::says("tree.safetensors': nothing was loaded, 8 entries do not fit"));
}

BOOST_AUTO_TEST_CASE(load_state_dict_lists_a_few_of_many_misfits) {
  const toy::Tree tree;
  StateDict state;
  const Tensor entry = minus_ones({1});
  for (int i = 0; i < 100'000; ++i) state.emplace("unknown." + std::to_string(i), entry);
  state.emplace(std::string(1'000'000, 'n'), entry);
  const auto message = test::message_of([&] { tree.load_state_dict(state); });
  BOOST_TEST(message.size() < 10'000u);
  BOOST_TEST(message.find("nothing was loaded, 100006 entries do not fit") != message.npos);
  BOOST_TEST(message.find("missing: scale") != message.npos);
  BOOST_TEST(message.find("unexpected: unknown.1\n") != message.npos);
  BOOST_TEST(message.find("(1000000 bytes)") != message.npos);
  const std::string asked(1'000'000, 'w');
  BOOST_TEST(test::message_of([&] { tree.get_parameter(asked); }).size() < 1000u);
}

BOOST_AUTO_TEST_SUITE_END()
