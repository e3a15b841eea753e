// State dicts: named tensors, and their files.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <map>
#include <string>

namespace xgrad {

/// Tensors by dotted name, such as "lstm.weight_ih_l0".
using StateDict = std::map<std::string, Tensor>;

/// Text by key that a file stores beside its tensors.
using Metadata = std::map<std::string, std::string>;

/// The contents of a file of named tensors.
struct StateFile {
  StateDict tensors;
  Metadata metadata;
};

/// Writes a safetensors file, replacing an existing one atomically. Throws ValueError for names
/// that the format cannot represent, IoError; an existing file is unchanged then.
void write_state(const std::string& path, const StateDict& tensors, const Metadata& metadata = {});

/// Reads a safetensors file, also one from another program. Throws FormatError, IoError.
StateFile read_state(const std::string& path);

}  // namespace xgrad
