// The random parts of a recurrent layer's call. Internal.
#pragma once

#include <xgrad/core/generator.hpp>
#include <xgrad/nn/recurrent/options.hpp>
#include <xgrad/nn/recurrent/scan/cell_step.hpp>
#include <xgrad/nn/recurrent/scan/timeline.hpp>

namespace xgrad::nn {

/// Draws what the options drop or keep in a call of one layer and direction, into its weights and
/// the transforms for its states.
void draw_masks(const RecurrentOptions& options, bool training, const Timeline& timeline,
                const std::vector<Tensor>& states, Generator& generator, CellTensors& weights,
                StateTransforms& transforms);

/// While training, drops the same units of each sequence at all time steps.   [rows, features]
Tensor drop_units(double p, const Tensor& rows, const Timeline& timeline, bool training,
                  Generator& generator);

/// The dropout between layers.   [rows, features]
Tensor drop_between(const RecurrentOptions& options, const Tensor& rows, const Timeline& timeline,
                    bool training, Generator& generator);

}  // namespace xgrad::nn
