// The code that docs/checkpoints.md quotes.
#include <xgrad/xgrad.hpp>

#include <boost/test/unit_test.hpp>

#include "support/temporary_directory.hpp"
#include <sstream>

using namespace xgrad;

BOOST_AUTO_TEST_SUITE(checkpoints_page)

namespace {

struct Model : nn::Module<Model> {
  nn::LSTM lstm = register_module("lstm", nn::LSTM({.input_size = 4, .hidden_size = 8}));
  nn::Dropout dropout = register_module("dropout", nn::Dropout(0.1));
  nn::Linear head = register_module("head", nn::Linear(8, 2));

  nn::RecurrentOutput forward(const Tensor& x, const nn::State& state) const {
    auto [output, next] = lstm(x, state);
    return {head(dropout(output)), next};
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_resumed_training_is_bitwise_identical) {
  const test::TemporaryDirectory folder;
  const Tensor input = randn({6, 3, 4}), target = randn({6, 3, 2});

  const auto train = [&](const std::string& path, Index steps) -> std::vector<float> {
    manual_seed(1);
    const Model model;
    optim::AdamW optimizer(model.named_parameters(), {.lr = 1e-2});
    nn::State state;
    Index step = 0;
    const CheckpointParts parts = {{"model", model},
                                   {"optimizer", optimizer},
                                   {"dropout", default_generator()},
                                   {"state", state},
                                   {"step", step}};
    if (std::filesystem::exists(path)) load_checkpoint(path, parts);
    while (step < steps) {
      auto [output, next] = model(input, state);
      optimizer.zero_grad();
      nn::mse_loss(output, target).backward();
      optimizer.step();
      state = next.detach();
      if (++step % 10 == 0) save_checkpoint(path, parts, {{"hidden_size", "8"}});
    }
    return nn::parameters_to_vector(model.parameters()).to_vector<float>();
  };

  const auto expected = train(folder / "whole", 20);
  train(folder / "parts", 17);  // stops seven steps after the last save
  BOOST_TEST(train(folder / "parts", 20) == expected);

  const std::string path = folder / "parts";
  const Model model;
  const Metadata metadata = load_checkpoint(path, {{"model", model}});
  BOOST_TEST(metadata.at("hidden_size") == "8");
  BOOST_TEST(nn::parameters_to_vector(model.parameters()).to_vector<float>() == expected);
}

BOOST_AUTO_TEST_CASE(load_state_dict_loads_a_part) {
  const Model model;
  StateDict pretrained;
  for (const auto& [name, tensor] : model.lstm.state_dict()) {
    pretrained.emplace("encoder.rnn." + name, zeros_like(tensor));
  }
  std::ostringstream text;
  {
    std::ostream& cout = text;
    const nn::IncompatibleKeys keys = model.load_state_dict(
        pretrained, {.strict = false, .prefix = "encoder.", .names = {{"rnn", "lstm"}}});
    for (const std::string& name : keys.missing_keys) cout << name << " keeps its values\n";
  }
  BOOST_TEST(text.str() == "head.weight keeps its values\nhead.bias keeps its values\n");
  BOOST_TEST(model.get_parameter("lstm.weight_hh_l0").to_vector<float>()[0] == 0);
}

BOOST_AUTO_TEST_SUITE_END()
