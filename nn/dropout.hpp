// Dropout: random zeros while training.
#pragma once

#include <xgrad/core/generator.hpp>
#include <xgrad/nn/module.hpp>

namespace xgrad::nn {

/// Each element becomes 0 with probability `p`, else it is divided by 1 - p.   x.shape -> x.shape
/// Throws ValueError unless 0 <= p <= 1.
Tensor dropout(const Tensor& x, double p, Generator& generator = default_generator());

/// `dropout` while training, nothing otherwise (Srivastava et al. 2014).
class Dropout : public Module<Dropout> {
 public:
  /// The generator must outlive the module. Throws ValueError unless 0 <= p <= 1.
  explicit Dropout(double p = 0.5, Generator& generator = default_generator());

  /// x.shape -> x.shape
  Tensor forward(const Tensor& x) const;
  std::string details() const override;

 private:
  double p_;
  Generator* generator_;
};

}  // namespace xgrad::nn
