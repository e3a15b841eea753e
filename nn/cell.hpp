// For files with a cell of their own: how a cell is written, and its layers.
#pragma once

#include <xgrad/nn/recurrent/cells/compile.hpp>
#include <xgrad/nn/recurrent/recurrent.hpp>
#include <xgrad/nn/recurrent/single_step.hpp>
