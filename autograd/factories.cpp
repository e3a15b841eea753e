// Factories over the fill kernels and random streams.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace xgrad {
namespace {

void check_floating(const char* op, DType dtype) {
  if (is_floating(dtype)) return;
  throw DTypeError(fmt::format("{}: draws are float32 or float64, not {}", op, name_of(dtype)));
}

// Row-major elements computed in float64 from their positions, then converted.
template <class Element>
Tensor computed(Index count, DType dtype, Element&& element) {
  Array values = Array::empty({count}, float64);
  for (Index i = 0; i < count; ++i) values.mutable_data<double>()[i] = element(i);
  return Tensor(kernels::cast(values, dtype));
}

}  // namespace

Tensor zeros(const Shape& shape, DType dtype) {
  return Tensor(kernels::zeros(shape, dtype));
}

Tensor ones(const Shape& shape, DType dtype) {
  return Tensor(kernels::ones(shape, dtype));
}

Tensor full(const Shape& shape, double value, DType dtype) {
  return Tensor(kernels::full(shape, dtype, value));
}

Tensor empty(const Shape& shape, DType dtype) {
  return Tensor(Array::empty(shape, dtype));
}

Tensor zeros_like(const Tensor& x) {
  return zeros(x.shape(), x.dtype());
}

Tensor ones_like(const Tensor& x) {
  return ones(x.shape(), x.dtype());
}

Tensor full_like(const Tensor& x, double value) {
  return full(x.shape(), value, x.dtype());
}

Tensor empty_like(const Tensor& x) {
  return empty(x.shape(), x.dtype());
}

Tensor eye(Index rows, Index columns, DType dtype) {
  const Shape shape = {rows, columns == -1 ? rows : columns};
  Array value = kernels::zeros(shape, dtype);
  const Index length = std::min(shape[0], shape[1]);
  Array diagonal = value.view({length}, {shape[1] + 1}, value.offset());
  kernels::fill(diagonal, 1);
  return Tensor(std::move(value));
}

Tensor arange(Index count) {
  return computed(count, int64, [](Index i) { return static_cast<double>(i); });
}

Tensor linspace(double begin, double end, Index count, DType dtype) {
  const double step = count > 1 ? (end - begin) / static_cast<double>(count - 1) : 0;
  // From the nearer end, so that both are exact.
  return computed(count, dtype, [=](Index i) {
    return i < (count + 1) / 2 ? begin + static_cast<double>(i) * step
                               : end - static_cast<double>(count - 1 - i) * step;
  });
}

Tensor rand(const Shape& shape, DType dtype, Generator& generator) {
  check_floating("rand", dtype);
  Array value = Array::empty(shape, dtype);
  visit_floating(dtype, [&]<class T>(T) {
    generator.fill_uniform(value.mutable_data<T>(), value.numel(), 0, 1);
  });
  return Tensor(std::move(value));
}

Tensor randn(const Shape& shape, DType dtype, Generator& generator) {
  check_floating("randn", dtype);
  Array value = Array::empty(shape, dtype);
  visit_floating(dtype, [&]<class T>(T) {
    generator.fill_normal(value.mutable_data<T>(), value.numel(), 0, 1);
  });
  return Tensor(std::move(value));
}

Tensor randint(Index low, Index high, const Shape& shape, Generator& generator) {
  Array value = Array::empty(shape, int64);
  generator.fill_randint(value.mutable_data<std::int64_t>(), value.numel(), low, high);
  return Tensor(std::move(value));
}

Tensor randperm(Index count, Generator& generator) {
  Array value = Array::empty({count}, int64);
  generator.fill_permutation(value.mutable_data<std::int64_t>(), count);
  return Tensor(std::move(value));
}

Tensor rand_like(const Tensor& x, Generator& generator) {
  return rand(x.shape(), x.dtype(), generator);
}

Tensor randn_like(const Tensor& x, Generator& generator) {
  return randn(x.shape(), x.dtype(), generator);
}

template <class T>
Tensor from_pointer(const T* elements, const Shape& shape) {
  Array value = Array::empty(shape, dtype_of<T>());
  std::copy_n(elements, value.numel(), value.mutable_data<T>());
  return Tensor(std::move(value));
}
template Tensor from_pointer(const float*, const Shape&);
template Tensor from_pointer(const double*, const Shape&);
template Tensor from_pointer(const std::int64_t*, const Shape&);
template Tensor from_pointer(const bool*, const Shape&);

template <class T>
Tensor from_vector(const std::vector<T>& values, const Shape& shape) {
  if (checked_numel("from_vector", shape) != static_cast<Index>(values.size())) {
    throw ShapeError(
        fmt::format("from_vector: {} values do not fill {}", values.size(), to_string(shape)));
  }
  Array value = Array::empty(shape, dtype_of<T>());
  std::copy(values.begin(), values.end(), value.mutable_data<T>());
  return Tensor(std::move(value));
}

template <class T>
Tensor from_vector(const std::vector<T>& values) {
  return from_vector(values, {static_cast<Index>(values.size())});
}
template Tensor from_vector(const std::vector<float>&);
template Tensor from_vector(const std::vector<double>&);
template Tensor from_vector(const std::vector<std::int64_t>&);
template Tensor from_vector(const std::vector<bool>&);
template Tensor from_vector(const std::vector<float>&, const Shape&);
template Tensor from_vector(const std::vector<double>&, const Shape&);
template Tensor from_vector(const std::vector<std::int64_t>&, const Shape&);
template Tensor from_vector(const std::vector<bool>&, const Shape&);

Tensor steps_between(double begin, double end, double step, DType dtype) {
  const double count = std::ceil((end - begin) / step);
  if (step == 0 || !(count >= 0) || std::isinf(count)) {
    throw ValueError(
        fmt::format("arange: steps of {} do not lead from {} to {}", step, begin, end));
  }
  return computed(static_cast<Index>(count), dtype,
                  [=](Index i) { return begin + static_cast<double>(i) * step; });
}

Tensor from_numbers(const std::vector<double>& numbers, const Shape& shape, DType dtype) {
  return Tensor(kernels::cast(from_vector(numbers, shape).array(), dtype));
}

}  // namespace xgrad
