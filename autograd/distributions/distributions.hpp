// Probability distributions, as in torch.distributions.
#pragma once

#include <xgrad/autograd/distributions/continuous.hpp>
#include <xgrad/autograd/distributions/discrete.hpp>
#include <xgrad/autograd/distributions/distribution.hpp>
#include <xgrad/autograd/distributions/kl.hpp>
