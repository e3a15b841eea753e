// Single time steps, for loops of one's own: RNNCell, LSTMCell and GRUCell, and what others share.
#pragma once

#include <xgrad/nn/recurrent/recurrent.hpp>

namespace xgrad::nn {

/// Options of RNNCell, LSTMCell, GRUCell and RecurrentCell.
struct CellOptions {
  Index input_size;
  Index hidden_size;
  bool bias = true;
  DType dtype = float32;
  /// Of an RNNCell only.
  Nonlinearity nonlinearity = Nonlinearity::tanh;
  /// Of a GRUCell only.
  UpdateGate update_gate = UpdateGate::replace;
  /// Of a GRUCell only, as in RecurrentOptions.
  bool reset_after = true;
};

/// The options, unless one is set that belongs to RNNCell or GRUCell: then throws ValueError.
const CellOptions& common_options(const CellOptions& options);

/// What all cells share: parameters `weight_ih`, `weight_hh`, `bias_ih` and `bias_hh`, shaped and
/// drawn as in one layer of the recurrent modules.
class CellBase : public ModuleBase {
 public:
  /// Input [batch, input_size] or [input_size], or class indices (int64) [batch] or []; state
  /// [batch, hidden_size] or [hidden_size] each, undefined for the beginning. Gives the next state;
  /// its h is the output. Throws ShapeError, DTypeError, IndexError.
  State forward(const Tensor& input, const State& state = {}) const;

  std::string details() const override;
  /// What the cell says of itself. Internal.
  const CellInfo& cell() const { return *cell_; }

 protected:
  CellBase(const CellInfo& cell, const CellOptions& options, Generator& generator);

 private:
  const CellInfo* cell_;
  Index input_size_;
  LayerWeights weights_;
};

/// One step of any cell: `RecurrentCell<cells::MGU>`.
template <class C>
class RecurrentCell : public Module<RecurrentCell<C>, CellBase> {
 public:
  /// Throws ValueError for options that make no sense, or not for this cell.
  explicit RecurrentCell(const CellOptions& options, Generator& generator = default_generator())
      : Module<RecurrentCell<C>, CellBase>(cell_info<C>(), common_options(options), generator) {}

  /// The name of the cell.
  std::string_view kind() const override { return class_name<C>(); }
};

/// One step of an RNN.
class RNNCell : public Module<RNNCell, CellBase> {
 public:
  explicit RNNCell(const CellOptions& options, Generator& generator = default_generator());
};

/// One step of an LSTM.
class LSTMCell : public Module<LSTMCell, CellBase> {
 public:
  explicit LSTMCell(const CellOptions& options, Generator& generator = default_generator());
};

/// One step of a GRU.
class GRUCell : public Module<GRUCell, CellBase> {
 public:
  explicit GRUCell(const CellOptions& options, Generator& generator = default_generator());
};

}  // namespace xgrad::nn
