// Optimizers, their schedules, averages of parameters, and functions that change gradients.
#pragma once

#include <xgrad/optim/averages.hpp>
#include <xgrad/optim/gradients.hpp>
#include <xgrad/optim/lbfgs/lbfgs.hpp>
#include <xgrad/optim/rules.hpp>
#include <xgrad/optim/schedules.hpp>
