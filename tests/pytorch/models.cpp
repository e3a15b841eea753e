// Weights of recurrent models go to PyTorch and come from it without a change of the output.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/nn/data/readers/pytorch/pytorch.hpp>
#include <xgrad/nn/layers.hpp>
#include <xgrad/nn/recurrent.hpp>

#include <boost/test/unit_test.hpp>

#include "golden/readers/pytorch.hpp"
#include "support/close.hpp"
#include "support/temporary_directory.hpp"
#include <cstdlib>

using namespace test;
using namespace xgrad;
using nn::data::parse_pt, nn::data::read_pt, nn::data::write_pt;

BOOST_AUTO_TEST_SUITE(models_of_pytorch)

namespace {

constexpr Tolerance kRounding{.absolute = 1e-6};  // of float32 outputs of about 1

// The model of exchange.py beside this file.
template <class Layer>
struct Model : nn::Module<Model<Layer>> {
  nn::Embedding embedding = this->register_module("embedding", nn::Embedding(5, 4));
  Layer rnn = this->register_module(
      "rnn", Layer({.input_size = 4, .hidden_size = 3, .num_layers = 2, .bidirectional = true}));
  nn::LayerNorm norm = this->register_module("norm", nn::LayerNorm(6));
  nn::Linear head = this->register_module("head", nn::Linear(6, 2));

  Tensor forward(const Tensor& ids) const { return head(norm(rnn(embedding(ids)).output)); }
};

Tensor ids() {
  return tensor({{0, 3}, {4, 1}, {2, 2}});
}

// Calls `action` with the name of each model, an instance, its weights in PyTorch and its output.
template <class Action>
void for_each_model(const Action& action) {
  using namespace golden::readers;
  action("lstm", Model<nn::LSTM>(), pt_lstm, pt_lstm_output);
  action("gru", Model<nn::GRU>(), pt_gru, pt_gru_output);
  action("rnn", Model<nn::RNN>(), pt_rnn, pt_rnn_output);
}

}  // namespace

BOOST_AUTO_TEST_CASE(read_pt_weights_give_the_output_of_pytorch) {
  for_each_model(
      [](const char* name, const auto& model, std::string_view file, const auto& expected) {
        BOOST_TEST_CONTEXT(name) {
          model.load_state_dict(parse_pt(file, "file"),
                                {.from = nn::Convention::pytorch, .prefix = "model."});
          BOOST_TEST(close(reshape(model(ids()), {12}), expected, kRounding));
        }
      });
}

// With the program PyTorch itself, where it is installed.
BOOST_AUTO_TEST_CASE(write_pt_and_torch_load_exchange_weights) {
  if (std::system("/usr/bin/python3 -c 'import torch' 2> /dev/null") != 0) {
    BOOST_TEST_MESSAGE("skipped: Python has no module torch");
    return;
  }
  const TemporaryDirectory directory;
  std::map<std::string, Tensor> outputs;
  for_each_model([&](const std::string& name, const auto& model, const auto&...) {
    write_pt(directory / (name + "_xgrad.pt"), model.state_dict({.to = nn::Convention::pytorch}));
    outputs[name] = model(ids());
  });
  const std::string command = "/usr/bin/python3 tests/pytorch/exchange.py " + (directory / "");
  BOOST_TEST_REQUIRE(std::system(command.c_str()) == 0);
  for_each_model([&](const std::string& name, const auto& model, const auto&...) {
    BOOST_TEST_CONTEXT(name) {
      const StateDict results = read_pt(directory / (name + "_output.pt"));
      BOOST_TEST(close(outputs.at(name), results.at("output"), kRounding));
      const StateDict checkpoint = read_pt(directory / (name + "_pytorch.pt"));
      BOOST_TEST(checkpoint.metadata.at("epoch") == "3");
      BOOST_TEST(checkpoint.contains("optimizer.state.0.exp_avg"));
      model.load_state_dict(checkpoint, {.from = nn::Convention::pytorch, .prefix = "model."});
      BOOST_TEST(close(model(ids()), checkpoint.at("output"), kRounding));
    }
  });
}

// Quoted by docs/checkpoints.md.
BOOST_AUTO_TEST_CASE(write_pt_and_read_pt_restore_a_model) {
  const TemporaryDirectory directory;
  const std::string path = directory / "checkpoint.pt";
  write_bytes(path, golden::readers::pt_gru);
  const Model<nn::GRU> model;

  // torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 3}, path)
  const StateDict checkpoint = nn::data::read_pt(path);
  model.load_state_dict(checkpoint, {.from = nn::Convention::pytorch, .prefix = "model."});
  const std::string epoch = checkpoint.metadata.at("epoch");  // "3"
  BOOST_TEST(epoch == "3");
  const Tensor output = model(ids());
  BOOST_TEST(close(reshape(output, {12}), golden::readers::pt_gru_output, kRounding));

  // model.load_state_dict(torch.load(path, weights_only=True))
  nn::data::write_pt(path, model.state_dict({.to = nn::Convention::pytorch}));
  const Model<nn::GRU> other;
  other.load_state_dict(read_pt(path), {.from = nn::Convention::pytorch});
  BOOST_TEST(close(other(ids()), output));
}

BOOST_AUTO_TEST_SUITE_END()
