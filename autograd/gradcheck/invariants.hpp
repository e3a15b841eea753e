// Invariants that every function must satisfy in addition to correct derivatives.
#pragma once

#include <xgrad/autograd/gradcheck/subject.hpp>

namespace xgrad::check {

/// Describes the first violated invariant; empty when all hold. The invariants are: repeated calls
/// and backward passes give bitwise identical results; inputs and incoming gradients are not
/// modified; nothing is recorded under NoGrad; gradients are linear in the incoming gradients,
/// exactly zero for zero, and independent of which other gradients and outputs are requested.
std::string violated_invariant(Subject& subject, std::uint64_t seed);

}  // namespace xgrad::check
