// The op table: one row per public operation and way to call it. The generic tests run over it.
#pragma once

#include <xgrad/autograd/gradcheck.hpp>

#include "golden/sample.hpp"
#include <iosfwd>
#include <span>

namespace test {

using xgrad::Tensor;
using Tensors = std::vector<Tensor>;

/// What the generic tests may expect of an operation.
enum class Kind {
  /// One result element per element of the broadcast inputs: the same bits in every layout.
  element_wise,
  /// Sums and products: as exact as the sizes of their terms allow.
  summed,
  /// Element-wise with bool results.
  comparison,
  /// Moves elements without computing.
  moved,
  /// Gives integers.
  integer,
};

/// An operation: its name, which may go on after a blank, and how it is called.
struct Op {
  const char* name;
  Kind kind;
  xgrad::CheckedFunction function;

  /// Its lines of golden/op_table.
  std::vector<golden::Sample> samples = {};

  bool differentiable() const { return kind != Kind::comparison && kind != Kind::integer; }
};
std::ostream& operator<<(std::ostream& stream, const Op& op);

/// Gives each operation its samples.
std::vector<Op> with_samples(std::span<const golden::Sample> samples, std::vector<Op> ops);

// The rows of each subject.
std::vector<Op> element_wise_ops();
std::vector<Op> function_ops();
std::vector<Op> index_ops();
std::vector<Op> linalg_ops();
std::vector<Op> reduce_ops();
std::vector<Op> sequence_ops();
std::vector<Op> shape_ops();
std::vector<Op> sort_ops();

/// All rows.
const std::vector<Op>& op_table();

/// The inputs of a sample.
Tensors inputs_of(const golden::Sample& sample, xgrad::DType dtype = xgrad::float64);

/// Values of a result as doubles, whatever their type.
std::vector<double> doubles(const Tensor& x);

}  // namespace test
