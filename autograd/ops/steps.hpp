// Operations for the scan of a recurrent layer: they write where it says.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// Throws ValueError, naming `op`, where there is no array to write to.
void check_target(const char* op, const Array& target);

/// x w^T + sum, written over the elements of `sum`, which nobody may use afterwards; meant for the
/// scan of a recurrent layer, whose sum of all steps' projected inputs is its own, and whose weight
/// is packed for products once.   [b, k] x [n, k] + [b, n] -> [b, n]
Tensor add_linear_(const Tensor& sum, const Tensor& x, const Tensor& w);

/// Copies of `bias`, written into `rows`; zeros where it is undefined.   [n] -> [..., n]
Tensor repeat_into(Array rows, const Tensor& bias);

/// The values of `x`, written into `target`.   x.shape -> x.shape
Tensor copy_into(Array target, const Tensor& x);

/// embedding(table, index), written into `rows`, which is row-major.
/// [classes, n] at [...] -> [..., n]
Tensor embedding_into(Array rows, const Tensor& table, const Tensor& index);

}  // namespace xgrad
