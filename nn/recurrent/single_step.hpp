// Single time steps for hand-written loops: RNNCell, LSTMCell, GRUCell and RecurrentCell.
#pragma once

#include <xgrad/nn/recurrent/layers.hpp>

namespace xgrad::nn {

/// Options of all single steps.
struct CellOptions {
  Index input_size;
  Index hidden_size;
  bool bias = true;
  DType dtype = float32;
};

/// Base of all cells: parameters `weight_ih`, `weight_hh`, `bias_ih` and `bias_hh`, with the shapes
/// and initialisation of one layer of the recurrent modules.
class CellBase : public ModuleBase {
 public:
  /// Computes one step. The input is [batch, input_size] or [input_size], or class indices (int64)
  /// [batch] or []; each state is [batch, hidden_size] or [hidden_size], or undefined for the
  /// initial state. Returns the next state, whose h is the output. Throws ShapeError, DTypeError,
  /// IndexError.
  State forward(const Tensor& input, const State& state = {}) const;

  /// Streaming inference of `batch` sequences with the present weights, one time step per call
  /// (include nn/recurrent/stepper.hpp). Throws ValueError for a composite cell.
  Stepper stepper(Index batch = 1) const;

  std::string extra_repr() const override;
  /// The description of the cell. Internal.
  const CellInfo& cell() const { return *cell_; }

 protected:
  CellBase(const CellInfo& cell, const CellOptions& options, Generator& generator);

 private:
  std::optional<GateConvention> gate_convention() const override;

  const CellInfo* cell_;
  Index input_size_;
  LayerWeights weights_;
};

/// One step of any cell: `RecurrentCell<cells::MGU>`.
template <class C>
class RecurrentCell : public Module<RecurrentCell<C>, CellBase> {
  using Base = Module<RecurrentCell<C>, CellBase>;

 public:
  /// Throws ValueError for options that are invalid, or invalid for this cell.
  explicit RecurrentCell(const CellOptions& options, Generator& generator = default_generator())
      : RecurrentCell(options, {}, generator) {}
  /// One step of a variant of the cell.
  RecurrentCell(const CellOptions& options, const CellVariant<C>& variant,
                Generator& generator = default_generator())
      : Base(cell_info(variant), options, generator) {}

  /// The name of the cell, as in "LSTMCell".
  std::string_view name() const override {
    static const std::string text = std::string(class_name<C>()) + "Cell";
    return text;
  }
};

/// One step of an RNN.
using RNNCell = RecurrentCell<cells::RNN>;
/// One step of an LSTM.
using LSTMCell = RecurrentCell<cells::LSTM>;
/// One step of a GRU.
using GRUCell = RecurrentCell<cells::GRU>;

}  // namespace xgrad::nn
