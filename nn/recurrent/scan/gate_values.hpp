// The values of gates, for observers. Internal.
#pragma once

#include <xgrad/nn/recurrent/cells/cell_info.hpp>

#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace xgrad::nn {

/// The values of the logistic gates of a step by name, [batch, hidden] each.
using GateValues = std::vector<std::pair<std::string_view, Array>>;

/// Computes the values of the gates from the two products and the inputs of the formula.
GateValues gate_values(const CellInfo& cell, const Tensor& from_input, const Tensor& from_hidden,
                       std::span<const PointwiseInput> inputs);

}  // namespace xgrad::nn
