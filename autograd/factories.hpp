// Tensors made from nothing but numbers: constants, ranges, random draws, and copies of C++ values.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/generator.hpp>
#include <xgrad/core/scalar.hpp>

#include <type_traits>

namespace xgrad {

/// All 0 (false).   -> shape
Tensor zeros(const Shape& shape, DType dtype = float32);
/// All 1 (true).   -> shape
Tensor ones(const Shape& shape, DType dtype = float32);
/// All `value`, exact for integers.   -> shape   Throws ValueError for what int64 cannot hold.
Tensor full(const Shape& shape, Scalar value, DType dtype = float32);
/// Elements of no particular value.   -> shape
Tensor empty(const Shape& shape, DType dtype = float32);

/// Zeros of the shape and dtype of `x`.   x.shape -> x.shape
Tensor zeros_like(const Tensor& x);
/// Ones of the shape and dtype of `x`.   x.shape -> x.shape
Tensor ones_like(const Tensor& x);
/// All `value`, of the shape and dtype of `x`.   x.shape -> x.shape   Throws as `full`.
Tensor full_like(const Tensor& x, Scalar value);
/// Elements of no particular value, of the shape and dtype of `x`.   x.shape -> x.shape
Tensor empty_like(const Tensor& x);

/// 1 on the diagonal, else 0.   -> [rows, columns], or [rows, rows] when `columns` is left out
Tensor eye(Index rows, Index columns = -1, DType dtype = float32);
/// 0, 1, ... count - 1 as int64.   -> [count]
Tensor arange(Index count);
/// `count` numbers at equal distances from `begin` to `end`, both included.   -> [count]
/// Throws ValueError for a bound that is not finite or that int64 cannot hold.
Tensor linspace(double begin, double end, Index count, DType dtype = float32);

/// Uniform draws from [0, 1).   -> shape   Throws DTypeError unless floating.
Tensor rand(const Shape& shape, DType dtype = float32, Generator& generator = default_generator());
/// Draws from the standard normal distribution.   -> shape   Throws DTypeError unless floating.
Tensor randn(const Shape& shape, DType dtype = float32, Generator& generator = default_generator());
/// Integers drawn evenly from [low, high).   -> shape   Throws ValueError unless low < high.
Tensor randint(Index low, Index high, const Shape& shape,
               Generator& generator = default_generator());
/// The integers 0 to count - 1 in random order.   -> [count]
Tensor randperm(Index count, Generator& generator = default_generator());
/// Uniform draws from [0, 1), of the shape and dtype of `x`.   x.shape -> x.shape
Tensor rand_like(const Tensor& x, Generator& generator = default_generator());
/// Standard normal draws, of the shape and dtype of `x`.   x.shape -> x.shape
Tensor randn_like(const Tensor& x, Generator& generator = default_generator());

/// Copies row-major elements of type float, double, std::int64_t or bool.   -> shape
template <class T>
Tensor from_pointer(const T* elements, const Shape& shape);
/// Copies a vector of such elements.   -> [values.size()]
template <class T>
Tensor from_vector(const std::vector<T>& values);
/// Copies a vector as a tensor of a shape.   -> shape   Throws ShapeError when the sizes differ.
template <class T>
Tensor from_vector(const std::vector<T>& values, const Shape& shape);

/// The element type that numbers written in a program stand for: float32, int64 or bool.
template <class T>
constexpr DType literal_dtype() {
  static_assert(std::is_arithmetic_v<T>, "elements are numbers");
  if constexpr (std::is_floating_point_v<T>) {
    return float32;
  } else {
    return std::is_same_v<T, bool> ? boolean : int64;
  }
}

/// A scalar, exact for integers.   -> []   Throws ValueError for what int64 cannot hold.
template <class T>
requires std::is_arithmetic_v<T> Tensor tensor(T value, DType dtype = literal_dtype<T>()) {
  return full({}, value, dtype);
}

/// What `arange` is made of.   -> [ceil((end - begin) / step)]
Tensor steps_between(Scalar begin, Scalar end, Scalar step, DType dtype);

/// Copies row-major numbers as a tensor of a shape and dtype; what `tensor` is made of.   -> shape
/// Throws ShapeError when the sizes differ, ValueError for numbers that int64 cannot hold.
Tensor from_numbers(const std::vector<Scalar>& numbers, const Shape& shape, DType dtype);

/// An empty list with room for so many numbers.
std::vector<Scalar> room_for_numbers(std::size_t count);

/// 0, 1, ... before `end`, as float32.   -> [ceil(end)]   Throws as the next.
template <class End>
requires std::is_floating_point_v<End> Tensor arange(End end) {
  return steps_between(0, end, 1, float32);
}

/// begin, begin + step, ... before `end`, as float32 unless all three are integers, which stay
/// exact. -> [ceil((end - begin) / step)]   Throws ValueError when `step` is 0 or leads away from
/// `end`, when one of them is not finite, and for numbers that int64 cannot hold; ShapeError for
/// more elements than a tensor can have.
template <class Begin, class End, class Step = Begin>
Tensor arange(Begin begin, End end, Step step = 1,
              DType dtype = literal_dtype<std::common_type_t<Begin, End, Step>>()) {
  return steps_between(begin, end, step, dtype);
}

/// The listed numbers: tensor({1.0, 2.5}), as float32 unless they are integers, which stay exact,
/// or bools.   -> [values.size()]   Throws as `from_numbers`.
template <class T>
Tensor tensor(std::initializer_list<T> values, DType dtype = literal_dtype<T>()) {
  std::vector<Scalar> numbers = room_for_numbers(values.size());
  numbers.assign(values.begin(), values.end());
  return from_numbers(numbers, {static_cast<Index>(values.size())}, dtype);
}

/// The listed rows: tensor({{1.0, 2.0}, {3.0, 4.0}}).   -> [rows, columns]
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
