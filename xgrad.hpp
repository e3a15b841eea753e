// All public headers that programs need to train models.
#pragma once

#include <xgrad/autograd/autograd.hpp>
#include <xgrad/core/core.hpp>
#include <xgrad/nn/nn.hpp>
#include <xgrad/optim/optim.hpp>
