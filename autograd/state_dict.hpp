// Named tensors: what a model or an optimizer consists of between two runs of a program.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <map>
#include <string>

namespace xgrad {

/// Tensors by dotted name, such as "lstm.weight_ih_l0".
using StateDict = std::map<std::string, Tensor>;

/// Text by key that a file holds beside its tensors.
using Metadata = std::map<std::string, std::string>;

/// What a file of named tensors holds.
struct StateFile {
  StateDict tensors;
  Metadata metadata;
};

/// Replaces the safetensors file at `path` in one step. Throws ValueError for names the format
/// cannot hold, IoError; the old file is then as it was.
void write_state(const std::string& path, const StateDict& tensors, const Metadata& metadata = {});

/// Reads a safetensors file, written here or elsewhere. Throws FormatError, IoError.
StateFile read_state(const std::string& path);

}  // namespace xgrad
