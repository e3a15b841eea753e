// Entries of the state dicts of samplers. Internal.
#pragma once

#include <xgrad/autograd/state_diff.hpp>
#include <xgrad/core/generator.hpp>

#include <span>
#include <string>
#include <string_view>

namespace xgrad::nn::data {

/// The state of a generator as numbers.   -> int64 [628]
Tensor generator_state(const Generator& generator);
/// The generator with such a state. Throws ValueError for another tensor.
Generator generator_of(const Tensor& state);

/// A checksum of indices or of a text.
Index digest(std::span<const Index> indices);
Index digest(std::string_view text);

/// An entry that is an integer of at least 0.
StateDiff::Entry count_entry(std::string name);
/// An entry that equals `expected`, which is `what` in the message.
StateDiff::Entry fixed_entry(std::string name, Index expected, std::string what);
/// An entry that is the digest of the sampler's `kind`.
StateDiff::Entry kind_entry(std::string name, const std::string& kind);
/// An entry that is the state of a generator.
StateDiff::Entry generator_entry(std::string name);

}  // namespace xgrad::nn::data
