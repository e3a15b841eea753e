// Resets and the dropout and zoneout masks of recurrent layers. Internal.
#pragma once

#include <xgrad/core/generator.hpp>
#include <xgrad/nn/recurrent/options.hpp>
#include <xgrad/nn/recurrent/scan/scan_input.hpp>

namespace xgrad::nn {

/// True where a sequence is reset before a step, in the time order of the scan. `flags` are those of
/// the rows, undefined when there are none.
/// bool [rows] -> bool [rows]
Array reset_rows(const Array& flags, const SequenceLayout& layout, bool reverse);

/// Draws the dropout and zoneout masks of one layer and direction for one call, and stores them in
/// the weights and state transforms of its scan.
void draw_masks(const Regularization& options, bool training, Generator& generator,
                ScanInput& scan);

/// During training, drops units with one mask per sequence for all time steps.   [rows, features]
Tensor drop_units(double p, const Tensor& rows, const SequenceLayout& layout, bool training,
                  Generator& generator);

/// Applies the dropout between layers.   [rows, features]
Tensor drop_between(const RecurrentOptions& options, const Tensor& rows,
                    const SequenceLayout& layout, bool training, Generator& generator);

}  // namespace xgrad::nn
