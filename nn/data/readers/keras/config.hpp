// The configuration of a Keras model, which is JSON in an attribute of its file.
#pragma once

#include <xgrad/autograd/state_dict.hpp>
#include <xgrad/nn/data/readers/hdf5/image.hpp>

#include <map>
#include <string>
#include <string_view>

namespace xgrad::nn::data {

/// What the configuration states about a layer.
struct KerasConfig {
  std::string kind, inner_kind;
  Metadata options;
};

/// The layers in a configuration by name. Throws FormatError for a text that is not JSON, that is
/// nested too deeply, and of more than 2 MiB.
std::map<std::string, KerasConfig> parse_keras_config(hdf5::Image& image, std::string_view text);

}  // namespace xgrad::nn::data
