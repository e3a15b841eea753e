// Checks of the options of recurrent layers. Internal.
#pragma once

#include <xgrad/nn/recurrent/cells/cell_info.hpp>
#include <xgrad/nn/recurrent/options.hpp>

#include <string_view>

namespace xgrad::nn {

/// Throws ValueError for options that are invalid, or invalid for this cell.
void check_options(const CellInfo& cell, const RecurrentOptions& options);

/// The number of features of the output of a layer.
Index output_size(const RecurrentOptions& options);

/// Throws ValueError unless the parameters of a layer named `layer` with these sizes are
/// addressable. All sizes must be positive.
void check_sizes(std::string_view layer, const CellInfo& cell, const RecurrentOptions& options);

/// Throws ValueError if the cell's formula takes x, but the layer named `layer` has an input of
/// another size than h.
void check_size_of_input(std::string_view layer, const CellInfo& cell,
                         const RecurrentOptions& options);

}  // namespace xgrad::nn
