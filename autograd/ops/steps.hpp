// Operations for the scan of a recurrent layer: they write where it says.
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

/// Copies of `bias`, written into `rows`; zeros where it is undefined.   [n] -> [..., n]
Tensor repeat_into(Array rows, const Tensor& bias);

/// embedding(table, index), written into `rows`, which is row-major.
/// [classes, n] at [...] -> [..., n]
Tensor embedding_into(Array rows, const Tensor& table, const Tensor& index);

}  // namespace xgrad
