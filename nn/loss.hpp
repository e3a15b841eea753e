// Losses: how far an output is from its target.
#pragma once

#include <xgrad/nn/loss/classification.hpp>
#include <xgrad/nn/loss/regression.hpp>
