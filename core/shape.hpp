// Shapes and strides of arrays, as short lists without heap allocation. They are types of their own,
// which do not convert into each other.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <string>
#include <string_view>

namespace xgrad {

/// Integer type of sizes, indices and strides; strides are in elements.
using Index = std::int64_t;

/// Maximal number of axes of an array.
inline constexpr std::size_t kMaxRank = 8;

/// A list of at most kMaxRank integers, one per axis, such as the index of an element. A list of one
/// kind becomes another kind only by an explicit conversion.
class Dims {
 public:
  constexpr Dims() = default;
  /// Throws ShapeError beyond kMaxRank axes.
  constexpr Dims(std::initializer_list<Index> values) : Dims(values.begin(), values.size()) {}
  constexpr explicit Dims(std::span<const Index> values) : Dims(values.data(), values.size()) {}
  /// `rank` entries that all equal `value`.
  static constexpr Dims filled(std::size_t rank, Index value) {
    Dims dims;
    for (std::size_t axis = 0; axis < rank; ++axis) dims.push_back(value);
    return dims;
  }

  constexpr std::size_t size() const { return rank_; }
  constexpr bool empty() const { return rank_ == 0; }
  constexpr Index& operator[](std::size_t axis) { return values_[axis]; }
  constexpr Index operator[](std::size_t axis) const { return values_[axis]; }
  constexpr Index back() const { return values_[rank_ - 1]; }
  constexpr Index& back() { return values_[rank_ - 1]; }
  constexpr const Index* begin() const { return values_; }
  constexpr const Index* end() const { return values_ + rank_; }
  constexpr Index* begin() { return values_; }
  constexpr Index* end() { return values_ + rank_; }

  constexpr void push_back(Index value) {
    if (rank_ == kMaxRank) throw_rank();
    values_[rank_++] = value;
  }
  constexpr void insert(std::size_t axis, Index value) {
    push_back(value);
    for (std::size_t i = rank_ - 1u; i > axis; --i) values_[i] = values_[i - 1];
    values_[axis] = value;
  }
  constexpr void erase(std::size_t axis) {
    --rank_;
    for (std::size_t i = axis; i < rank_; ++i) values_[i] = values_[i + 1];
  }

  /// Only for lists of the same kind.
  template <std::derived_from<Dims> List>
  friend constexpr bool operator==(const List& a, const List& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (a[i] != b[i]) return false;
    }
    return true;
  }

 private:
  constexpr Dims(const Index* values, std::size_t rank) {
    if (rank > kMaxRank) throw_rank();
    for (std::size_t i = 0; i < rank; ++i) values_[i] = values[i];
    rank_ = static_cast<std::uint8_t>(rank);
  }
  [[noreturn]] static void throw_rank();

  Index values_[kMaxRank] = {};
  std::uint8_t rank_ = 0;
};

/// Sizes of the axes; the empty shape is a scalar.
class Shape : public Dims {
 public:
  using Dims::Dims;
  static constexpr Shape filled(std::size_t rank, Index value) {
    return Shape(Dims::filled(rank, value));
  }
};

/// Distance in elements between neighbours along each axis; 0 repeats, negative strides reverse.
class Strides : public Dims {
 public:
  using Dims::Dims;
  static constexpr Strides filled(std::size_t rank, Index value) {
    return Strides(Dims::filled(rank, value));
  }
};

/// Number of elements of a valid shape.
constexpr Index numel(const Shape& shape) {
  Index count = 1;
  for (const Index size : shape) count *= size;
  return count;
}

/// Maximal number of elements of an array, so that the bytes of several arrays can be counted in an
/// Index.
inline constexpr Index kMostElements = std::numeric_limits<Index>::max() / 16;

/// Number of elements; throws ShapeError, naming `op`, for negative sizes and for products beyond
/// the address space.
Index checked_numel(std::string_view op, const Shape& shape);

/// The sum of two sizes, saturating at the largest Index.
constexpr Index saturating_sum(Index a, Index b) {
  Index sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<Index>::max() : sum;
}

/// The product of two sizes that are not negative, saturating at the largest Index.
constexpr Index saturating_product(Index a, Index b) {
  Index product = 0;
  return __builtin_mul_overflow(a, b, &product) ? std::numeric_limits<Index>::max() : product;
}

/// The position on each axis of an element counted in row-major order.
Dims unravel(Index element, const Shape& shape);

/// Row-major strides.
Strides contiguous_strides(const Shape& shape);

/// "[3, 4]".
std::string to_string(const Dims& dims);

/// The shape to which both broadcast by NumPy's rules; throws ShapeError, naming `op`, if there is
/// none.
Shape broadcast_shapes(std::string_view op, const Shape& a, const Shape& b);

/// Converts an axis that may be negative to a non-negative one; throws IndexError, naming `op`.
std::size_t normalize_axis(std::string_view op, Index axis, const Shape& shape);

}  // namespace xgrad
