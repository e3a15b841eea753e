// What a Profiler collects. Internal.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <cstdint>

namespace xgrad {

/// The time of the steady clock.
std::int64_t steady_nanoseconds();

/// Collect one run for the active Profiler; without one, they do nothing. Runs of pullbacks began at
/// a `start` in nanoseconds of the steady clock.
void profile_result(const Tensor& result);
void profile_saved(const Array& array);
void profile_pullback(const Node& node, std::int64_t start);
/// The next forward run of this thread begins now.
void profile_from_now();

}  // namespace xgrad
