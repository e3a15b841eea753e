// Weights of Keras models in HDF5 files. Link xgrad::keras, which needs zlib (Debian's zlib1g-dev).
#pragma once

#include <xgrad/autograd/state_dict.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace xgrad::nn::data {

/// A layer of a Keras model and its weights.
struct KerasLayer {
  /// Its name in the file, after those of the layers around it: "lstm_1", "encoder/lstm".
  std::string name = {};
  /// The name that the program gave to the layer, where it differs: files of Keras 3 name layers by
  /// their classes.
  std::string given_name = {};
  /// Its class in Keras, such as "LSTM", and of a wrapper such as "Bidirectional" the class inside.
  /// They are those in the model's configuration. In files without one, they are empty, except for
  /// a `kind` that is the default name of the layer in files of Keras 3.
  std::string kind = {}, inner_kind = {};
  /// What the model's configuration states about the equations: "activation",
  /// "recurrent_activation", "epsilon", "go_backwards", "merge_mode", "reset_after". Empty in files
  /// without one.
  Metadata options = {};
  /// The weights as they are in the file, by their names below the layer: "lstm_cell/kernel", or
  /// "cell/vars/0" in files of Keras 3.
  StateDict weights = {};
};

/// The layers in a file of `model.save_weights` or `model.save`: "x.h5" of Keras 2 and 3 in the
/// order of the model, or "x.weights.h5" of Keras 3 and the last versions of Keras 2 in the order of
/// their names. The state of an optimizer is not read. float16 and bfloat16 become float32, integers
/// int64.
/// Throws FormatError for every violation of the format, for links to other objects and files, for
/// compressed files that expand by more than 4 MiB, and for files with more than about 20,000 groups
/// and weights; IoError.
std::vector<KerasLayer> read_keras(const std::string& path);

/// The layers in the bytes of such a file; `name` is the file in messages. Throws as `read_keras`.
std::vector<KerasLayer> parse_keras(std::string_view bytes, const std::string& name);

/// The state dict of the module that computes what the named layer does, or the named recurrent
/// layers, each on the output sequence of the one before. A layer has two names, `name` and
/// `given_name`.
///   LSTM, GRU, SimpleRNN, also in Bidirectional   nn::LSTM, nn::GRU, nn::RNN
///   Dense, also in TimeDistributed                nn::Linear
///   Embedding, LayerNormalization                 nn::Embedding, nn::LayerNorm
/// Kernels are transposed, and gate blocks have the order of xgrad. The metadata state the
/// convention of a GRU and whether it resets after the product, so that loading converts the
/// weights or refuses them. A layer with one bias has zeros in `bias_hh`.
/// Throws ValueError for a name that no layer has or several have, a layer of another class, and
/// options that the module does not have; ShapeError for weights that do not fit each other.
StateDict keras_state(const std::vector<KerasLayer>& layers, const std::vector<std::string>& names);

/// The state dict of a model: by the paths of its modules, the names of the layers of each, as in
/// `{{"embedding", {"embedding"}}, {"rnn", {"lstm", "lstm_1"}}}`. Throws as `keras_state`.
StateDict keras_model_state(const std::vector<KerasLayer>& layers,
                            const std::map<std::string, std::vector<std::string>>& modules);

}  // namespace xgrad::nn::data
