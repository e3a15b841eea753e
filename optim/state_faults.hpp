// Values in the state of optimizers that cannot result from training without divergence.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/optim/update.hpp>

#include <string>

namespace xgrad::optim {

/// The largest number of steps, exact in double precision, in which powers and schedules are computed.
inline constexpr Index kMostSteps = Index{1} << 53;

/// The error of a counter, an int64 scalar, with a leading blank; empty if it is from `least` to `most`.
std::string fault_of_count(const Tensor& count, Index least, Index most = kMostSteps);

/// The error of a floating tensor, with a leading blank; empty if all elements are in the range.
std::string fault_of_values(const Tensor& values, StateRange range);

}  // namespace xgrad::optim
