// Optimizers and gradient clipping.
#pragma once

#include <xgrad/optim/clip.hpp>
#include <xgrad/optim/rules.hpp>
