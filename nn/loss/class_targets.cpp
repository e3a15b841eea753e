// Targets of losses whose classes are the last axis.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/loss/class_targets.hpp>
#include <xgrad/nn/loss/element_losses.hpp>
#include <xgrad/nn/module/checks.hpp>

#include <vector>

namespace xgrad::nn {
namespace {

std::string text_of_inputs(const ClassLossNames& names, const Tensor& scores,
                           const Tensor& target) {
  return fmt::format("{}: {} {} {}, the target is {}", names.loss, names.scores, names.are,
                     scores.array(), target.array());
}

void check_class_weight(const ClassLossNames& names, const Tensor& scores, const Tensor& weight) {
  if (!weight.defined()) return;
  const std::string message = fmt::format("{}: the class weights are {}, the {} {} {}", names.loss,
                                          weight.array(), names.scores, names.are, scores.array());
  if (weight.shape() != Shape{scores.shape().back()}) throw ShapeError(message);
  if (weight.dtype() != scores.dtype()) throw DTypeError(message);
}

// The positions of the counted rows as a tensor, undefined if all are counted.
Tensor index_of(const std::vector<std::int64_t>& rows, Index all) {
  return static_cast<Index>(rows.size()) == all ? Tensor() : from_vector(rows);
}

}  // namespace

void check_class_indices(const ClassLossNames& names, const Tensor& scores, const Tensor& target,
                         const Tensor& weight) {
  if (!is_floating(scores.dtype(names.loss)) || target.dtype(names.loss) != int64) {
    throw DTypeError(
        text_of_inputs(names, scores, target),
        fmt::format("{} {} float32 or float64, the target holds class indices in int64",
                    names.scores, names.are));
  }
  Shape expected = scores.shape();
  if (!expected.empty()) expected.erase(expected.size() - 1);
  if (scores.rank() == 0 || target.shape() != expected) {
    throw ShapeError(
        fmt::format("{}, expected {}", text_of_inputs(names, scores, target), expected),
        fmt::format("the last axis of the {} holds the classes; the target has the others",
                    names.scores));
  }
  check_class_weight(names, scores, weight);
}

void check_class_probabilities(const ClassLossNames& names, const Tensor& scores,
                               const Tensor& target, const Tensor& weight) {
  if (scores.rank() == 0 || target.shape() != scores.shape()) {
    throw ShapeError(
        fmt::format("{}, expected {}", text_of_inputs(names, scores, target), scores.shape()),
        "a floating target holds class probabilities, class indices are int64");
  }
  if (target.dtype() != scores.dtype()) {
    throw DTypeError(text_of_inputs(names, scores, target),
                     fmt::format("to(target, {})", scores.dtype()));
  }
  check_class_weight(names, scores, weight);
}

void check_row_mask(const char* loss, const Shape& shape, const Tensor& mask) {
  if (!mask.defined()) return;
  const std::string message =
      fmt::format("{}: the mask is {}, expected bool {}", loss, mask.array(), shape);
  if (mask.dtype() != bool_) throw DTypeError(message);
  if (mask.shape() != shape) throw ShapeError(message);
}

Tensor CountedRows::select(const Tensor& rows) const {
  const Tensor all = reshape(rows, {numel(shape), rows.shape().back()});
  return index.defined() ? index_select(all, 0, index) : all;
}

Tensor CountedRows::number(DType dtype) const {
  const Index count = index.defined() ? index.numel() : numel(shape);
  return full({}, static_cast<double>(count), dtype);
}

CountedRows masked_rows(const ClassLossNames& names, const Shape& shape, const Tensor& mask) {
  check_row_mask(names.loss, shape, mask);
  return {shape, mask.defined() ? squeeze(nonzero(reshape(mask, {-1})), 1) : Tensor()};
}

ClassRows class_rows(const ClassLossNames& names, const Tensor& scores, const Tensor& target,
                     std::int64_t ignore_index, const Tensor& mask) {
  check_row_mask(names.loss, target.shape(), mask);
  const std::vector<bool> selected = mask.defined() ? mask.to_vector<bool>() : std::vector<bool>();
  const std::vector<std::int64_t> values = target.to_vector<std::int64_t>();
  const Index class_count = scores.shape().back();
  std::vector<std::int64_t> rows, classes;
  for (std::size_t row = 0; row < values.size(); ++row) {
    const std::int64_t value = values[row];
    if (value == ignore_index || (!selected.empty() && !selected[row])) continue;
    if (value < 0 || value >= class_count) {
      const std::string place =
          target.rank() ? to_string(unravel(static_cast<Index>(row), target.shape())) : "";
      throw IndexError(
          fmt::format("{}: target{} = {}, but {} {} {} {}", names.loss, place, value, names.scores,
                      scores.shape(), names.have, text_of_classes(class_count)),
          fmt::format("ignore_index is {}", ignore_index));
    }
    rows.push_back(static_cast<std::int64_t>(row));
    classes.push_back(value);
  }
  CountedRows counted{target.shape(), index_of(rows, target.numel())};
  Tensor counted_scores = counted.select(scores);
  return {std::move(counted), std::move(counted_scores), from_vector(classes)};
}

Tensor reduce_rows(const char* loss, const Tensor& losses, const CountedRows& rows,
                   const Tensor& divisor, Reduction reduction) {
  switch (reduction) {
    case Reduction::mean:
      return div(sum(losses), divisor);
    case Reduction::sum:
      return sum(losses);
    case Reduction::batchmean:
      return batch_mean(loss, losses, rows.shape);
    case Reduction::none:
      break;
  }
  const Tensor all =
      rows.index.defined() ? scatter_rows(losses, rows.index, numel(rows.shape)) : losses;
  return reshape(all, rows.shape);
}

}  // namespace xgrad::nn
