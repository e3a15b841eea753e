// The bridge to xtensor.
#pragma once

#include <xgrad/core/xtensor/bridge.hpp>
