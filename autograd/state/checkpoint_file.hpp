// Checkpoints: the state of a whole training in one file.
#pragma once

#include <xgrad/autograd/state_dict.hpp>
#include <xgrad/core/generator.hpp>

#include <concepts>
#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

namespace xgrad {

/// A module, an optimizer, a schedule, a data loader: an object whose state is a state dict.
template <class Object>
concept HasStateDict = requires(Object& object, const StateDict& state) {
  { object.state_dict() } -> std::convertible_to<StateDict>;
  object.load_state_dict(state);
};

/// A named part of a checkpoint. It refers to its object, which must outlive it. Names consist of
/// letters, digits, '_' and '-'.
class CheckpointPart {
 public:
  /// An object that loads a state dict completely or, with an error, not at all.
  template <HasStateDict Object>
  CheckpointPart(std::string name, Object& object)
      : CheckpointPart(
            std::move(name), [&object]() -> StateDict { return object.state_dict(); },
            [&object](const StateDict& state) { object.load_state_dict(state); }) {}
  CheckpointPart(std::string name, Generator& generator);
  /// A value such as the carried state of a layer. It may be undefined. Loading writes into a leaf
  /// that requires a gradient, as `set_data` does, and otherwise sets the handle.
  CheckpointPart(std::string name, Tensor& tensor);
  CheckpointPart(std::string name, Index& number);
  CheckpointPart(std::string name, double& number);
  /// A text in UTF-8.
  CheckpointPart(std::string name, std::string& text);

  const std::string& name() const { return name_; }
  StateDict state() const { return save_(); }
  void load(const StateDict& state) const { load_(state); }
  /// A function that puts back the present state.
  std::function<void()> undo() const { return undo_(); }

 private:
  using Save = std::function<StateDict()>;
  using Load = std::function<void(const StateDict&)>;
  using Undo = std::function<std::function<void()>()>;
  CheckpointPart(std::string name, const Save& save, const Load& load);
  CheckpointPart(std::string name, Save save, Load load, Undo undo)
      : name_(std::move(name)),
        save_(std::move(save)),
        load_(std::move(load)),
        undo_(std::move(undo)) {}

  std::string name_;
  Save save_;
  Load load_;
  Undo undo_;
};

/// The parts of a checkpoint: {{"model", model}, {"optimizer", optimizer}, {"step", step}}.
using CheckpointParts = std::vector<CheckpointPart>;

/// Writes the state of all parts and `metadata`, such as a configuration, into one safetensors file
/// with checksums, replacing an existing one atomically: after any failure the file is the old or
/// the new one, whole. Throws ValueError for invalid or equal names of parts, texts that are not
/// UTF-8, and metadata that begins with "xgrad.", IoError.
void save_checkpoint(const std::string& path, const CheckpointParts& parts,
                     const Metadata& metadata = {});

/// Restores the state of `parts`, which may be fewer than the file has, as for a model that is only
/// used; returns the metadata. Throws FormatError for a file that `save_checkpoint` did not write,
/// ValueError for parts that the file does not have or whose state does not fit, IoError. No part is
/// changed then, except one that refuses its own earlier state, as an optimizer does that has
/// diverged.
Metadata load_checkpoint(const std::string& path, const CheckpointParts& parts);

}  // namespace xgrad
