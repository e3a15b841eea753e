// The elements of a batch that a metric counts, with checks of their values.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/nn/metrics/counted.hpp>

#include <optional>
#include <string>

namespace xgrad::nn {
namespace {

// The position of the first true element in row-major order.
std::optional<Index> first_true(const Tensor& flags) {
  if (!any(flags).item<bool>()) return std::nullopt;
  return argmax(to(flags, int64)).item<Index>();
}

Tensor element(const Tensor& x, Index position) {
  return select(reshape(x, {-1}), 0, position);
}

// "[0, 2]", or "" for the element of a scalar.
std::string place(Index position, const Shape& shape) {
  return shape.empty() ? "" : to_string(unravel(position, shape));
}

}  // namespace

CountedPairs counted_pairs(const char* metric, const Tensor& input, const Tensor& target,
                           std::int64_t ignore_index, const Tensor& mask) {
  const std::string message = fmt::format("{}: the input is {}, the target is {}", metric,
                                          input.array(metric), target.array(metric));
  if (target.dtype() != int64) throw DTypeError(message, "the target must be int64");
  if (input.shape() != target.shape()) throw ShapeError(message, "their shapes must be equal");
  check_row_mask(metric, target.shape(), mask);
  Tensor counted = ne(target, ignore_index);
  if (mask.defined()) counted = logical_and(counted, mask);
  return {counted, masked_select(input, counted), masked_select(target, counted)};
}

void check_classes(const char* metric, const char* name, const Tensor& classes,
                   const Tensor& counted, Index num_classes) {
  const Tensor invalid = logical_or(lt(classes, 0), ge(classes, num_classes));
  if (const auto found = first_true(logical_and(counted, invalid))) {
    throw IndexError(
        fmt::format("{}: {}{} = {}, expected 0..{}", metric, name, place(*found, classes.shape()),
                    element(classes, *found).item<Index>(), num_classes - 1),
        "only targets of the ignore_index may be other numbers");
  }
}

ClassRows ordered_rows(const char* metric, const Tensor& scores, const Tensor& target,
                       std::int64_t ignore_index, const Tensor& mask) {
  const ClassLossNames names{metric, "scores"};
  check_class_indices(names, scores, target, {});
  ClassRows rows = class_rows(names, scores, target, ignore_index, mask);
  if (const auto found = first_true(any(ne(rows.scores, rows.scores), -1))) {
    const Tensor& index = rows.counted.index;
    const Index row = index.defined() ? element(index, *found).item<Index>() : *found;
    throw NumericError(
        fmt::format("{}: a score of target{} is NaN", metric, place(row, target.shape())));
  }
  return rows;
}

void check_ordered(const char* metric, const Tensor& scores, const Tensor& counted) {
  if (const auto found = first_true(logical_and(counted, ne(scores, scores)))) {
    throw NumericError(fmt::format("{}: input{} is NaN", metric, place(*found, scores.shape())));
  }
}

}  // namespace xgrad::nn
