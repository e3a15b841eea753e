// Losses as compositions of operations.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/index.hpp>
#include <xgrad/autograd/ops/join.hpp>
#include <xgrad/autograd/ops/reduce.hpp>
#include <xgrad/autograd/ops/shape.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/nn/loss.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace xgrad::nn {
namespace {

std::string describe(const Tensor& tensor) {
  return fmt::format("{} {}", name_of(tensor.dtype()), to_string(tensor.shape()));
}

Tensor int64_tensor(const std::vector<std::int64_t>& values) {
  Array array = Array::empty({static_cast<Index>(values.size())}, int64);
  std::copy(values.begin(), values.end(), array.mutable_data<std::int64_t>());
  return Tensor(std::move(array));
}

void check_cross_entropy(const Tensor& logits, const Tensor& target, const Tensor& weight) {
  if (!is_floating(logits.dtype()) || target.dtype() != int64) {
    throw DTypeError(fmt::format("cross_entropy: logits are {}, the target is {}", describe(logits),
                                 describe(target)),
                     "logits are float32 or float64, the target holds class numbers in int64");
  }
  Shape expected = logits.shape();
  if (!expected.empty()) expected.erase(expected.size() - 1);
  if (logits.rank() == 0 || target.shape() != expected) {
    throw ShapeError(fmt::format("cross_entropy: logits are {}, the target is {}, expected {}",
                                 describe(logits), describe(target), to_string(expected)),
                     "the last axis of the logits holds the classes; the target has the others");
  }
  if (weight.defined() &&
      (weight.shape() != Shape{logits.shape().back()} || weight.dtype() != logits.dtype())) {
    throw ShapeError(fmt::format("cross_entropy: the class weights are {}, the logits are {}",
                                 describe(weight), describe(logits)));
  }
}

// "[3, 7]", the place of element number `flat`.
std::string place(Index flat, const Shape& shape) {
  Shape index = shape;
  for (std::size_t axis = shape.size(); axis-- > 0; flat /= shape[axis]) {
    index[axis] = flat % shape[axis];
  }
  return to_string(index);
}

// The targets that count, as rows of the logits and classes.
struct Counted {
  std::vector<std::int64_t> rows, classes;
};

Counted counted_targets(const Tensor& logits, const Tensor& target, std::int64_t ignored) {
  const Index classes = logits.shape().back();
  const std::vector<std::int64_t> values = target.to_vector<std::int64_t>();
  Counted counted;
  for (Index row = 0; row < target.numel(); ++row) {
    const std::int64_t value = values[static_cast<std::size_t>(row)];
    if (value == ignored) continue;
    if (value < 0 || value >= classes) {
      throw IndexError(fmt::format("cross_entropy: target{} = {}, but logits {} have classes 0..{}",
                                   target.rank() ? place(row, target.shape()) : "", value,
                                   to_string(logits.shape()), classes - 1),
                       fmt::format("ignore_index is {}", ignored));
    }
    counted.rows.push_back(row);
    counted.classes.push_back(value);
  }
  return counted;
}

// Losses of the rows that count, put back among zeros for those that do not.
Tensor among_zeros(const Tensor& losses, const std::vector<std::int64_t>& rows,
                   const Shape& shape) {
  std::vector<std::int64_t> from(static_cast<std::size_t>(numel(shape)), losses.numel());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    from[static_cast<std::size_t>(rows[i])] = static_cast<std::int64_t>(i);
  }
  const Tensor zero(kernels::zeros({1}, losses.dtype()));
  return reshape(index_select(cat({losses, zero}), 0, int64_tensor(from)), shape);
}

}  // namespace

Tensor cross_entropy(const Tensor& logits, const Tensor& target,
                     const CrossEntropyOptions& options) {
  check_cross_entropy(logits, target, options.weight);
  const auto [rows, classes] = counted_targets(logits, target, options.ignore_index);
  const Tensor picks = int64_tensor(classes);

  // Rows that are ignored are left out at once: no NaN in them can reach a gradient.
  Tensor scores = reshape(logits, {target.numel(), logits.shape().back()});
  const bool complete = static_cast<Index>(rows.size()) == target.numel();
  if (!complete) scores = index_select(scores, 0, int64_tensor(rows));
  Tensor losses = neg(squeeze(gather(log_softmax(scores, -1), 1, unsqueeze(picks, 1)), 1));

  Tensor count;
  if (options.weight.defined()) {
    const Tensor factors = index_select(options.weight, 0, picks);
    losses = mul(losses, factors);
    count = sum(factors);
  } else {
    count = Tensor(kernels::full({}, logits.dtype(), static_cast<double>(rows.size())));
  }
  switch (options.reduction) {
    case Reduction::mean:
      return div(sum(losses), count);
    case Reduction::sum:
      return sum(losses);
    case Reduction::none:
      break;
  }
  return complete ? reshape(losses, target.shape()) : among_zeros(losses, rows, target.shape());
}

Tensor mse_loss(const Tensor& input, const Tensor& target, Reduction reduction) {
  if (input.shape() != target.shape()) {
    throw ShapeError(fmt::format("mse_loss: input is {}, target is {}", to_string(input.shape()),
                                 to_string(target.shape())),
                     input.numel() == target.numel()
                         ? fmt::format("reshape(target, {})", to_string(input.shape()))
                         : "the shapes must be equal; nothing broadcasts here");
  }
  Tensor losses = square(sub(input, target));
  switch (reduction) {
    case Reduction::mean:
      return mean(losses);
    case Reduction::sum:
      return sum(losses);
    case Reduction::none:
      break;
  }
  return losses;
}

}  // namespace xgrad::nn
