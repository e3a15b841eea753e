// Margin losses, one formula each.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/formula/composition.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/loss/class_targets.hpp>
#include <xgrad/nn/loss/element_losses.hpp>
#include <xgrad/nn/loss/margin.hpp>

namespace xgrad::nn {
namespace {

// The losses of `formula` for a condition, true where the label is 1, and the input.
template <class Formula>
Tensor labelled_loss(const char* loss, const Formula& formula, const Tensor& input,
                     const Tensor& target, const ElementLossOptions& options) {
  check_equal_shapes(loss, {"input is", input}, {"target is", target});
  const Factors factors =
      joined_factors(loss, options.weight, options.mask, input.shape(), input.dtype());
  const Tensor positive = positive_labels(loss, target, factors);
  return reduced_losses(loss, formula, factors, options.reduction, condition(positive), input);
}

}  // namespace

Tensor hinge_loss(const Tensor& input, const Tensor& target, double margin,
                  const ElementLossOptions& options) {
  check_margin("hinge_loss", margin);
  const auto formula = [margin](auto positive, auto x) {
    return hinge(margin - where(positive, x, -x));
  };
  return labelled_loss("hinge_loss", formula, input, target, options);
}

Tensor hinge_embedding_loss(const Tensor& input, const Tensor& target, double margin,
                            const ElementLossOptions& options) {
  check_margin("hinge_embedding_loss", margin);
  const auto formula = [margin](auto positive, auto x) {
    return where(positive, x, hinge(margin - x));
  };
  return labelled_loss("hinge_embedding_loss", formula, input, target, options);
}

Tensor soft_margin_loss(const Tensor& input, const Tensor& target,
                        const ElementLossOptions& options) {
  const auto formula = [](auto positive, auto x) { return softplus(where(positive, -x, x)); };
  return labelled_loss("soft_margin_loss", formula, input, target, options);
}

Tensor margin_ranking_loss(const Tensor& input1, const Tensor& input2, const Tensor& target,
                           double margin, const ElementLossOptions& options) {
  const char* const loss = "margin_ranking_loss";
  check_equal_shapes(loss, {"input1 is", input1}, {"input2 is", input2});
  check_equal_shapes(loss, {"input1 is", input1}, {"target is", target});
  check_margin(loss, margin);
  const Factors factors =
      joined_factors(loss, options.weight, options.mask, input1.shape(), input1.dtype());
  const Tensor positive = positive_labels(loss, target, factors);
  const auto formula = [margin](auto is_first, auto x1, auto x2) {
    return hinge(margin - where(is_first, x1 - x2, x2 - x1));
  };
  return reduced_losses(loss, formula, factors, options.reduction, condition(positive), input1,
                        input2);
}

Tensor multi_margin_loss(const Tensor& input, const Tensor& target,
                         const MultiMarginOptions& options) {
  return with_out_of_memory([&]() -> Tensor {
    const ClassLossNames names{"multi_margin_loss", "input", "is", "has"};
    check_class_indices(names, input, target, options.weight);
    check_margin(names.loss, options.margin);
    if (options.p != 1 && options.p != 2) {
      throw ValueError(fmt::format("{}: p is {}, must be 1 or 2", names.loss, options.p));
    }
    const ClassRows rows = class_rows(names, input, target, options.ignore_index, options.mask);
    const Tensor picks = unsqueeze(rows.classes, 1);
    const Tensor is_target = eq(picks, arange(input.shape().back()));
    const Tensor own = gather(rows.scores, 1, picks);
    const double margin = options.margin;
    const auto linear = [margin](auto skipped, auto x, auto x_target) {
      return where(skipped, 0, relu(margin - x_target + x));
    };
    const auto squared = [margin](auto skipped, auto x, auto x_target) {
      return where(skipped, 0, square(relu(margin - x_target + x)));
    };
    const Tensor terms =
        options.p == 1 ? pointwise(names.loss, linear, condition(is_target), rows.scores, own)
                       : pointwise(names.loss, squared, condition(is_target), rows.scores, own);
    Tensor losses = mean(terms, -1);
    if (options.weight.defined()) {
      losses = zero_product(losses, index_select(options.weight, 0, rows.classes));
    }
    return reduce_rows(names.loss, losses, rows.counted, rows.counted.number(losses.dtype()),
                       options.reduction);
  });
}

}  // namespace xgrad::nn
