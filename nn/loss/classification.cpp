// Classification losses, composed of tensor operations.
#include <xgrad/autograd/formula/composition.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/loss/class_targets.hpp>
#include <xgrad/nn/loss/classification.hpp>
#include <xgrad/nn/module/checks.hpp>

namespace xgrad::nn {
namespace {

// The loss of class indices for scores from which `log_of` computes log-probabilities. A class of
// weight 0 has zero loss, even if its probability is 0.
template <class LogOf>
Tensor class_loss(const ClassLossNames& names, const Tensor& scores, const Tensor& target,
                  const CrossEntropyOptions& options, const LogOf& log_of) {
  check_class_indices(names, scores, target, options.weight);
  const auto [counted, rows, classes] =
      class_rows(names, scores, target, options.ignore_index, options.mask);
  const Tensor log_p = log_of(rows);
  Tensor losses = neg(squeeze(gather(log_p, 1, unsqueeze(classes, 1)), 1));
  Tensor divisor = counted.number(scores.dtype());
  if (options.weight.defined()) {
    const Tensor factors = index_select(options.weight, 0, classes);
    losses = zero_product(losses, factors);
    divisor = sum(factors);
  }
  if (const double smoothing = options.label_smoothing; smoothing > 0) {
    const Tensor all =
        sum(options.weight.defined() ? zero_product(log_p, options.weight) : log_p, -1);
    const auto class_count = static_cast<double>(scores.shape().back());
    losses = sub(mul(losses, 1 - smoothing), mul(all, smoothing / class_count));
  }
  return reduce_rows(names.loss, losses, counted, divisor, options.reduction);
}

// The cross entropy of class probabilities. A probability of 0 has zero loss, even if the logit is
// -inf.
Tensor loss_of_probabilities(const ClassLossNames& names, const Tensor& logits,
                             const Tensor& target, const CrossEntropyOptions& options) {
  check_class_probabilities(names, logits, target, options.weight);
  if (options.ignore_index >= 0) {
    throw ValueError(fmt::format("{}: ignore_index is {}, but the target {} holds probabilities",
                                 names.loss, options.ignore_index, target.array()),
                     "ignore rows by .mask");
  }
  Shape shape = logits.shape();
  shape.erase(shape.size() - 1);
  const CountedRows rows = masked_rows(names, shape, options.mask);
  Tensor probabilities = rows.select(target);
  if (const double smoothing = options.label_smoothing; smoothing > 0) {
    const auto class_count = static_cast<double>(logits.shape().back());
    probabilities = add(mul(probabilities, 1 - smoothing), smoothing / class_count);
  }
  Tensor terms = zero_product(probabilities, log_softmax(rows.select(logits), -1));
  if (options.weight.defined()) terms = zero_product(terms, options.weight);
  return reduce_rows(names.loss, neg(sum(terms, -1)), rows, rows.number(logits.dtype()),
                     options.reduction);
}

}  // namespace

Tensor cross_entropy(const Tensor& logits, const Tensor& target,
                     const CrossEntropyOptions& options) {
  return with_out_of_memory([&]() -> Tensor {
    const ClassLossNames names{"cross_entropy", "logits"};
    check_probability(names.loss, "label_smoothing", options.label_smoothing);
    if (is_floating(logits.dtype(names.loss)) && is_floating(target.dtype(names.loss))) {
      return loss_of_probabilities(names, logits, target, options);
    }
    return class_loss(names, logits, target, options,
                      [](const Tensor& rows) { return log_softmax(rows, -1); });
  });
}

Tensor nll_loss(const Tensor& log_probabilities, const Tensor& target, const NllOptions& options) {
  return with_out_of_memory([&]() -> Tensor {
    return class_loss({"nll_loss", "log_probabilities"}, log_probabilities, target,
                      {.reduction = options.reduction,
                       .ignore_index = options.ignore_index,
                       .weight = options.weight,
                       .mask = options.mask},
                      [](const Tensor& rows) { return rows; });
  });
}

}  // namespace xgrad::nn
