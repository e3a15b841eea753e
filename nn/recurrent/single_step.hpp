// Single time steps for hand-written loops: RNNCell, LSTMCell, GRUCell and RecurrentCell.
#pragma once

#include <xgrad/nn/recurrent/recurrent.hpp>

namespace xgrad::nn {

/// Options of RNNCell, LSTMCell, GRUCell and RecurrentCell.
struct CellOptions {
  Index input_size;
  Index hidden_size;
  bool bias = true;
  DType dtype = float32;
  /// The activation; RNNCell only.
  Nonlinearity nonlinearity = Nonlinearity::tanh;
  /// The meaning of the gate z; GRUCell only.
  UpdateGate update_gate = UpdateGate::replace;
  /// As in RecurrentOptions; GRUCell only.
  bool reset_after = true;
};

/// Returns the options. Throws ValueError when an option is set that belongs to RNNCell or GRUCell.
const CellOptions& common_options(const CellOptions& options);

/// Base of all cells: parameters `weight_ih`, `weight_hh`, `bias_ih` and `bias_hh`, with the shapes
/// and initialisation of one layer of the recurrent modules.
class CellBase : public ModuleBase {
 public:
  /// Computes one step. The input is [batch, input_size] or [input_size], or class indices (int64)
  /// [batch] or []; each state is [batch, hidden_size] or [hidden_size], or undefined for the
  /// initial state. Returns the next state, whose h is the output. Throws ShapeError, DTypeError,
  /// IndexError.
  State forward(const Tensor& input, const State& state = {}) const;

  std::string details() const override;
  /// The description of the cell. Internal.
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
  /// Throws ValueError for options that are invalid, or invalid for this cell.
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
  std::string details() const override;

 private:
  std::optional<GateConvention> gate_convention() const override;
};

}  // namespace xgrad::nn
