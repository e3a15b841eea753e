// Everything a program that trains models needs.
#pragma once

#include <xgrad/autograd/autograd.hpp>
#include <xgrad/core/core.hpp>
#include <xgrad/nn/nn.hpp>
#include <xgrad/optim/optim.hpp>
