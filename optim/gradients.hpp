// Functions that change gradients between backward() and step().
#pragma once

#include <xgrad/optim/gradients/adaptive_clip.hpp>
#include <xgrad/optim/gradients/clip.hpp>
#include <xgrad/optim/gradients/noise.hpp>
