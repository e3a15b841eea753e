// State dicts of modules: saved as named copies; with an error, nothing of them is loaded.
#include <xgrad/autograd/state_diff.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/memory/overlap.hpp>
#include <xgrad/nn/module/conversion.hpp>
#include <xgrad/nn/module/registry.hpp>
#include <xgrad/nn/module/selection.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace xgrad::nn {
namespace {

using NamedTensors = ModuleBase::NamedTensors;

// The prefix that, added to every name of the module, gives the names of the state dict.
std::string common_prefix(const NamedTensors& own, const StateDict& state) {
  if (own.empty() || state.size() != own.size()) return "";
  const std::string& first = state.begin()->first;
  const std::string prefix = first.substr(0, first.find('.') + 1);
  const bool all = std::all_of(own.begin(), own.end(), [&](const auto& entry) {
    return state.contains(prefix + entry.first);
  });
  return all ? prefix : "";
}

// The tensors of the module for which the state has an entry.
std::set<const TensorBody*> loaded_tensors(const NamedTensors& own, const StateDict& state) {
  std::set<const TensorBody*> loaded;
  for (const auto& [name, tensor] : own) {
    if (state.contains(name)) loaded.insert(tensor.body().get());
  }
  return loaded;
}

// The names in which the module and the state differ, except for other names of tensors that are
// loaded.
IncompatibleKeys differing_names(const NamedTensors& own, const StateDict& state,
                                 const std::set<const TensorBody*>& loaded) {
  IncompatibleKeys keys;
  std::set<std::string_view> names;
  for (const auto& [name, tensor] : own) {
    names.insert(name);
    if (!loaded.contains(tensor.body().get())) keys.missing_keys.push_back(name);
  }
  for (const auto& [name, tensor] : state) {
    if (!names.contains(name)) keys.unexpected_keys.push_back(name);
  }
  return keys;
}

// True when `to` represents every value of `from`.
bool widens(DType from, DType to) {
  return from == float32 && to == float64;
}

// The entries that the state must have, with the dtypes that it may have: one that is converted
// exactly is as good as that of the module.
std::vector<StateDiff::Entry> expected(const NamedTensors& own, const StateDict& state,
                                       const std::set<const TensorBody*>& loaded, bool strict) {
  std::vector<StateDiff::Entry> entries;
  for (const auto& [name, tensor] : own) {
    const auto found = state.find(name);
    if (found == state.end()) {
      const bool missing = strict && !loaded.contains(tensor.body().get());
      if (missing) entries.push_back({name, tensor.dtype(), tensor.shape()});
      continue;
    }
    const Tensor& given = found->second;
    const bool converted = given.defined() && widens(given.dtype(), tensor.dtype());
    entries.push_back({name, converted ? given.dtype() : tensor.dtype(), tensor.shape()});
  }
  return entries;
}

// The values of a state dict in the order and with the dtypes of `own`, undefined for missing ones.
// Values in memory that loading overwrites are copied, as when a module's own tensors are loaded
// under other names.
std::vector<Array> values_of(const NamedTensors& own, const StateDict& state) {
  std::set<const xgrad::Buffer*> written;
  for (const auto& [name, tensor] : own) written.insert(&tensor.array().buffer());
  std::vector<Array> values;
  for (const auto& [name, tensor] : own) {
    const auto given = state.find(name);
    if (given == state.end()) {
      values.emplace_back();
      continue;
    }
    const Array& value = given->second.array();
    const bool keeps = is_same_view(value, tensor.array()) || !written.contains(&value.buffer());
    values.push_back(value.dtype() != tensor.dtype() ? kernels::cast(value, tensor.dtype())
                     : keeps                         ? value
                                                     : kernels::copy(value));
  }
  return values;
}

// The GRUs of which the state has weights: only their convention matters.
Gates loaded_gates(Gates gates, const NamedTensors& own,
                   const std::set<const TensorBody*>& loaded) {
  std::erase_if(gates, [&](const auto& entry) {
    const std::vector<std::string> names = parameter_names(entry.first, entry.second);
    return std::ranges::none_of(own, [&](const auto& named) {
      return loaded.contains(named.second.body().get()) &&
             std::ranges::find(names, named.first) != names.end();
    });
  });
  return gates;
}

std::string hint_for(const NamedTensors& own, const StateDict& state) {
  if (const std::string prefix = common_prefix(own, state); !prefix.empty()) {
    return fmt::format("every name of the state begins with '{0}', which .prefix = \"{0}\" removes",
                       shown_name(prefix));
  }
  return "construct the module as the one that was saved; to(dtype) changes its dtype";
}

// The entries of a state dict in the convention of the options; each tensor once, under all of its
// names. `call` begins messages.
StateDict state_of(const NamedTensors& own, const Gates& gates, const SaveOptions& options,
                   const std::string& call) {
  StateDict state;
  for (const auto& [path, gate] : gates) {
    const Convention to = options.to.value_or(gate.convention);
    if (options.to == Convention::pytorch && !gate.reset_after) {
      throw ValueError(
          fmt::format("{}: {} is a GRU with .reset_after = false, which PyTorch does not have",
                      call, title_of(path)));
    }
    state.metadata.emplace(convention_key(path), text_of(to, gate.reset_after));
  }
  const auto converted = gates_to_convert(own, gates, [&](const auto&, const auto& gate) {
    return options.to && *options.to != gate.convention;
  });
  std::map<const TensorBody*, Tensor> values;
  for (std::size_t i = 0; i < own.size(); ++i) {
    const auto& [name, tensor] = own[i];
    Tensor& value = values[tensor.body().get()];
    if (!value.defined()) {
      value = converted[i] ? Tensor(with_other_convention(tensor.array(), *converted[i])) : tensor;
    }
    state.emplace(name, value);
  }
  return state;
}

}  // namespace

Tensor ModuleBase::get_parameter(std::string_view name) const {
  return with_out_of_memory([&]() -> Tensor {
    std::vector<std::string> names;
    for (auto& [own, tensor] : collect(&Registry::parameters, false)) {
      if (own == name) return tensor;
      names.push_back(std::move(own));
    }
    throw ValueError(fmt::format("get_parameter: {} has no parameter '{}'{}", description(),
                                 shown_name(name), suggestion(name, names)));
  });
}

StateDict ModuleBase::state_dict(const SaveOptions& options) const {
  return with_out_of_memory([&]() -> StateDict {
    StateDict state = state_of(named_state(), gate_conventions(), options, "state_dict");
    std::map<const TensorBody*, Tensor> copies;
    for (auto& [name, tensor] : state) {
      Tensor& copy = copies[tensor.body().get()];
      if (!copy.defined()) copy = Tensor(kernels::copy(tensor.array()));
      tensor = copy;
    }
    return state;
  });
}

std::vector<std::pair<std::string, GateConvention>> ModuleBase::gate_conventions() const {
  std::vector<std::pair<std::string, GateConvention>> found;
  for (const auto& [path, module] : named_modules()) {
    if (auto gate = module->gate_convention()) found.emplace_back(path, *std::move(gate));
  }
  return found;
}

IncompatibleKeys ModuleBase::load_state_dict(const StateDict& state,
                                             const LoadOptions& options) const {
  return load_state(state, "load_state_dict", options);
}

void save(const ModuleBase& module, const std::string& path, const SaveOptions& options) {
  with_out_of_memory([&]() -> void {
    const std::string call = fmt::format("save '{}': nothing was written", path);
    write_state(path, state_of(module.named_state(), module.gate_conventions(), options, call));
  });
}

IncompatibleKeys load(const ModuleBase& module, const std::string& path,
                      const LoadOptions& options) {
  return with_out_of_memory([&]() -> IncompatibleKeys {
    return module.load_state(read_state(path), fmt::format("load '{}'", path), options);
  });
}

IncompatibleKeys ModuleBase::load_state(const StateDict& state, const std::string& call,
                                        const LoadOptions& options) const {
  return with_out_of_memory([&]() -> IncompatibleKeys {
    const NamedTensors own = named_state();
    StateDict given = selected_entries(state, call, options);
    const std::set<const TensorBody*> loaded = loaded_tensors(own, given);
    IncompatibleKeys keys = differing_names(own, given, loaded);
    if (!options.strict) {
      for (const std::string& name : keys.unexpected_keys) given.erase(name);
    }
    const StateDiff diff(given, expected(own, given, loaded, options.strict), "module");
    if (diff.count() > 0) {
      throw ValueError(fmt::format("{}: nothing was loaded, {} entries do not fit\n  {}", call,
                                   diff.count(), diff.text()),
                       hint_for(own, given));
    }
    std::vector<Array> values = values_of(own, given);
    const Gates gates = loaded_gates(gate_conventions(), own, loaded);
    const auto converted = gates_to_convert(own, gates, [&](const auto& path, const auto& gate) {
      return convention_in(given, path, gate, call, options) != gate.convention;
    });
    for (std::size_t i = 0; i < own.size(); ++i) {
      if (!values[i].defined()) continue;
      check_distinct_elements(fmt::format("{}: '{}'", call, own[i].first), own[i].second.array());
      if (converted[i]) values[i] = with_other_convention(values[i], *converted[i]);
    }
    for (std::size_t i = 0; i < own.size(); ++i) {
      if (values[i].defined()) kernels::copy_into(own[i].second.writable(), values[i]);
    }
    return keys;
  });
}

}  // namespace xgrad::nn
