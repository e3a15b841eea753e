// Operations of the recurrent scan, which write into given arrays.
#pragma once

#include <xgrad/autograd/tensor.hpp>

namespace xgrad {

/// Throws ValueError, naming `op`, if the target array is undefined.
void check_target(const char* op, const Array& target);

/// x w^T + sum, written over `sum`, which must not be used afterwards. For the recurrent scan,
/// which owns the projected inputs of all steps in `sum`, and packs the weight for products once.
/// [b, k] x [n, k] + [b, n] -> [b, n]
Tensor add_linear_(const Tensor& sum, const Tensor& x, const Tensor& w);

/// Copies `bias` into each of `rows`, or zeros if it is undefined.   [n] -> [..., n]
Tensor repeat_into(Array rows, const Tensor& bias);

/// Copies `x` into `target`.   x.shape -> x.shape
Tensor copy_into(Array target, const Tensor& x);

/// Writes embedding(table, index) into `rows`, which is row-major.
/// [classes, n] at [...] -> [..., n]
Tensor embedding_into(Array rows, const Tensor& table, const Tensor& index);

}  // namespace xgrad
