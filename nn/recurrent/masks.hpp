// Dropout and zoneout masks of recurrent layers. Internal.
#pragma once

#include <xgrad/core/generator.hpp>
#include <xgrad/nn/recurrent/options.hpp>
#include <xgrad/nn/recurrent/scan/cell_step.hpp>
#include <xgrad/nn/recurrent/scan/timeline.hpp>

namespace xgrad::nn {

/// Draws the dropout and zoneout masks of one layer and direction for one call, and stores them in
/// its weights and state transforms.
void draw_masks(const RecurrentOptions& options, bool training, const Timeline& timeline,
                const std::vector<Tensor>& states, Generator& generator, CellTensors& weights,
                StateTransforms& transforms);

/// During training, drops units with one mask per sequence for all time steps.   [rows, features]
Tensor drop_units(double p, const Tensor& rows, const Timeline& timeline, bool training,
                  Generator& generator);

/// Applies the dropout between layers.   [rows, features]
Tensor drop_between(const RecurrentOptions& options, const Tensor& rows, const Timeline& timeline,
                    bool training, Generator& generator);

}  // namespace xgrad::nn
