// What does not fit when a state dict is loaded.
#pragma once

#include <xgrad/autograd/state_dict.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace xgrad {

/// A name as messages show it: truncated if it is long, because names may come from files.
std::string shown_name(std::string_view name);

/// " (did you mean 'fc.weight'?)", or "" when no candidate is similar.
std::string suggestion(std::string_view name, const std::vector<std::string>& candidates);

/// The differences between a state dict and the entries that its owner expects.
class StateDiff {
 public:
  /// An entry that the state must have.
  struct Entry {
    std::string name;
    DType dtype;
    Shape shape;
    /// Describes impossible values, with a leading blank; "" if there are none.
    std::function<std::string(const Tensor&)> fault_of = {};
  };

  /// `owner` is "module" or "optimizer", for messages.
  StateDiff(const StateDict& state, const std::vector<Entry>& expected, std::string_view owner);

  /// Adds a fault that no single entry has, a line of text.
  void add_impossible(const std::string& fault) { add(impossible_, "impossible: " + fault); }

  /// The number of missing, unexpected, undefined, different and impossible entries.
  std::size_t count() const { return count_; }
  /// True when some entry is wrong by its name, shape or dtype, not only by its values.
  bool has_other_entries() const { return count_ > impossible_; }
  /// A line for each of these entries, truncated after the first ones of each kind.
  std::string text() const;
  /// Throws ValueError that lists the differences if there are any; `loader` is the class or the call
  /// that loads the state.
  void check(std::string_view loader, std::string_view hint = {}) const;

 private:
  void add(std::size_t& of_kind, std::string line);

  std::vector<std::string> lines_;
  std::size_t count_ = 0, missing_ = 0, unexpected_ = 0, different_ = 0, impossible_ = 0;
};

}  // namespace xgrad
