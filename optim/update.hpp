// The data that a step reads and changes for one parameter, and the tensors that a rule stores.
#pragma once

#include <xgrad/core/array.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace xgrad::optim {

/// The values that training without divergence leaves in a stored tensor.
enum class StateRange : std::uint8_t {
  finite,
  /// A running mean or sum of squares: at least 0; infinite if a square was infinite.
  of_squares,
  /// At least 0 and finite.
  not_negative,
  positive,
  /// From 0 to 1.
  fraction,
};

/// A tensor that an update rule stores for each parameter between steps.
struct StateTensor {
  std::string name;
  StateRange range = StateRange::finite;
  /// Its elements before the first step.
  double initial = 0;
  /// Its shape for a parameter's shape; without a function, that shape. The dtype is that of the
  /// parameter.
  Shape (*shape)(const Shape&) = nullptr;
  /// One float64 number for the whole parameter instead.
  bool is_number = false;
  /// True if the rule stores it for some options only. A parameter that has made steps lacks it when
  /// the options changed since, and a saved state may lack it, too: it is created in the next step.
  bool for_some_options = false;
  /// Whether a parameter of a shape has it; without a function, every parameter does.
  bool (*applies)(const Shape&) = nullptr;

  bool applies_to(const Shape& parameter) const { return !applies || applies(parameter); }
  Shape shape_for(const Shape& parameter) const {
    if (is_number) return {};
    return shape ? shape(parameter) : parameter;
  }
};

/// The data that a step needs to update one parameter; all arrays are dense.
struct Update {
  Array parameter, gradient;
  /// In the order of the rule's state tensors that apply to the parameter; of the parameter's dtype,
  /// numbers in float64.
  std::vector<Array> state = {};
  /// The first step is 1.
  Index step = 1;
  /// True while some state tensor holds its initial elements.
  bool fresh = true;
  /// -1 for a rule that maximizes: it is applied to the negative gradient.
  int sign = 1;

  double& number(std::size_t of_state) { return *state[of_state].mutable_data<double>(); }
};

}  // namespace xgrad::optim
