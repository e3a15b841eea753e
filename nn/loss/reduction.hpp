// The reduction of losses, and the options that most of them share.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <cstdint>

namespace xgrad::nn {

/// How the losses of elements or rows are reduced. `batchmean` is their sum divided by the size of
/// the first axis.
enum class Reduction : std::uint8_t { mean, sum, none, batchmean };

/// Options of losses of elements, such as `mse_loss`, and of rows, such as `cosine_embedding_loss`.
struct ElementLossOptions {
  Reduction reduction = Reduction::mean;
  /// A weight per loss, broadcast to the losses; the mean divides by the number of losses. Where
  /// the weight is 0, loss and gradients are 0, even for an input or target that is NaN.
  Tensor weight = {};
  /// A bool per loss, broadcast to the losses. Where it is false, as in padding, loss and gradients
  /// are 0, even for an input or target that is NaN. The mean divides by the number of the other
  /// losses, and is NaN when there are none.
  Tensor mask = {};
};

}  // namespace xgrad::nn
