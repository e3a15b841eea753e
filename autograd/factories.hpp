// Creation of tensors: constants, ranges, random values, and copies of C++ values.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/generator.hpp>
#include <xgrad/core/numbers/scalar.hpp>

#include <type_traits>

namespace xgrad {

/// A tensor of zeros (false).   -> shape
Tensor zeros(const Shape& shape, DType dtype = float32);
/// A tensor of ones (true).   -> shape
Tensor ones(const Shape& shape, DType dtype = float32);
/// A tensor filled with `value`, exact for integers.   -> shape
/// Throws ValueError for a value beyond int64.
Tensor full(const Shape& shape, Scalar value, DType dtype = float32);
/// A tensor with uninitialised elements.   -> shape
Tensor empty(const Shape& shape, DType dtype = float32);

/// Zeros of the shape and dtype of `x`.   x.shape -> x.shape
Tensor zeros_like(const Tensor& x);
/// Ones of the shape and dtype of `x`.   x.shape -> x.shape
Tensor ones_like(const Tensor& x);
/// A tensor filled with `value`, of the shape and dtype of `x`.   x.shape -> x.shape
/// Throws as `full`.
Tensor full_like(const Tensor& x, Scalar value);
/// A tensor with uninitialised elements, of the shape and dtype of `x`.   x.shape -> x.shape
Tensor empty_like(const Tensor& x);

/// A matrix with ones on the diagonal and zeros elsewhere.
/// -> [rows, columns], or [rows, rows] when `columns` is omitted
Tensor eye(Index rows, Index columns = -1, DType dtype = float32);
/// The integers 0, 1, ... count - 1 as int64.   -> [count]
Tensor arange(Index count);
/// `count` evenly spaced values from `begin` to `end`, both included.   -> [count]
/// Throws ValueError for a bound that is not finite or, with dtype int64, beyond int64.
Tensor linspace(double begin, double end, Index count, DType dtype = float32);

/// Uniform random values in [0, 1).   -> shape
/// Throws DTypeError unless the dtype is floating.
Tensor rand(const Shape& shape, DType dtype = float32, Generator& generator = default_generator());
/// Standard normal random values.   -> shape
/// Throws DTypeError unless the dtype is floating.
Tensor randn(const Shape& shape, DType dtype = float32, Generator& generator = default_generator());
/// Uniform random integers in [low, high).   -> shape
/// Throws ValueError unless low < high.
Tensor randint(Index low, Index high, const Shape& shape,
               Generator& generator = default_generator());
/// A random permutation of the integers 0 to count - 1.   -> [count]
Tensor randperm(Index count, Generator& generator = default_generator());
/// Uniform random values in [0, 1), of the shape and dtype of `x`.   x.shape -> x.shape
Tensor rand_like(const Tensor& x, Generator& generator = default_generator());
/// Standard normal random values, of the shape and dtype of `x`.   x.shape -> x.shape
Tensor randn_like(const Tensor& x, Generator& generator = default_generator());

/// Copies row-major elements of type float, double, std::int64_t or bool.   -> shape
template <class T>
Tensor from_pointer(const T* elements, const Shape& shape);
/// Copies a vector of such elements.   -> [values.size()]
template <class T>
Tensor from_vector(const std::vector<T>& values);
/// Copies a vector into a tensor of the given shape.   -> shape
/// Throws ShapeError when the sizes differ.
template <class T>
Tensor from_vector(const std::vector<T>& values, const Shape& shape);

/// Copies a vector of other integers into an int64 tensor of the given shape.   -> shape
/// Throws ShapeError when the sizes differ, ValueError for a value beyond int64.
template <OtherInteger T>
Tensor from_vector(const std::vector<T>& values, const Shape& shape) {
  return from_vector(checked_integers<std::int64_t>("from_vector", values), shape);
}
/// Copies such a vector.   -> [values.size()]
/// Throws as above.
template <OtherInteger T>
Tensor from_vector(const std::vector<T>& values) {
  return from_vector(values, {static_cast<Index>(values.size())});
}

/// The dtype of a C++ number type: float32, int64 or bool.
template <class T>
constexpr DType literal_dtype() {
  static_assert(std::is_arithmetic_v<T>, "elements are numbers");
  if constexpr (std::is_floating_point_v<T>) {
    return float32;
  } else {
    return std::is_same_v<T, bool> ? bool_ : int64;
  }
}

/// A scalar, exact for integers.   -> []
/// Throws ValueError for a value beyond int64.
template <class T>
requires std::is_arithmetic_v<T> Tensor tensor(T value, DType dtype = literal_dtype<T>()) {
  return full({}, value, dtype);
}

/// The implementation of `arange`.   -> [ceil((end - begin) / step)]
Tensor steps_between(Scalar begin, Scalar end, Scalar step, DType dtype);

/// Copies row-major numbers into a tensor of the given shape and dtype; implements `tensor`.
/// -> shape
/// Throws ShapeError when the sizes differ, ValueError for numbers beyond int64.
Tensor from_numbers(const std::vector<Scalar>& numbers, const Shape& shape, DType dtype);

/// An empty vector with reserved capacity.
std::vector<Scalar> room_for_numbers(std::size_t count);

/// The values 0, 1, ... before `end`, as float32.   -> [ceil(end)]
/// Throws as the overload with `begin`.
template <class End>
requires std::is_floating_point_v<End> Tensor arange(End end) {
  return steps_between(0, end, 1, float32);
}

/// The values begin, begin + step, ... before `end`, as float32 unless all three are integers;
/// integers are exact.
/// -> [ceil((end - begin) / step)]
/// Throws ValueError when `step` is 0 or has the wrong sign, when an argument is not finite, and
/// for numbers beyond int64; ShapeError for more elements than a tensor can have.
template <class Begin, class End, class Step = Begin>
Tensor arange(Begin begin, End end, Step step = 1,
              DType dtype = literal_dtype<std::common_type_t<Begin, End, Step>>()) {
  return steps_between(begin, end, step, dtype);
}

/// A vector of the listed numbers: tensor({1.0, 2.5}). The dtype is float32, int64 for integers,
/// which are exact, or bool.
/// -> [values.size()]
/// Throws as `from_numbers`.
template <class T>
Tensor tensor(std::initializer_list<T> values, DType dtype = literal_dtype<T>()) {
  std::vector<Scalar> numbers = room_for_numbers(values.size());
  numbers.assign(values.begin(), values.end());
  return from_numbers(numbers, {static_cast<Index>(values.size())}, dtype);
}

/// A matrix of the listed rows: tensor({{1.0, 2.0}, {3.0, 4.0}}).   -> [rows, columns]
/// Throws ShapeError when rows differ in length.
template <class T>
Tensor tensor(std::initializer_list<std::initializer_list<T>> rows,
              DType dtype = literal_dtype<T>()) {
  std::size_t count = 0;
  for (const auto& row : rows) count += row.size();
  std::vector<Scalar> numbers = room_for_numbers(count);
  for (const auto& row : rows) numbers.insert(numbers.end(), row.begin(), row.end());
  const std::size_t columns = rows.size() > 0 ? rows.begin()->size() : 0;
  return from_numbers(numbers, {static_cast<Index>(rows.size()), static_cast<Index>(columns)},
                      dtype);
}

}  // namespace xgrad
