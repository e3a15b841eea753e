// The update rules.
#pragma once

#include <xgrad/optim/rules/adafactor.hpp>
#include <xgrad/optim/rules/adam.hpp>
#include <xgrad/optim/rules/lion.hpp>
#include <xgrad/optim/rules/rmsprop.hpp>
#include <xgrad/optim/rules/sgd.hpp>
