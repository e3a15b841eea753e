// Conversion of GRU weights between conventions, for saving and loading. Internal.
#pragma once

#include <xgrad/nn/module/module.hpp>

#include <functional>

namespace xgrad::nn {

/// The GRUs in a module by dotted path.
using Gates = std::vector<std::pair<std::string, GateConvention>>;
/// True for a GRU whose weights are to be converted.
using DiffersIn = std::function<bool(const std::string& path, const GateConvention& gate)>;

/// "the module" for the path "", else the path in quotation marks.
std::string title_of(const std::string& path);

/// The dotted names of the parameters of the GRU at `path`.
std::vector<std::string> parameter_names(const std::string& path, const GateConvention& gate);

/// The key of the metadata that states the convention of the GRU at `path`.
std::string convention_key(const std::string& path);
/// The paths of the GRUs whose convention the metadata state, and the values that state it.
std::vector<std::pair<std::string, std::string>> stated_conventions(const Metadata& metadata);
/// The value of that metadata, which is no possible name of a tensor.
std::string text_of(Convention convention, bool reset_after);

/// The convention of the weights in a state that belong to the GRU at `path`. Throws ValueError,
/// which begins with `call`, where nobody states it, and for contradictions.
Convention convention_in(const StateDict& state, const std::string& path, const GateConvention& own,
                         const std::string& call, const LoadOptions& options);

/// For each entry of `own`, the gate whose rows change sign, null for none: those of the GRUs for
/// which `differs`, and entries elsewhere that share a tensor with one of them.
std::vector<const GateConvention*> gates_to_convert(const ModuleBase::NamedTensors& own,
                                                    const Gates& gates, const DiffersIn& differs);

/// Weights in the other convention: the rows of one gate change sign, exactly.
Array with_other_convention(const Array& weight, const GateConvention& gate);

}  // namespace xgrad::nn
