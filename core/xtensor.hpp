// Conversions to and from xtensor.
#pragma once

#include <xgrad/core/xtensor/bridge.hpp>
