// The entries of a state dict that a module loads, under the names of the module. Internal.
#pragma once

#include <xgrad/nn/module/module.hpp>

#include <string>

namespace xgrad::nn {

/// The entries that the options select, renamed, with the metadata on their convention. Throws
/// ValueError, which begins with `call`, for a prefix or a name that no entry has, and for entries
/// that would have one name.
StateDict selected_entries(const StateDict& state, const std::string& call,
                           const LoadOptions& options);

}  // namespace xgrad::nn
