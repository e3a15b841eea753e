// Initialisation of parameters.
#pragma once

#include <xgrad/nn/init/basic.hpp>
#include <xgrad/nn/init/fan.hpp>
#include <xgrad/nn/init/spectral.hpp>
