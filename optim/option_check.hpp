// Checks of the options of optimizers and schedules, with all errors in one message.
#pragma once

#include <xgrad/core/error.hpp>
#include <xgrad/core/shape.hpp>

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>

namespace xgrad::optim {

/// Collects error messages; `finish` throws them.
class OptionCheck {
 public:
  /// `owner` is the class that has the options, for messages.
  explicit OptionCheck(std::string_view owner) : owner_(owner) {}

  void at_least(std::string_view option, Index value, Index least) {
    require(value >= least, "{} = {} must be at least {}", option, value, least);
  }
  void not_negative(std::string_view option, double value) {
    if (!(value >= 0 && std::isfinite(value))) complain(option, value, "at least 0 and finite");
  }
  void positive(std::string_view option, double value) {
    if (!(value > 0 && std::isfinite(value))) complain(option, value, "positive and finite");
  }
  /// Requires 0 <= value <= 1.
  void share(std::string_view option, double value) {
    if (!(value >= 0 && value <= 1)) complain(option, value, "from 0 to 1");
  }
  /// Requires 0 <= value < 1, for the weight of a previous value.
  void fraction(std::string_view option, double value) {
    if (!(value >= 0 && value < 1)) complain(option, value, "at least 0 and below 1");
  }
  /// Requires this of both elements.
  void fractions(std::string_view option, const std::array<double, 2>& values) {
    fraction(fmt::format("{}[0]", option), values[0]);
    fraction(fmt::format("{}[1]", option), values[1]);
  }
  void finite(std::string_view option, double value) {
    if (!std::isfinite(value)) complain(option, value, "finite");
  }
  void require(bool holds, std::string_view complaint) {
    if (!holds) (complaints_ += complaints_.empty() ? "" : "; ") += complaint;
  }
  /// Formats the complaint only where there is one: valid options allocate nothing.
  template <class First, class... Rest>
  void require(bool holds, fmt::format_string<First, Rest...> complaint, First&& first,
               Rest&&... rest) {
    if (holds) return;
    require(false, fmt::format(complaint, std::forward<First>(first), std::forward<Rest>(rest)...));
  }
  bool failed() const { return !complaints_.empty(); }
  /// All errors, after the name of the class.
  std::string message() const { return fmt::format("{}: {}", owner_, complaints_); }
  /// Throws ValueError if there were errors.
  void finish() const {
    if (failed()) throw ValueError(message());
  }

 private:
  void complain(std::string_view option, double value, std::string_view expectation) {
    require(false, "{} = {} must be {}", option, value, expectation);
  }

  std::string_view owner_;
  std::string complaints_;
};

}  // namespace xgrad::optim
