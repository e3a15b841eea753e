// Contractions: each pair of operands becomes one product over the labels that both have.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/linalg/labelled.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>

#include <initializer_list>

namespace xgrad {
namespace {

// The axes in the order of `groups`, each group merged to one.
Tensor merged(const Labelled& x, std::initializer_list<const Labels*> groups) {
  Axes order;
  Shape shape;
  for (const Labels* group : groups) {
    Index size = 1;
    for (const int label : *group) {
      order.push_back(x.axis(label));
      size *= x.size(label);
    }
    shape.push_back(size);
  }
  return reshape(permute(x.tensor, order), shape);
}

void check_one_type(const char* op, std::span<const Tensor> operands, const char* expected,
                    bool (*allowed)(DType)) {
  for (const Tensor& operand : operands) check_defined(op, operand);
  for (const Tensor& operand : operands) {
    if (allowed(operand.dtype()) && operand.dtype() == operands[0].dtype()) continue;
    throw DTypeError(fmt::format("{}: the operands are {} and {}, expected {}", op,
                                 operands[0].array(), operand.array(), expected));
  }
}

}  // namespace

void Labelled::sum_over(const Labels& unneeded) {
  Axes axes;
  for (const int label : unneeded) axes.push_back(axis(label));
  if (axes.empty()) return;
  tensor = sum(tensor, axes);
  std::erase_if(labels, [&](int label) {
    return std::find(unneeded.begin(), unneeded.end(), label) != unneeded.end();
  });
}

void Labelled::drop(int label) {
  tensor = squeeze(tensor, axis(label));
  labels.erase(labels.begin() + axis(label));
}

bool contains(const Labels& labels, int label) {
  return std::find(labels.begin(), labels.end(), label) != labels.end();
}

Labelled contract(Labelled a, Labelled b, const Labels& needed) {
  // A label of sizes 1 and n belongs to the operand of size n alone.
  for (const int label : Labels(a.labels)) {
    if (!b.has(label) || a.size(label) == b.size(label)) continue;
    (a.size(label) == 1 ? a : b).drop(label);
  }
  const auto unneeded = [&](const Labelled& x, const Labelled& other) {
    Labels labels;
    for (const int label : x.labels) {
      if (!contains(needed, label) && !other.has(label)) labels.push_back(label);
    }
    return labels;
  };
  a.sum_over(unneeded(a, b));
  b.sum_over(unneeded(b, a));
  Labels batch, contracted, rows, columns;
  for (const int label : a.labels) {
    (!b.has(label) ? rows : contains(needed, label) ? batch : contracted).push_back(label);
  }
  for (const int label : b.labels) {
    if (!a.has(label)) columns.push_back(label);
  }
  Labelled result;
  Shape shape;
  for (const Labels* group : {&batch, &rows, &columns}) {
    for (const int label : *group) {
      result.labels.push_back(label);
      shape.push_back((a.has(label) ? a : b).size(label));
    }
  }
  const Tensor left = merged(a, {&batch, &rows, &contracted});
  const Tensor right = merged(b, {&batch, &contracted, &columns});
  result.tensor = reshape(contracted.empty() ? left * right : bmm(left, right), shape);
  return result;
}

void check_operands(const char* op, std::span<const Tensor> operands) {
  check_one_type(op, operands, "one floating type", [](DType dtype) { return is_floating(dtype); });
}

void check_number_operands(const char* op, std::span<const Tensor> operands) {
  check_one_type(op, operands, "numbers of one type", [](DType dtype) { return dtype != bool_; });
}

}  // namespace xgrad
