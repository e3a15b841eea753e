// Optimizers, gradient clipping and learning rate schedules.
#pragma once

#include <xgrad/optim/clip.hpp>
#include <xgrad/optim/rules.hpp>
#include <xgrad/optim/schedules.hpp>
