// What a gradient flow has measured, and ways to look at it.
#pragma once

#include <xgrad/core/shape.hpp>
#include <xgrad/nn/flow/plot/plot.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace xgrad::nn {

/// Norms about one state, a number per time step; NaN where nothing was measured, infinite where a
/// number was not finite.
struct StateFlow {
  /// "h", "c".
  std::string name;
  /// ||dL/ds_t|| over the whole batch.
  std::vector<double> gradient;
  /// ||dh_T/ds_t||, the Frobenius norm of the Jacobian of the last h; root mean square over the
  /// batch.
  std::vector<double> jacobian;
  /// The time steps at which an element of that gradient, or of that Jacobian, was NaN; steps
  /// beyond the end have none.
  std::vector<bool> nan_gradient = {};
  std::vector<bool> nan_jacobian = {};
};

/// The share of a gate's values, at each time step, that are below 0.05 or above 0.95.
struct GateFlow {
  std::string name;
  std::vector<double> saturated;
};

/// One layer in one direction of time; the backward direction, 1, ends at time 0.
struct LayerFlow {
  Index layer, direction;
  /// h first.
  std::vector<StateFlow> states;
  std::vector<GateFlow> gates;
};

/// What the cell of a layer says of itself, from which follows what helps it.
struct FlowCell {
  /// A gate that keeps the state where it is 1, or replaces it.
  struct Gate {
    std::string name;
    bool keeps;
  };
  std::vector<Gate> gates = {};
  /// Whether the gates have biases that init::chrono sets; a layer may be made without them.
  enum class Biases { there, left_out, none };
  Biases biases = Biases::there;
  /// There is a product of h with a weight_hh.
  bool has_product = false;
  /// Names of the cell's own parameters.
  std::vector<std::string> own = {};
};

/// How gradients flow through a run of a recurrent layer.
struct FlowReport {
  using Figures = std::vector<std::pair<std::string, double>>;

  /// Of the layer, such as "LSTM 2 -> 64".
  std::string title;
  std::vector<LayerFlow> layers;
  /// Of the layer; none of a loop of one's own.
  std::optional<FlowCell> cell;
  /// False where the Jacobians are estimates by random probes.
  bool exact = true;
  /// Spectral radius of each recurrent matrix: the factor at which h grows or shrinks in the long
  /// run where nothing saturates.
  Figures spectral_radii;
  /// ||change|| / ||weight|| of each parameter since the run; about 1e-3 is usual. Empty where
  /// nothing changed.
  Figures updates;
  /// Where the first NaN of the backward pass came from, such as "the backward pass of 'sqrt' in
  /// model.head"; empty where there was none, or it is not known.
  std::string nan_origin = {};

  /// Gradients, Jacobians and gates over time.
  plot::Figure figure() const;
  /// The figure as text, with the numbers that are no lines.
  std::string chart() const;
  /// What is wrong, by how much, and what helps, with the function to call, in one sentence; empty
  /// when the gradient neither vanishes nor explodes, nor arrives as NaN.
  std::string advice() const;
  /// One row for each layer, direction and time step; empty fields where nothing was measured.
  std::string csv() const;
  /// Writes the figure to a file. Throws IoError.
  void write_svg(const std::string& path) const;
  /// Writes the rows to a file. Throws IoError.
  void write_csv(const std::string& path) const;
};

}  // namespace xgrad::nn
