// The recurrent half of a layer's pre-activations: a product added in place.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <memory>

namespace xgrad {

/// A weight [n, k] that all steps of a layer multiply with, arranged for their products once, where
/// there are steps enough to repay it; the way back does so again when its first product comes.
class StepWeight {
 public:
  /// For so many steps on `batch` rows each.
  StepWeight(const Tensor& weight, Index batch, Index steps);

 private:
  friend Tensor add_linear_(const Tensor& sum, const Tensor& x, const StepWeight& w);
  struct Packed;
  Tensor weight_;
  std::shared_ptr<Packed> packed_;
};

/// x w^T + sum, written over the elements of `sum`, which nobody may use afterwards; meant for the
/// scan of a recurrent layer, whose sum of all steps' projected inputs is its own.
/// [b, k] x [n, k] + [b, n] -> [b, n]
Tensor add_linear_(const Tensor& sum, const Tensor& x, const StepWeight& w);

}  // namespace xgrad
