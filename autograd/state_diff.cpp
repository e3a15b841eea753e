// Messages about the entries of state dicts. Names from files may be many and long, so both the
// list and the names are truncated.
#include <xgrad/autograd/state_diff.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/io/utf8.hpp>

#include <algorithm>
#include <numeric>
#include <set>
#include <span>

namespace xgrad {
namespace {

constexpr std::size_t kListed = 20, kCompared = 1000, kLongestName = 200;

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

}  // namespace

std::string shown_name(std::string_view name) {
  return name.size() <= kLongestName
             ? std::string(name)
             : fmt::format("{}... ({} bytes)", io::utf8_prefix(name, kLongestName), name.size());
}

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

StateDiff::StateDiff(const StateDict& state, const std::vector<Entry>& expected,
                     std::string_view owner) {
  std::vector<std::string> absent;
  std::set<std::string_view> names;
  for (const Entry& entry : expected) {
    names.insert(entry.name);
    if (!state.contains(entry.name)) absent.push_back(entry.name);
  }
  for (const std::string& name : absent) add(missing_, "missing: " + shown_name(name));
  for (const auto& [name, tensor] : state) {
    if (names.contains(name)) continue;
    // Suggestions take time, and most of a long list is not shown.
    add(unexpected_,
        unexpected_ < kListed ? "unexpected: " + shown_name(name) + suggestion(name, absent) : "");
  }
  for (const Entry& entry : expected) {
    const auto found = state.find(entry.name);
    if (found == state.end()) continue;
    const Tensor& given = found->second;
    if (!given.defined()) {
      add(different_, "undefined: " + shown_name(entry.name));
    } else if (given.shape() != entry.shape || given.dtype() != entry.dtype) {
      add(different_, fmt::format("different: {} is {} {} in the state, {} {} in the {}",
                                  shown_name(entry.name), given.dtype(), given.shape(), entry.dtype,
                                  entry.shape, owner));
    } else if (entry.fault_of) {
      const std::string fault = entry.fault_of(given);
      if (!fault.empty()) {
        add(impossible_, fmt::format("impossible: {}{}", shown_name(entry.name), fault));
      }
    }
  }
}

void StateDiff::add(std::size_t& of_kind, std::string line) {
  ++count_;
  if (++of_kind <= kListed) {
    lines_.push_back(std::move(line));
  } else if (of_kind == kListed + 1) {
    lines_.push_back("...");
  }
}

std::string StateDiff::text() const {
  return fmt::format("{}", fmt::join(lines_, "\n  "));
}

void StateDiff::check(std::string_view loader, std::string_view hint) const {
  if (count_ == 0) return;
  throw ValueError(fmt::format("{}: nothing was loaded, {} entries of the state do not fit\n  {}",
                               loader, count_, text()),
                   std::string(hint));
}

}  // namespace xgrad
