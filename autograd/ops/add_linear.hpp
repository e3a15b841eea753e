// The recurrent half of a layer's pre-activations: a product added in place.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <memory>

namespace xgrad {

/// A weight [n, k] that all steps of a layer multiply with, arranged for their products once; the
/// way back arranges it again when its first product comes.
class StepWeight {
 public:
  /// For steps on `batch` rows.
  StepWeight(const Tensor& weight, Index batch);

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
