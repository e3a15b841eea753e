// What every function must keep to besides the values of its derivatives.
#pragma once

#include <xgrad/autograd/gradcheck/subject.hpp>

namespace xgrad::check {

/// The first promise that the subject breaks, in words; empty when it keeps them all:
/// the same call gives the same bits, forwards and backwards; inputs and incoming gradients stay as
/// they are; nothing is recorded under NoGrad; gradients are linear in the incoming ones, exactly
/// zero for zero, and the same whether asked for alone or with others, from all outputs or one.
std::string violated_invariant(Subject& subject, std::uint64_t seed);

}  // namespace xgrad::check
