// The report of a GradientFlow, with its plots, tables and advice.
#pragma once

#include <xgrad/core/shape.hpp>
#include <xgrad/nn/flow/plot/plot.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace xgrad::nn {

/// Norms for one state, one number per time step; NaN where nothing was measured, infinite where a
/// value was not finite.
struct StateFlow {
  /// The name of the state: "h" or "c".
  std::string name;
  /// ||dL/ds_t|| over the whole batch.
  std::vector<double> gradient;
  /// ||dh_T/ds_t||, the Frobenius norm of the Jacobian of the last h; the root mean square over the
  /// batch.
  std::vector<double> jacobian;
  /// Time steps at which an element of the gradient or of the Jacobian was NaN; steps beyond the
  /// end have none.
  std::vector<bool> nan_gradient = {};
  std::vector<bool> nan_jacobian = {};
};

/// The share of a gate's values below 0.05 or above 0.95, per time step.
struct GateFlow {
  std::string name;
  std::vector<double> saturated;
};

/// One layer in one direction; the backward direction, 1, ends at time 0.
struct LayerFlow {
  Index layer, direction;
  /// The states, h first.
  std::vector<StateFlow> states;
  std::vector<GateFlow> gates;
};

/// Properties of the layer's cell from which the advice is derived.
struct FlowCell {
  /// A gate that keeps the state where it is 1, or replaces it where it is 1.
  struct Gate {
    std::string name;
    bool keeps;
  };
  std::vector<Gate> gates = {};
  /// Whether the gates have biases that init::chrono can set; a layer can be constructed without
  /// biases.
  enum class Biases { there, left_out, none };
  Biases biases = Biases::there;
  /// True when the cell has a recurrent product with weight_hh.
  bool has_product = false;
  /// Names of the parameters that the cell declares.
  std::vector<std::string> own = {};
};

/// Gradient norms over the time steps of a recurrent layer.
struct FlowReport {
  using Figures = std::vector<std::pair<std::string, double>>;

  /// The name and sizes of the layer, such as "LSTM 2 -> 64".
  std::string title;
  std::vector<LayerFlow> layers;
  /// The cell of the layer; empty for a hand-written time loop.
  std::optional<FlowCell> cell;
  /// False when the Jacobians are estimated with random vectors.
  bool exact = true;
  /// The spectral radius of each recurrent matrix: the asymptotic growth factor of h per step,
  /// where no unit saturates.
  Figures spectral_radii;
  /// ||change|| / ||weight|| of each parameter since the run; about 1e-3 is usual. Empty when no
  /// parameter changed.
  Figures updates;
  /// The origin of the first NaN in the backward pass, such as "the backward pass of 'sqrt' in
  /// model.head"; empty when there was none, or its origin is unknown.
  std::string nan_origin = {};

  /// Plots gradients, Jacobians and gates over time.
  plot::Figure figure() const;
  /// The figure as text, followed by the values that have no time axis.
  std::string chart() const;
  /// One sentence that states the problem, its size and a remedy with the function to call; empty
  /// when the gradient neither vanishes nor explodes and has no NaN.
  std::string advice() const;
  /// One CSV row per layer, direction and time step; missing measurements are empty fields.
  std::string csv() const;
  /// Writes the figure to an SVG file. Throws IoError.
  void write_svg(const std::string& path) const;
  /// Writes the rows to a CSV file. Throws IoError.
  void write_csv(const std::string& path) const;
};

}  // namespace xgrad::nn
