// Classification losses, composed of tensor operations.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/loss/classification.hpp>
#include <xgrad/nn/module/checks.hpp>

#include <vector>

namespace xgrad::nn {
namespace {

// The name of a loss and of its first argument, for messages.
struct Names {
  const char* loss;
  const char* scores;
};

void check_classes(const Names& names, const Tensor& scores, const Tensor& target,
                   const Tensor& weight) {
  if (!is_floating(scores.dtype(names.loss)) || target.dtype(names.loss) != int64) {
    throw DTypeError(
        fmt::format("{}: {} are {}, the target is {}", names.loss, names.scores, scores.array(),
                    target.array()),
        fmt::format("{} are float32 or float64, the target holds class indices in int64",
                    names.scores));
  }
  Shape expected = scores.shape();
  if (!expected.empty()) expected.erase(expected.size() - 1);
  if (scores.rank() == 0 || target.shape() != expected) {
    throw ShapeError(
        fmt::format("{}: {} are {}, the target is {}, expected {}", names.loss, names.scores,
                    scores.array(), target.array(), expected),
        fmt::format("the last axis of the {} holds the classes; the target has the others",
                    names.scores));
  }
  if (!weight.defined()) return;
  const std::string message = fmt::format("{}: the class weights are {}, the {} are {}", names.loss,
                                          weight.array(), names.scores, scores.array());
  if (weight.shape() != Shape{scores.shape().back()}) throw ShapeError(message);
  if (weight.dtype() != scores.dtype()) throw DTypeError(message);
}

void check_mask(const Names& names, const Tensor& target, const Tensor& mask) {
  if (!mask.defined()) return;
  const std::string message =
      fmt::format("{}: the mask is {}, the target is {}", names.loss, mask.array(), target.array());
  if (mask.dtype() != bool_) throw DTypeError(message, "the mask must be bool");
  if (mask.shape() != target.shape()) throw ShapeError(message, "their shapes must be equal");
}

// "[3, 7]", the multi-index of element number `flat`.
std::string place(Index flat, const Shape& shape) {
  Shape index = shape;
  for (std::size_t axis = shape.size(); axis-- > 0; flat /= shape[axis]) {
    index[axis] = flat % shape[axis];
  }
  return to_string(index);
}

// The rows of scores and the classes of the targets that are not ignored.
struct Counted {
  std::vector<std::int64_t> rows, classes;
};

Counted counted_targets(const Names& names, const Tensor& scores, const Tensor& target,
                        const CrossEntropyOptions& options) {
  const std::int64_t ignored = options.ignore_index;
  const std::vector<bool> mask =
      options.mask.defined() ? options.mask.to_vector<bool>() : std::vector<bool>();
  const Index classes = scores.shape().back();
  const std::vector<std::int64_t> values = target.to_vector<std::int64_t>();
  Counted counted;
  for (Index row = 0; row < target.numel(); ++row) {
    const std::int64_t value = values[static_cast<std::size_t>(row)];
    if (value == ignored || (!mask.empty() && !mask[static_cast<std::size_t>(row)])) continue;
    if (value < 0 || value >= classes) {
      throw IndexError(fmt::format("{}: target{} = {}, but {} {} have classes 0..{}", names.loss,
                                   target.rank() ? place(row, target.shape()) : "", value,
                                   names.scores, scores.shape(), classes - 1),
                       fmt::format("ignore_index is {}", ignored));
    }
    counted.rows.push_back(row);
    counted.classes.push_back(value);
  }
  return counted;
}

// The loss of scores from which `log_of` computes log-probabilities.
template <class LogOf>
Tensor class_loss(const Names& names, const Tensor& scores, const Tensor& target,
                  const CrossEntropyOptions& options, const LogOf& log_of) {
  check_classes(names, scores, target, options.weight);
  check_mask(names, target, options.mask);
  check_probability(names.loss, "label_smoothing", options.label_smoothing);
  const auto [rows, classes] = counted_targets(names, scores, target, options);
  const Tensor picks = from_vector(classes);

  // Ignored rows are removed first, so that no NaN in them can reach a gradient.
  const Index class_count = scores.shape().back();
  Tensor counted = reshape(scores, {target.numel(), class_count});
  const bool complete = static_cast<Index>(rows.size()) == target.numel();
  if (!complete) counted = index_select(counted, 0, from_vector(rows));
  const Tensor log_p = log_of(counted);
  Tensor losses = neg(squeeze(gather(log_p, 1, unsqueeze(picks, 1)), 1));

  Tensor count;
  if (options.weight.defined()) {
    const Tensor factors = index_select(options.weight, 0, picks);
    losses = mul(losses, factors);
    count = sum(factors);
  } else {
    count = full({}, static_cast<double>(rows.size()), scores.dtype());
  }
  if (const double smoothing = options.label_smoothing; smoothing > 0) {
    const Tensor all = sum(options.weight.defined() ? mul(log_p, options.weight) : log_p, -1);
    losses =
        sub(mul(losses, 1 - smoothing), mul(all, smoothing / static_cast<double>(class_count)));
  }
  switch (options.reduction) {
    case Reduction::mean:
      return div(sum(losses), count);
    case Reduction::sum:
      return sum(losses);
    case Reduction::none:
      break;
  }
  if (!complete) losses = scatter_rows(losses, from_vector(rows), target.numel());
  return reshape(losses, target.shape());
}

}  // namespace

Tensor cross_entropy(const Tensor& logits, const Tensor& target,
                     const CrossEntropyOptions& options) {
  return with_out_of_memory([&]() -> Tensor {
    return class_loss({"cross_entropy", "logits"}, logits, target, options,
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
