// Stepper: streaming inference of a recurrent layer, one time step per call, without tensors.
#pragma once

#include <xgrad/nn/recurrent/state.hpp>

#include <memory>
#include <span>

namespace xgrad::nn {

class CellBase;
class RecurrentBase;

/// Computes a recurrent layer of a formula or linear cell one time step at a time, for a batch of
/// independent sequences. It owns the state and a packed copy of the weights, so that a step
/// neither allocates memory nor locks. The results are those of the layer in evaluation mode,
/// except for rounding: sums have another order.
///
/// `layer.stepper(batch)` creates it. It uses the weights of that time; `refresh` reads them again.
/// It records nothing and calls no hooks. Different threads may use different steppers at the same
/// time, not the same one.
class Stepper {
 public:
  Stepper(Stepper&& other) noexcept;
  Stepper& operator=(Stepper&& other) noexcept;
  ~Stepper();

  /// Computes one step: reads the input, batch rows of input_size elements, and writes the output,
  /// batch rows of output_size elements, h of the last layer. They may overlap. The element type
  /// must be `dtype()`; for another one, the program ends with a message.
  void step(const float* input, float* output) noexcept;
  void step(const double* input, double* output) noexcept;
  /// Also checks the sizes of both. Throws ShapeError, DTypeError.
  void step(std::span<const float> input, std::span<float> output);
  void step(std::span<const double> input, std::span<double> output);
  /// One step for class indices, one for each row. Throws ShapeError, DTypeError, IndexError, and
  /// ValueError for a cell without weight_ih or with kTakesInput.
  void step(std::span<const std::int64_t> classes, std::span<float> output);
  void step(std::span<const std::int64_t> classes, std::span<double> output);
  /// One step for an input [batch, input_size] or class indices [batch], for a batch of 1 also
  /// without this axis. Allocates the output. Throws ShapeError, DTypeError, IndexError, ValueError.
  /// [batch, input_size] -> [batch, output_size]
  Tensor step(const Tensor& input);

  /// Sets all states to the initial state of the layer.
  void reset() noexcept;
  /// Sets the state of one row of the batch to the initial state. Throws IndexError.
  void reset(Index row);
  /// A copy of the states, with the shapes of those of the layer for a batch.
  State state() const;
  /// Replaces the states; an undefined tensor stands for the initial state. Throws ShapeError,
  /// DTypeError, ValueError.
  void set_state(const State& state);
  /// Packs the present weights of the layer; the states remain unchanged. Throws DTypeError if the
  /// element type of the layer has changed.
  void refresh();

  Index batch() const;
  Index input_size() const;
  Index output_size() const;
  DType dtype() const;

 private:
  friend class CellBase;
  friend class RecurrentBase;
  struct Model;
  struct Data;

  Stepper(const Model& model, Index batch);

  std::unique_ptr<Data> data_;
};

}  // namespace xgrad::nn
