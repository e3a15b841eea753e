// The options of recurrent layers, each as a setting in which every layer is called.
#pragma once

#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>

#include "recurrent/small_layers.hpp"
#include "support/random_tensors.hpp"

namespace test {

/// The sizes of a setting.
inline constexpr xgrad::Index kTime = 3, kBatch = 2, kFeatures = 2, kUnits = 3;

/// An option, and what goes with it.
struct Setting {
  const char* name;
  xgrad::nn::RecurrentOptions options;
  xgrad::nn::Sequences sequences = {};
  bool single = false;   // one sequence without a batch axis
  bool classes = false;  // class indices instead of features
  bool packed = false;
  bool begins = false;  // no states are given
  bool (*fits)(const LayerKind&) = [](const LayerKind&) { return true; };
};

inline std::ostream& operator<<(std::ostream& stream, const Setting& setting) {
  return stream << setting.name;
}

inline bool with_product(const LayerKind& kind) {
  return kind.has_product;
}

/// All settings, in float64.
inline std::vector<Setting> settings() {
  using Options = xgrad::nn::RecurrentOptions;
  const auto reset = [](std::initializer_list<bool> flags) {
    return xgrad::from_vector(std::vector<bool>(flags), {kTime, kBatch});
  };
  const auto merged = [](xgrad::nn::Merge merge, xgrad::Index layers) {
    return options({.input_size = kFeatures,
                    .hidden_size = kUnits,
                    .num_layers = layers,
                    .bidirectional = true,
                    .merge = merge});
  };
  const Options both = {.input_size = kFeatures, .hidden_size = kUnits, .bidirectional = true};
  return {
      {.name = "plain", .options = options({.input_size = kFeatures, .hidden_size = kUnits})},
      {.name = "no bias",
       .options = options({.input_size = kFeatures, .hidden_size = kUnits, .bias = false})},
      {.name = "a stack of both directions",
       .options = options({.input_size = kFeatures,
                           .hidden_size = kUnits,
                           .num_layers = 2,
                           .bidirectional = true})},
      {.name = "sum", .options = merged(xgrad::nn::Merge::sum, 1)},
      {.name = "mean", .options = merged(xgrad::nn::Merge::mean, 1)},
      {.name = "product", .options = merged(xgrad::nn::Merge::product, 2)},
      {.name = "batch first",
       .options = options({.input_size = kFeatures,
                           .hidden_size = kUnits,
                           .batch_first = true,
                           .state_batch_first = true})},
      {.name = "projection",
       .options = options({.input_size = kFeatures,
                           .hidden_size = kUnits,
                           .num_layers = 2,
                           .bidirectional = true,
                           .proj_size = 2}),
       .fits = [](const LayerKind& kind) { return kind.has_projection; }},
      {.name = "learned state",
       .options = options({.input_size = kFeatures,
                           .hidden_size = kUnits,
                           .bidirectional = true,
                           .learned_state = true}),
       .sequences = {.reset = reset({false, false, false, true, false, false})},
       .begins = true},
      {.name = "dropout",
       .options = options(
           {.input_size = kFeatures, .hidden_size = kUnits, .num_layers = 2, .dropout = 0.4})},
      {.name = "variational dropout",
       .options = options(
           {.input_size = kFeatures,
            .hidden_size = kUnits,
            .num_layers = 2,
            .dropout = 0.4,
            .regularization = {.variational = true, .input_dropout = 0.4, .output_dropout = 0.4}})},
      {.name = "recurrent dropout",
       .options = options({.input_size = kFeatures,
                           .hidden_size = kUnits,
                           .regularization = {.recurrent_dropout = 0.4, .weight_drop = 0.3}}),
       .fits = with_product},
      {.name = "weight normalisation",
       .options = options({.input_size = kFeatures,
                           .hidden_size = kUnits,
                           .regularization = {.weight_norm = true}}),
       .fits = with_product},
      {.name = "zoneout",
       .options = options({.input_size = kFeatures,
                           .hidden_size = kUnits,
                           .regularization = {.zoneout_hidden = 0.4}})},
      {.name = "zoneout of cells",
       .options = options({.input_size = kFeatures,
                           .hidden_size = kUnits,
                           .regularization = {.zoneout_hidden = 0.2, .zoneout_cell = 0.4}}),
       .fits = [](const LayerKind& kind) { return kind.states == 2; }},
      {.name = "lengths", .options = options(both), .sequences = {.lengths = {2, 3}}},
      {.name = "a length of 0", .options = options(both), .sequences = {.lengths = {0, 2}}},
      {.name = "reset",
       .options = options(both),
       .sequences = {.lengths = {3, 2}, .reset = reset({false, true, true, false, false, false})}},
      {.name = "one sequence",
       .options = options({.input_size = kFeatures, .hidden_size = kUnits}),
       .single = true},
      {.name = "class indices", .options = options(both), .classes = true},
      {.name = "packed", .options = options(both), .packed = true},
  };
}

/// A layer in a setting, called with leaves: its inputs and parameters.
class Call {
 public:
  Call(const LayerKind& kind, const Setting& setting)
      : setting_(setting), layer_(kind.make(setting.options, generator_)) {
    const xgrad::nn::RecurrentOptions& options = setting.options;
    xgrad::Shape shape = {kTime, kBatch, kFeatures};
    if (setting.single) shape.erase(1);
    if (options.batch_first) std::swap(shape[0], shape[1]);
    input_ = random_leaf(shape, generator_);
    if (setting.classes) {
      input_ = argmax(input_.detach(), -1);
    } else {
      leaves_.push_back(input_);
    }
    const xgrad::Index rows = options.num_layers * (options.bidirectional ? 2 : 1);
    for (std::size_t i = 0; i < kind.states && !setting.begins; ++i) {
      const bool projected = i == 0 && options.proj_size > 0;
      xgrad::Shape state = {rows, kBatch, projected ? options.proj_size : kUnits};
      if (setting.single) state.erase(1);
      if (options.state_batch_first) std::swap(state[0], state[1]);
      states_.push_back(random_leaf(state, generator_));
      leaves_.push_back(states_.back());
    }
    // The states of an SLSTM that divide and count are positive.
    for (std::size_t i = 2; i < states_.size(); ++i) states_[i].set_data(abs(states_[i]) + 1);
    for (const xgrad::Tensor& parameter : layer_->parameters()) leaves_.push_back(parameter);
  }

  const std::vector<xgrad::Tensor>& leaves() const { return leaves_; }

  /// Outputs and last states, with the same random draws in each call.
  std::vector<xgrad::Tensor> operator()() const {
    generator_ = xgrad::Generator(3);
    const xgrad::nn::State state = xgrad::nn::State::of(states_);
    std::vector<xgrad::Tensor> outputs;
    xgrad::nn::State last;
    if (setting_.packed) {
      const auto result = layer_->forward(
          xgrad::nn::pack_padded_sequence(input_, {2, 3}, {.enforce_sorted = false}), state);
      outputs.push_back(result.output.data);
      last = result.state;
    } else {
      const auto result = layer_->forward(input_, state, setting_.sequences);
      outputs.push_back(result.output);
      last = result.state;
    }
    for (const xgrad::Tensor& tensor : last.tensors()) outputs.push_back(tensor);
    return outputs;
  }

 private:
  const Setting& setting_;
  mutable xgrad::Generator generator_{5};
  LayerKind::Made layer_;
  xgrad::Tensor input_;
  std::vector<xgrad::Tensor> states_, leaves_;
};

}  // namespace test
