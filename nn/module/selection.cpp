// Removes the prefix of names and applies new names, for entries and for the modules in metadata.
#include <xgrad/autograd/state_diff.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/nn/module/conversion.hpp>
#include <xgrad/nn/module/selection.hpp>

#include <fmt/format.h>

#include <optional>
#include <set>

namespace xgrad::nn {
namespace {

// A name for the module, and the entry of LoadOptions::names that gave it.
struct NewName {
  std::string name;
  const std::string* from = nullptr;
};

// Nothing for a name without the prefix. Of several new names, that of the innermost module applies.
std::optional<NewName> new_name(std::string_view name, const LoadOptions& options) {
  if (!name.starts_with(options.prefix)) return {};
  name.remove_prefix(options.prefix.size());
  for (std::size_t end = name.size(); end != name.npos && end > 0; end = name.rfind('.', end - 1)) {
    const auto found = options.names.find(std::string(name.substr(0, end)));
    if (found == options.names.end()) continue;
    const auto& [from, to] = *found;
    if (to.empty() && end < name.size()) ++end;  // the dot
    return NewName{to + std::string(name.substr(end)), &from};
  }
  return NewName{std::string(name)};
}

}  // namespace

StateDict selected_entries(const StateDict& state, const std::string& call,
                           const LoadOptions& options) {
  if (options.prefix.empty() && options.names.empty()) return state;
  StateDict selected;
  std::set<const std::string*> used;
  for (const auto& [name, tensor] : state) {
    const auto renamed = new_name(name, options);
    if (!renamed) continue;
    if (!selected.emplace(renamed->name, tensor).second) {
      throw ValueError(fmt::format("{}: nothing was loaded: two entries would have the name '{}'",
                                   call, shown_name(renamed->name)));
    }
    used.insert(renamed->from);
  }
  if (selected.empty() && !options.prefix.empty()) {
    throw ValueError(fmt::format("{}: nothing was loaded: no name in the state begins with '{}'",
                                 call, shown_name(options.prefix)));
  }
  for (const auto& [from, to] : options.names) {
    if (used.contains(&from)) continue;
    throw ValueError(
        fmt::format("{}: nothing was loaded: .names has '{}', which is the name of no "
                    "entry and of no module in the state",
                    call, shown_name(from)));
  }
  // The path of a GRU is renamed as the beginning of the names of its entries, with the dot.
  for (const auto& [path, text] : stated_conventions(state.metadata)) {
    auto renamed = new_name(path + '.', options);
    if (!renamed) continue;
    if (renamed->name.ends_with('.')) renamed->name.pop_back();
    selected.metadata.emplace(convention_key(renamed->name), text);
  }
  return selected;
}

}  // namespace xgrad::nn
