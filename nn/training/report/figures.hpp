// Figures of the curves of a training. Internal.
#pragma once

#include <xgrad/nn/flow/plot/plot.hpp>
#include <xgrad/nn/training/report/history.hpp>

#include <string>
#include <vector>

namespace xgrad::nn::training {

/// The metric "loss" in a figure with a legend, and the other metrics in a grid, each with the means
/// of its points and, for points of several steps, a band from the smallest to the largest value.
std::vector<plot::Figure> figures_of(const TrainingHistory& history);

/// A sentence for each curve with NaN or infinities.
std::vector<std::string> not_finite_values(const TrainingHistory& history);

}  // namespace xgrad::nn::training
