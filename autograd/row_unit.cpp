// Scale factors of rows, computed without recording.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/row_unit.hpp>

#include <limits>

namespace xgrad {

Tensor row_unit(const Tensor& rows, double least) {
  const NoGrad constant;
  if (rows.shape().back() == 0) {
    Shape shape = rows.shape();
    shape[shape.size() - 1] = 1;
    return ones(shape, rows.dtype());
  }
  const Tensor largest = maximum(max(abs(rows), -1, true), least);
  const Tensor is_usual = lt(largest, std::numeric_limits<double>::infinity());
  return where(eq(largest, 0), 1.0, where(is_usual, largest, 1.0));
}

}  // namespace xgrad
