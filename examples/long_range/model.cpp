// Building the model, and its initialisation.
#include "long_range/model.hpp"

namespace long_range {

using namespace xgrad;

Model::Model(const ModelOptions& options) : options_(options) {
  initialise();
}

support::RecurrentLayer Model::make_layer() {
  const nn::RecurrentOptions options = {.input_size = options_.inputs,
                                        .hidden_size = options_.hidden};
  return support::make_layer(options_.cell, options, [&](const auto& layer) {
    return register_module(options_.cell, layer);
  });
}

void Model::initialise() const {
  if (options_.init == "default") return;
  if (options_.init == "orthogonal") {
    return nn::init::orthogonal_recurrent(layer(), options_.gain);
  }
  if (options_.init == "chrono") {
    return nn::init::chrono(layer(), static_cast<double>(options_.time));
  }
  throw ValueError("there is no initialisation '" + options_.init +
                   "', only default, orthogonal and chrono");
}

const nn::RecurrentBase& Model::layer() const {
  return std::visit([](const auto& layer) -> const nn::RecurrentBase& { return layer; }, layer_);
}

Tensor Model::forward(const Tensor& input) const {
  const Tensor output = std::visit([&](const auto& layer) { return layer(input).output; }, layer_);
  return head_(options_.at_every_step ? output : select(output, 0, -1));
}

}  // namespace long_range
