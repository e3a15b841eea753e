// Gradient flow over time: measurement, report and plots.
#pragma once

#include <xgrad/nn/flow/gradient_flow.hpp>
