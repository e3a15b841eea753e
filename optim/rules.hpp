// The update rules.
#pragma once

#include <xgrad/optim/rules/adadelta.hpp>
#include <xgrad/optim/rules/adafactor.hpp>
#include <xgrad/optim/rules/adagrad.hpp>
#include <xgrad/optim/rules/adam.hpp>
#include <xgrad/optim/rules/adamax.hpp>
#include <xgrad/optim/rules/asgd.hpp>
#include <xgrad/optim/rules/lion.hpp>
#include <xgrad/optim/rules/nadam.hpp>
#include <xgrad/optim/rules/radam.hpp>
#include <xgrad/optim/rules/rmsprop.hpp>
#include <xgrad/optim/rules/rprop.hpp>
#include <xgrad/optim/rules/sgd.hpp>
