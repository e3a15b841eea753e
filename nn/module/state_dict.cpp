// State dicts of modules: saved as named copies, loaded completely or not at all.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/utf8.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/overlap.hpp>
#include <xgrad/nn/module/conversion.hpp>
#include <xgrad/nn/module/registry.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <span>

namespace xgrad::nn {
namespace {

using NamedTensors = ModuleBase::NamedTensors;

std::string describe(const Tensor& tensor) {
  return fmt::format("{} {}", name_of(tensor.dtype()), xgrad::to_string(tensor.shape()));
}

// The number of insertions, deletions and substitutions that turn `a` into `b` (Levenshtein 1965).
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

// Names from files may be many and long; messages truncate both the list and the names.
constexpr std::size_t kListed = 20, kCompared = 1000, kLongestName = 200;

std::string shown(std::string_view name) {
  return name.size() <= kLongestName
             ? std::string(name)
             : fmt::format("{}... ({} bytes)", io::utf8_prefix(name, kLongestName), name.size());
}

// " (did you mean 'fc.weight'?)", or "" when no name is similar.
std::string suggestion(std::string_view name, const std::vector<std::string>& candidates) {
  if (name.size() > kLongestName) return "";
  const std::string* nearest = nullptr;
  std::size_t least = name.size() / 2;
  for (const std::string& candidate :
       std::span(candidates).first(std::min(kCompared, candidates.size()))) {
    if (candidate.size() >= name.size() + least)
      continue;  // the distance is at least the difference of sizes
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < least) {
      least = distance;
      nearest = &candidate;
    }
  }
  return nearest ? fmt::format(" (did you mean '{}'?)", *nearest) : "";
}

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

// Lines of a message, truncated after the first ones of each kind, with a count.
class Problems {
 public:
  template <class Line>
  void add(std::size_t& of_kind, const Line& line) {
    ++count_;
    if (++of_kind <= kListed) {
      lines_.push_back(line());
    } else if (of_kind == kListed + 1) {
      lines_.push_back("...");
    }
  }
  std::size_t count() const { return count_; }
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  std::vector<std::string> lines_;
  std::size_t count_ = 0;
};

Problems problems(const NamedTensors& own, const StateDict& state) {
  Problems found;
  std::size_t missing = 0, unexpected = 0, different = 0;
  std::vector<std::string> absent;
  std::set<std::string_view> own_names;
  for (const auto& [name, tensor] : own) {
    own_names.insert(name);
    if (!state.contains(name)) absent.push_back(name);
  }
  for (const std::string& name : absent) {
    found.add(missing, [&] { return "missing: " + shown(name); });
  }
  for (const auto& [name, tensor] : state) {
    if (own_names.contains(name)) continue;
    found.add(unexpected, [&, &name = name] {
      return "unexpected: " + shown(name) + suggestion(name, absent);
    });
  }
  for (const auto& [name, tensor] : own) {
    const auto entry = state.find(name);
    if (entry == state.end()) continue;
    const Tensor& given = entry->second;
    if (!given.defined()) {
      found.add(different, [&, &name = name] { return "undefined: " + shown(name); });
    } else if (given.shape() != tensor.shape() || given.dtype() != tensor.dtype()) {
      found.add(different, [&, &name = name, &tensor = tensor] {
        return fmt::format("different: {} is {} in the state, {} in the module", shown(name),
                           describe(given), describe(tensor));
      });
    }
  }
  return found;
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
        shown(prefix));
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
                                 shown(name), suggestion(name, names)));
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
    if (const Problems found = problems(own, state); found.count() > 0) {
      throw ValueError(fmt::format("{}: nothing was loaded, {} entries do not fit\n  {}", call,
                                   found.count(), fmt::join(found.lines(), "\n  ")),
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
