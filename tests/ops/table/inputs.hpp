// Inputs of operations that no sample gives, the same in tests/golden/generate/op_table/inputs.py.
// They take their memory from the library alone, whose failures are tested.
#pragma once

#include <xgrad/autograd/factories.hpp>
#include <xgrad/core/kernels/views.hpp>

namespace test {

/// Positions 0, 1 and 2.   -> [2, 3]
inline xgrad::Tensor index() {
  constexpr std::int64_t kElements[] = {2, 0, 1, 1, 1, 2};
  return xgrad::from_pointer(kElements, {2, 3});
}

/// Positions from 0 to 3, each once at most.   -> [3]
inline xgrad::Tensor places() {
  constexpr std::int64_t kElements[] = {3, 0, 1};
  return xgrad::from_pointer(kElements, {3});
}

/// True, false.   -> [2]
inline xgrad::Tensor mask() {
  xgrad::Array result = xgrad::Array::empty({2}, xgrad::bool_);
  result.mutable_data<bool>()[0] = true;
  result.mutable_data<bool>()[1] = false;
  return xgrad::Tensor(result);
}

/// The middle of a larger buffer, as steps of a sequence see it.   -> shape
inline xgrad::Array rows(const xgrad::Shape& shape, xgrad::DType dtype) {
  xgrad::Shape larger = shape;
  larger[0] += 2;
  return xgrad::kernels::narrow(xgrad::Array::empty(larger, dtype), 0, 1, shape[0]);
}

}  // namespace test
