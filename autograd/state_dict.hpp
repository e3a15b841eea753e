// State dicts: named tensors, and their files.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/io/safetensors.hpp>

#include <map>
#include <string>

namespace xgrad {

/// Text by key that a file stores beside its tensors.
using Metadata = std::map<std::string, std::string>;

/// Tensors by dotted name, such as "lstm.weight_ih_l0", and text that belongs to them.
struct StateDict : std::map<std::string, Tensor> {
  using map::map;

  /// Written to files and read from them together with the tensors.
  Metadata metadata = {};
};

/// Writes a safetensors file, replacing an existing one atomically; `metadata` is written in
/// addition to that of the state, whose keys "xgrad." and so on it cannot replace. Throws ValueError for names that the format cannot represent,
/// IoError; an existing file is unchanged then.
void write_state(const std::string& path, const StateDict& state, const Metadata& metadata = {});

/// Reads a safetensors file, also one from another program. Throws FormatError, IoError.
StateDict read_state(const std::string& path, const io::SafetensorsOptions& options = {});

}  // namespace xgrad
