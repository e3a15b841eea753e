// Entries of the state dicts of samplers. Internal.
#pragma once

#include <xgrad/autograd/state_diff.hpp>
#include <xgrad/core/generator.hpp>

namespace xgrad::nn::data {

/// The state of a generator as numbers.   -> int64 [628]
Tensor generator_state(const Generator& generator);
/// The generator with such a state. Throws ValueError for another tensor.
Generator generator_of(const Tensor& state);

/// An entry that is an integer of at least 0.
StateDiff::Entry count_entry(std::string name);
/// An entry that equals `expected`, which is `what` in the message.
StateDiff::Entry fixed_entry(std::string name, Index expected, std::string what);
/// An entry that is the state of a generator.
StateDiff::Entry generator_entry(std::string name);

}  // namespace xgrad::nn::data
