// What a file that defines a recurrent cell includes: the cell interface and the layers built on
// it.
#pragma once

#include <xgrad/nn/recurrent/cells/compile.hpp>
#include <xgrad/nn/recurrent/layers.hpp>
#include <xgrad/nn/recurrent/single_step.hpp>
