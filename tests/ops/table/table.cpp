// The op table, put together from the subjects in tests/ops/table.
#include "ops/table.hpp"

#include <xgrad/core/kernels/copy.hpp>

#include "support/arrays.hpp"
#include <iterator>
#include <ostream>

namespace test {

std::ostream& operator<<(std::ostream& stream, const Op& op) {
  return stream << op.name;
}

std::vector<Op> with_samples(std::span<const golden::Sample> samples, std::vector<Op> ops) {
  for (Op& op : ops) {
    for (const golden::Sample& sample : samples) {
      if (std::string_view(sample.op) == op.name) op.samples.push_back(sample);
    }
  }
  return ops;
}

const std::vector<Op>& op_table() {
  static const std::vector<Op> table = [] {
    std::vector<Op> all;
    for (auto* const subject : {element_wise_ops, function_ops, linalg_ops, reduce_ops,
                                sequence_ops, shape_ops, sort_ops, index_ops}) {
      const std::vector<Op> ops = subject();
      all.insert(all.end(), ops.begin(), ops.end());
    }
    return all;
  }();
  return table;
}

Tensors inputs_of(const golden::Sample& sample, xgrad::DType dtype) {
  Tensors inputs;
  for (const xgrad::Shape shape : sample.inputs) {
    auto numbers = golden::recipe(static_cast<std::size_t>(xgrad::numel(shape)),
                                  static_cast<double>(inputs.size()));
    for (double& number : numbers) number = sample.scale * number + sample.offset;
    inputs.emplace_back(xgrad::kernels::cast(array(shape, numbers), dtype));
  }
  return inputs;
}

std::vector<double> doubles(const Tensor& x) {
  return values<double>(xgrad::kernels::cast(x.array(), xgrad::float64));
}

}  // namespace test
