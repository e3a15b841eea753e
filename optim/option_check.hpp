// Checks of optimizer options, with all errors in one message.
#pragma once

#include <xgrad/core/error.hpp>

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <string_view>

namespace xgrad::optim {

/// Collects error messages; `finish` throws them.
class OptionCheck {
 public:
  explicit OptionCheck(std::string_view optimizer) : optimizer_(optimizer) {}

  void not_negative(std::string_view option, double value) {
    if (!(value >= 0 && std::isfinite(value))) complain(option, value, "at least 0 and finite");
  }
  /// Requires 0 <= value < 1, for the weight of a previous value.
  void fraction(std::string_view option, double value) {
    if (!(value >= 0 && value < 1)) complain(option, value, "at least 0 and below 1");
  }
  void require(bool holds, std::string_view complaint) {
    if (!holds) (complaints_ += complaints_.empty() ? "" : "; ") += complaint;
  }
  /// Throws ValueError if there were errors.
  void finish() const {
    if (!complaints_.empty()) throw ValueError(fmt::format("{}: {}", optimizer_, complaints_));
  }

 private:
  void complain(std::string_view option, double value, std::string_view expectation) {
    require(false, fmt::format("{} = {} must be {}", option, value, expectation));
  }

  std::string_view optimizer_;
  std::string complaints_;
};

}  // namespace xgrad::optim
