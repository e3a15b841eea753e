// Options without a default.
#pragma once

#include <xgrad/optim/option_state.hpp>

namespace xgrad::optim {

/// A number without a default: options that omit it do not compile.
template <class T>
class RequiredOption {
 public:
  constexpr RequiredOption(T value) : value_(value) {}
  constexpr operator T() const { return value_; }

  /// Reads the number as `read_option` reads a T.
  friend void read_option(const Tensor& saved, RequiredOption& number) {
    read_option(saved, number.value_);
  }

 private:
  T value_;
};

/// A required double.
using Required = RequiredOption<double>;
/// A required number of epochs.
using RequiredEpochs = RequiredOption<Index>;

}  // namespace xgrad::optim
