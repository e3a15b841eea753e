// Building the model, and running it.
#include "char_rnn/model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace char_rnn {

using namespace xgrad;

CharModel::CharModel(const ModelOptions& options) : options_(options) {}

support::RecurrentLayer CharModel::make_layer() {
  const nn::RecurrentOptions options = {.input_size = options_.vocabulary,
                                        .hidden_size = options_.hidden,
                                        .num_layers = options_.layers,
                                        .dropout = options_.layers > 1 ? options_.dropout : 0};
  return support::make_layer(options_.cell, options, [&](const auto& layer) {
    return register_module(options_.cell, layer);
  });
}

nn::RecurrentOutput CharModel::forward(const Tensor& text, const nn::State& state) const {
  // Numbers of characters stand for their one-hot rows.
  const auto [output, next] =
      std::visit([&](const auto& layer) { return layer(text, state); }, layer_);
  return {head_(dropout_(output)), next};
}

void check_finite(const CharModel& model, const std::string& where) {
  for (const auto& [name, parameter] : model.named_parameters()) {
    const auto values = parameter.to_vector<float>();
    const auto wrong = std::ranges::count_if(values, [](float x) { return !std::isfinite(x); });
    if (wrong == 0) continue;
    throw NumericError(fmt::format("{}: {} of the {} numbers in the parameter '{}' are not finite",
                                   where, wrong, values.size(), name));
  }
}

}  // namespace char_rnn
