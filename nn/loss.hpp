// Loss functions.
#pragma once

#include <xgrad/nn/loss/classification.hpp>
#include <xgrad/nn/loss/regression.hpp>
