// The program's formulas, compiled for every instruction set.
#include "gates.hpp"

#include <xgrad/autograd/formula.hpp>

xgrad::Tensor swish(const xgrad::Tensor& x) {
  return xgrad::pointwise([](auto v) { return v * sigmoid(v); }, x);
}

template const xgrad::nn::CellInfo& xgrad::nn::cell_info<OwnLSTM>();
