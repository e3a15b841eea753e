// Weights whose meaning differs between libraries: those of the update gate of a GRU.
#pragma once

#include <xgrad/core/shape.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xgrad::nn {

/// What z = 1 means in the weights of a GRU: xgrad replaces the state by the candidate, PyTorch
/// (Keras and ONNX, too) keeps it. The rows of z have opposite signs, since
/// 1 - sigma(a) = sigma(-a).
enum class Convention : std::uint8_t { xgrad, pytorch };

/// Options of `save`.
struct SaveOptions {
  /// Converts the weights to this convention; without it each GRU's own is written. PyTorch has no
  /// GRU with reset_after = false: ValueError.
  std::optional<Convention> to = {};
};

/// Options of `load` and `load_state_dict`.
struct LoadOptions {
  /// The convention of weights that do not state it, as in a file that PyTorch has written; an
  /// error where they state another one.
  std::optional<Convention> from = {};
};

/// What a module states of its weights: their convention, and the gate whose rows change sign
/// between the two.
struct GateConvention {
  Convention convention;
  /// True for n = tanh(x_n + r * (U h + b')), the only form PyTorch has.
  bool reset_after;
  /// Names of the parameters, with `blocks` equal blocks of rows each.
  std::vector<std::string> parameters;
  Index block, blocks;
};

}  // namespace xgrad::nn
