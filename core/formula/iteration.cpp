// Merging of axes before a formula runs.
#include <xgrad/core/formula/iteration.hpp>

namespace xgrad::formula {

int coalesce(int rank, std::ptrdiff_t* sizes, std::ptrdiff_t* const* strides, int operands) {
  int last = -1;  // the axis into which the next one may be merged
  for (int axis = 0; axis < rank; ++axis) {
    if (sizes[axis] == 1) continue;
    bool joins = last >= 0;
    for (int k = 0; joins && k < operands; ++k)
      joins = strides[k][last] == strides[k][axis] * sizes[axis];
    if (joins)
      sizes[last] *= sizes[axis];
    else
      sizes[++last] = sizes[axis];
    for (int k = 0; k < operands; ++k) strides[k][last] = strides[k][axis];
  }
  return last + 1;
}

}  // namespace xgrad::formula
