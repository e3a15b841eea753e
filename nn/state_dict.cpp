// The state of a module: out as named copies, in all at once or not at all.
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/overlap.hpp>
#include <xgrad/nn/registry.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace xgrad::nn {
namespace {

using NamedTensors = ModuleBase::NamedTensors;

std::string describe(const Tensor& tensor) {
  return fmt::format("{} {}", name_of(tensor.dtype()), xgrad::to_string(tensor.shape()));
}

// Insertions, deletions and exchanges that turn `a` into `b` (Levenshtein 1965).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t exchanged = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, exchanged});
    }
  }
  return row.back();
}

// " (did you mean 'fc.weight'?)", or nothing when no name is near.
std::string suggestion(std::string_view name, const std::vector<std::string>& candidates) {
  const std::string* nearest = nullptr;
  std::size_t least = name.size() / 2;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < least) {
      least = distance;
      nearest = &candidate;
    }
  }
  return nearest ? fmt::format(" (did you mean '{}'?)", *nearest) : "";
}

// The step that, put before every name of the module, gives the names of the state.
std::string common_prefix(const NamedTensors& own, const StateDict& state) {
  if (own.empty() || state.size() != own.size()) return "";
  const std::string& first = state.begin()->first;
  const std::string prefix = first.substr(0, first.find('.') + 1);
  const bool all = std::all_of(own.begin(), own.end(), [&](const auto& entry) {
    return state.contains(prefix + entry.first);
  });
  return all ? prefix : "";
}

std::vector<std::string> problems(const NamedTensors& own, const StateDict& state) {
  std::vector<std::string> missing, unexpected, found;
  for (const auto& [name, tensor] : own) {
    if (!state.contains(name)) missing.push_back(name);
  }
  const auto is_own = [&](const std::string& name) {
    return std::any_of(own.begin(), own.end(), [&](const auto& e) { return e.first == name; });
  };
  for (const auto& [name, tensor] : state) {
    if (!is_own(name)) unexpected.push_back(name);
  }
  for (const std::string& name : missing) found.push_back("missing: " + name);
  for (const std::string& name : unexpected) {
    found.push_back("unexpected: " + name + suggestion(name, missing));
  }
  for (const auto& [name, tensor] : own) {
    const auto entry = state.find(name);
    if (entry == state.end()) continue;
    if (!entry->second.defined()) {
      found.push_back(fmt::format("undefined: {}", name));
    } else if (entry->second.shape() != tensor.shape() || entry->second.dtype() != tensor.dtype()) {
      found.push_back(fmt::format("different: {} is {} in the state, {} in the module", name,
                                  describe(entry->second), describe(tensor)));
    }
  }
  return found;
}

// The values of a state in the order of `own`; copies of those that lie in memory which loading
// overwrites, as when a module is given its own tensors under other names.
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
        prefix);
  }
  return "construct the module as the one that was saved; to(dtype) changes its dtype";
}

}  // namespace

Tensor ModuleBase::get_parameter(std::string_view name) const {
  std::vector<std::string> names;
  for (auto& [own, tensor] : collect(&Registry::parameters, false)) {
    if (own == name) return tensor;
    names.push_back(std::move(own));
  }
  throw ValueError(fmt::format("get_parameter: {} has no parameter '{}'{}", title(), name,
                               suggestion(name, names)));
}

StateDict ModuleBase::state_dict() const {
  StateDict state;
  for (const auto& [name, tensor] : named_state()) {
    state.emplace(name, Tensor(kernels::copy(tensor.array())));
  }
  return state;
}

void ModuleBase::load_state_dict(const StateDict& state) const {
  load_state(state, "load_state_dict");
}

void save(const ModuleBase& module, const std::string& path) {
  StateDict state;
  for (const auto& [name, tensor] : module.named_state()) state.emplace(name, tensor);
  write_state(path, state);
}

void load(const ModuleBase& module, const std::string& path) {
  module.load_state(read_state(path).tensors, fmt::format("load '{}'", path));
}

void ModuleBase::load_state(const StateDict& state, const std::string& call) const {
  const NamedTensors own = named_state();
  if (const auto found = problems(own, state); !found.empty()) {
    throw ValueError(fmt::format("{}: nothing was loaded, {} entries do not fit\n  {}", call,
                                 found.size(), fmt::join(found, "\n  ")),
                     hint_for(own, state));
  }
  for (const auto& [name, tensor] : own) {
    check_distinct_elements(fmt::format("{}: '{}'", call, name), tensor.array());
  }
  const std::vector<Array> values = values_of(own, state);
  for (std::size_t i = 0; i < own.size(); ++i) {
    kernels::copy_into(own[i].second.writable(), values[i]);
  }
}

}  // namespace xgrad::nn
