// Connectionist temporal classification: the loss of label sequences without an alignment.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/nn/loss/reduction.hpp>

#include <cstdint>
#include <vector>

namespace xgrad::nn {

/// Options of `ctc_loss`.
struct CtcOptions {
  /// The class that stands between labels and is not a label.
  std::int64_t blank = 0;
  /// The mean divides each loss by its target length, or by 1 for an empty target, before it
  /// averages over the batch.
  Reduction reduction = Reduction::mean;
  /// Replaces the loss of a target that cannot be aligned, inf, by 0.
  bool zero_infinity = false;
};

/// -log p(target), in nats: the probability of all paths of one class per time step that become the
/// target when repeated classes are merged and blanks are removed (Graves et al. 2006).
/// [time, batch, classes], int64 [batch, labels] or [sum of target_lengths], int64 [batch] twice
///     -> scalar, or [batch] without reduction
/// Steps from the input length on and targets from the target length on are padding: its values have
/// no effect, and its gradients are 0. The loss of a target that cannot be aligned, because it has
/// more labels and repetitions than there are steps, is inf with gradients of 0 (in PyTorch NaN).
/// The gradients are those of `log_probs` itself; PyTorch's are equal after a log_softmax. The mean
/// over an empty batch is NaN.
/// Throws ShapeError, DTypeError; IndexError for a label or blank that is no class; ValueError for a
/// label that is the blank and for a length out of range.
Tensor ctc_loss(const Tensor& log_probs, const Tensor& targets, const Tensor& input_lengths,
                const Tensor& target_lengths, const CtcOptions& options = {});
Tensor ctc_loss(const Tensor& log_probs, const Tensor& targets,
                const std::vector<Index>& input_lengths, const std::vector<Index>& target_lengths,
                const CtcOptions& options = {});

/// `ctc_loss` of log_softmax(logits, -1), for the output of a linear layer.
/// NaN and infinities in the padding have no effect here, either.
/// Shapes and errors are those of `ctc_loss`.
Tensor ctc_loss_with_logits(const Tensor& logits, const Tensor& targets,
                            const Tensor& input_lengths, const Tensor& target_lengths,
                            const CtcOptions& options = {});
Tensor ctc_loss_with_logits(const Tensor& logits, const Tensor& targets,
                            const std::vector<Index>& input_lengths,
                            const std::vector<Index>& target_lengths,
                            const CtcOptions& options = {});

}  // namespace xgrad::nn
