// Builds and runs the model, and reads it from a checkpoint.
#include "music/model.hpp"

#include <xgrad/xgrad.hpp>

#include "support/model_file.hpp"

namespace music {

using namespace xgrad;

MusicModel::MusicModel(const ModelOptions& options) : options_(options) {}

support::RecurrentLayer MusicModel::make_layer() {
  const nn::RecurrentOptions options = {.input_size = kKeys, .hidden_size = options_.hidden};
  return support::make_layer(options_.cell, options, [&](const auto& layer) {
    return register_module(options_.cell, layer);
  });
}

MusicModel::Output MusicModel::forward(const Tensor& keys, const nn::State& state,
                                       const nn::Sequences& sequences) const {
  const auto [output, next] =
      std::visit([&](const auto& layer) { return layer(keys, state, sequences); }, layer_);
  return {head_(dropout_(output)), next};
}

MusicModel load_model(const std::string& path) {
  const support::ModelFile file(path, "music", "best");
  return support::load_model(file, [&] {
    const std::string& cell = file.metadata("cell");
    const MusicModel model({.cell = cell, .hidden = file.columns(cell + ".weight_hh_l0")});
    load_checkpoint(path, {{"best", model}});
    model.eval();
    return model;
  });
}

}  // namespace music
