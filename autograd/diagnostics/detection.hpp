// The checks of AnomalyMode. Internal.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// Throw NumericError for a value that an active AnomalyMode does not allow.
void check_result(const Node& node, const Array& value);
void check_gradient(const Node& node, std::size_t input, const Array& gradient);
void check_arrival(const Node& node, const Array& gradient);

}  // namespace xgrad
