// How state dicts are saved and loaded, and the convention of GRU weights, which differs between
// libraries.
#pragma once

#include <xgrad/core/shape.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace xgrad::nn {

/// What z = 1 means in the weights of a GRU: xgrad replaces the state by the candidate, PyTorch
/// (Keras and ONNX, too) keeps it. The rows of z have opposite signs, since
/// 1 - sigma(a) = sigma(-a).
enum class Convention : std::uint8_t { xgrad, pytorch };

/// Options of `save` and `state_dict`.
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
  /// If false, entries of the module that are missing in the state are not changed, and unexpected
  /// ones in the state are ignored. Shapes and dtypes have to fit even then.
  bool strict = true;
  /// Only entries whose names begin with this text are loaded; it is removed: "encoder.".
  std::string prefix = {};
  /// New names, applied after the prefix is removed: of entries, or of modules and all entries in
  /// them. `{{"rnn", "lstm"}, {"fc.weight", "head.weight"}}`
  std::map<std::string, std::string> names = {};
};

/// The names of entries that only the module has, and those that only the state has, after its
/// entries are selected and renamed. Both are empty after strict loading.
struct IncompatibleKeys {
  std::vector<std::string> missing_keys, unexpected_keys;
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
