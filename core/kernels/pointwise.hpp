// Runs compiled formulas over arrays, with broadcasting, strides and threads.
#pragma once

#include <xgrad/core/array.hpp>
#include <xgrad/core/formula/iteration.hpp>

#include <cstddef>
#include <span>
#include <type_traits>

namespace xgrad::formula {
struct Kernels;
}

namespace xgrad::kernels {

/// The strides of a contiguous operand after all axes are merged.
inline constexpr std::ptrdiff_t kContiguous[1] = {1};

/// The operands of one call of a formula kernel, in the kernel's order, broadcast to one shape.
class FormulaOperands {
 public:
  explicit FormulaOperands(const Shape& shape) : shape_(shape), count_(numel(shape)) {}

  /// Adds an array that broadcasts to the shape. It must stay valid until `run`.
  void add(const Array& array) {
    if (array.shape() == shape_ && array.is_contiguous()) {
      push(array.raw(), array.dtype());
    } else {
      add_strided(array, 0, 1);
    }
  }
  /// Adds block `block` of `blocks` equal blocks of the last axis; the block broadcasts to the
  /// shape.
  void add_block(const Array& array, Index block, Index blocks) {
    blocks == 1 ? add(array) : add_strided(array, block, blocks);
  }
  /// Adds an input of zeros, or a result that is not requested.
  void add_absent() { push(nullptr, float32); }

  /// Runs the kernel on all elements; threads divide the longest outer axis.
  void run(formula::Kernel kernel, const void* closure);

 private:
  void push(void* data, DType dtype) {
    operands_[size_] = {data, kContiguous};
    element_sizes_[size_++] = static_cast<std::uint8_t>(size_of(dtype));
  }
  void add_strided(const Array& array, Index block, Index blocks);
  void run_strided(formula::Kernel kernel, const void* closure);

  Shape shape_;
  Index count_;
  std::size_t size_ = 0;
  bool strided_ = false;
  formula::Operand operands_[formula::kMaxOperands];
  std::uint8_t element_sizes_[formula::kMaxOperands];
  std::ptrdiff_t strides_[formula::kMaxOperands][kMaxRank];
};

/// Rows in memory that an operand of a `RowFormula` takes, `stride` elements apart; 0 repeats one
/// row. A null pointer is an input of zeros, or a result that is not requested.
struct OperandRows {
  void* data;
  Index stride;
};

/// A kernel that runs many times on rows in memory, such as once per time step, without arrays.
class RowFormula {
 public:
  /// `columns` is the length of the rows; `closure` must stay valid.
  RowFormula(formula::Kernel kernel, const void* closure, DType dtype, Index columns)
      : kernel_(kernel), closure_(closure), element_size_(size_of(dtype)), columns_(columns) {}

  /// Runs the kernel on `rows` rows of each operand, in the kernel's order, all of this dtype;
  /// threads divide the rows. The values equal those of `FormulaOperands`.
  void run(Index rows, std::span<const OperandRows> operands) const;

 private:
  formula::Kernel kernel_;
  const void* closure_;
  std::size_t element_size_;
  Index columns_;
};

/// Selects the kernel for an element type from a pair, float32 and float64.
inline formula::Kernel kernel_for(const formula::Kernel (&pair)[2], DType dtype) {
  return pair[dtype == float64 ? 1 : 0];
}

}  // namespace xgrad::kernels
