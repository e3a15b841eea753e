// State dicts of modules: saved as named copies, loaded completely or not at all.
#include <xgrad/autograd/state_diff.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/overlap.hpp>
#include <xgrad/nn/module/conversion.hpp>
#include <xgrad/nn/module/registry.hpp>

#include <fmt/format.h>

#include <algorithm>
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

std::vector<StateDiff::Entry> expected(const NamedTensors& own) {
  std::vector<StateDiff::Entry> entries;
  for (const auto& [name, tensor] : own) entries.push_back({name, tensor.dtype(), tensor.shape()});
  return entries;
}

// The values of a state dict in the order of `own`. Values in memory that loading overwrites are
// copied, as when a module's own tensors are loaded under other names.
std::vector<Array> values_of(const NamedTensors& own, const StateDict& state) {
  std::set<const xgrad::Buffer*> written;
  for (const auto& [name, tensor] : own) written.insert(&tensor.array().buffer());
  std::vector<Array> values;
  for (const auto& [name, tensor] : own) {
    const Array& value = state.at(name).array();
    const bool keeps = is_same_view(value, tensor.array()) || !written.contains(&value.buffer());
    values.push_back(keeps ? value : kernels::copy(value));
  }
  return values;
}

std::string hint_for(const NamedTensors& own, const StateDict& state) {
  if (const std::string prefix = common_prefix(own, state); !prefix.empty()) {
    return fmt::format(
        "every name of the state begins with '{}': load it one level up, or "
        "remove that",
        shown_name(prefix));
  }
  return "construct the module as the one that was saved; to(dtype) changes its dtype";
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

StateDict ModuleBase::state_dict() const {
  return with_out_of_memory([&]() -> StateDict {
    StateDict state;
    for (const auto& [name, tensor] : named_state()) {
      state.emplace(name, Tensor(kernels::copy(tensor.array())));
    }
    for (const auto& [path, gate] : gate_conventions()) {
      state.metadata.emplace(convention_key(path), text_of(gate.convention, gate.reset_after));
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

void ModuleBase::load_state_dict(const StateDict& state, const LoadOptions& options) const {
  load_state(state, "load_state_dict", options);
}

void save(const ModuleBase& module, const std::string& path, const SaveOptions& options) {
  with_out_of_memory([&]() -> void {
    const NamedTensors own = module.named_state();
    const Gates gates = module.gate_conventions();
    StateDict state;
    for (const auto& [place, gate] : gates) {
      const Convention to = options.to.value_or(gate.convention);
      if (options.to == Convention::pytorch && !gate.reset_after) {
        throw ValueError(
            fmt::format("save '{}': nothing was written: {} is a GRU with "
                        ".reset_after = false, which PyTorch does not have",
                        path, title_of(place)));
      }
      state.metadata.emplace(convention_key(place), text_of(to, gate.reset_after));
    }
    const auto converted = gates_to_convert(own, gates, [&](const auto&, const auto& gate) {
      return options.to && *options.to != gate.convention;
    });
    for (std::size_t i = 0; i < own.size(); ++i) {
      const auto& [name, tensor] = own[i];
      state.emplace(name, converted[i]
                              ? Tensor(with_other_convention(tensor.array(), *converted[i]))
                              : tensor);
    }
    write_state(path, state);
  });
}

void load(const ModuleBase& module, const std::string& path, const LoadOptions& options) {
  with_out_of_memory([&]() -> void {
    module.load_state(read_state(path), fmt::format("load '{}'", path), options);
  });
}

void ModuleBase::load_state(const StateDict& state, const std::string& call,
                            const LoadOptions& options) const {
  with_out_of_memory([&]() -> void {
    const NamedTensors own = named_state();
    const StateDiff diff(state, expected(own), "module");
    if (diff.count() > 0) {
      throw ValueError(fmt::format("{}: nothing was loaded, {} entries do not fit\n  {}", call,
                                   diff.count(), diff.text()),
                       hint_for(own, state));
    }
    for (const auto& [name, tensor] : own) {
      check_distinct_elements(fmt::format("{}: '{}'", call, name), tensor.array());
    }
    std::vector<Array> values = values_of(own, state);
    const Gates gates = gate_conventions();
    const auto converted = gates_to_convert(own, gates, [&](const auto& path, const auto& gate) {
      return convention_in(state, path, gate, call, options) != gate.convention;
    });
    for (std::size_t i = 0; i < own.size(); ++i) {
      if (converted[i]) values[i] = with_other_convention(values[i], *converted[i]);
    }
    for (std::size_t i = 0; i < own.size(); ++i) {
      kernels::copy_into(own[i].second.writable(), values[i]);
    }
  });
}

}  // namespace xgrad::nn
