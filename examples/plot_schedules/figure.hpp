// The picture of all learning rate schedules.
#pragma once

#include <xgrad/nn/flow/plot/plot.hpp>

namespace plot_schedules {

/// The learning rate of each schedule over 100 epochs, with a base rate of 0.1.
xgrad::nn::plot::Figure figure();

}  // namespace plot_schedules
