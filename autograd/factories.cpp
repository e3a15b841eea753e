// Creation of tensors from fill kernels and random generators.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace xgrad {
namespace {

void check_floating(const char* op, DType dtype) {
  if (is_floating(dtype)) return;
  throw DTypeError(fmt::format("{}: draws are float32 or float64, not {}", op, dtype));
}

// Computes row-major elements from their indices; int64 elements must be in range.
template <class Element>
Tensor computed(const char* op, Index count, DType dtype, Element&& element) {
  Array values = Array::empty({count}, dtype);
  visit_dtype(dtype, [&]<class T>(T) {
    T* const out = values.mutable_data<T>();
    for (Index i = 0; i < count; ++i) out[i] = Scalar(element(i)).template to<T>(op);
  });
  return Tensor(std::move(values));
}

[[noreturn]] void throw_no_way(const Scalar& begin, const Scalar& end, const Scalar& step) {
  throw ValueError(fmt::format("arange: steps of {} do not lead from {} to {}", step, begin, end));
}

[[noreturn]] void throw_too_many(const Scalar& begin, const Scalar& end, const Scalar& step) {
  throw ShapeError(fmt::format("arange: steps of {} from {} to {} are more than 2^63 - 1 elements",
                               step, begin, end));
}

// The difference of two int64 values fits into std::uint64_t.
Index count_integers(std::int64_t begin, std::int64_t end, std::int64_t step) {
  const auto bits = [](std::int64_t x) { return static_cast<std::uint64_t>(x); };
  if (step == 0 || (begin != end && (step > 0) != (end > begin))) throw_no_way(begin, end, step);
  const std::uint64_t distance = end > begin ? bits(end) - bits(begin) : bits(begin) - bits(end);
  const std::uint64_t size = step > 0 ? bits(step) : 0 - bits(step);
  const std::uint64_t count = distance / size + (distance % size != 0 ? 1 : 0);
  if (count > static_cast<std::uint64_t>(std::numeric_limits<Index>::max())) {
    throw_too_many(begin, end, step);
  }
  return static_cast<Index>(count);
}

Index count_reals(double begin, double end, double step) {
  const double count = std::ceil((end - begin) / step);
  if (step == 0 || !(count >= 0)) throw_no_way(begin, end, step);
  if (count >= 0x1p63) throw_too_many(begin, end, step);
  return static_cast<Index>(count);
}

}  // namespace

Tensor zeros(const Shape& shape, DType dtype) {
  return Tensor(kernels::zeros(shape, dtype));
}

Tensor ones(const Shape& shape, DType dtype) {
  return Tensor(kernels::ones(shape, dtype));
}

Tensor full(const Shape& shape, Scalar value, DType dtype) {
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

Tensor full_like(const Tensor& x, Scalar value) {
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
  return computed("arange", count, int64, [](Index i) { return i; });
}

Tensor linspace(double begin, double end, Index count, DType dtype) {
  check_finite("linspace", "begin", begin);
  check_finite("linspace", "end", end);
  // The difference of the bounds may overflow even if the step does not.
  const double parts = static_cast<double>(std::max<Index>(count - 1, 1));
  const double distance = end - begin;
  const double step = std::isfinite(distance) ? distance / parts : end / parts - begin / parts;
  // Counted from the nearer end, so that both ends are exact.
  return computed("linspace", count, dtype, [=](Index i) {
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
    throw ShapeError(fmt::format("from_vector: {} values do not fill {}", values.size(), shape));
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

Tensor steps_between(Scalar begin, Scalar end, Scalar step, DType dtype) {
  check_finite("arange", "begin", begin);
  check_finite("arange", "end", end);
  check_finite("arange", "step", step);
  if (begin.is_integer() && end.is_integer() && step.is_integer()) {
    const std::int64_t first = begin.integer(), by = step.integer();
    return computed("arange", count_integers(first, end.integer(), by), dtype,
                    [=](Index i) {  // i * by alone may overflow int64
                      return static_cast<std::int64_t>(static_cast<std::uint64_t>(first) +
                                                       static_cast<std::uint64_t>(i) *
                                                           static_cast<std::uint64_t>(by));
                    });
  }
  const double first = begin.real(), by = step.real();
  return computed("arange", count_reals(first, end.real(), by), dtype,
                  [=](Index i) { return first + static_cast<double>(i) * by; });
}

std::vector<Scalar> room_for_numbers(std::size_t count) {
  return with_out_of_memory([&] {
    std::vector<Scalar> numbers;
    numbers.reserve(count);
    return numbers;
  });
}

Tensor from_numbers(const std::vector<Scalar>& numbers, const Shape& shape, DType dtype) {
  if (checked_numel("tensor", shape) != static_cast<Index>(numbers.size())) {
    throw ShapeError(fmt::format("tensor: {} numbers do not fill {}", numbers.size(), shape));
  }
  Array value = Array::empty(shape, dtype);
  visit_dtype(dtype, [&]<class T>(T) {
    T* out = value.mutable_data<T>();
    for (const Scalar& number : numbers) *out++ = number.to<T>("tensor");
  });
  return Tensor(std::move(value));
}

}  // namespace xgrad
