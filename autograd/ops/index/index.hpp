// Selection by indices and masks, as in NumPy and PyTorch.
#pragma once

#include <xgrad/autograd/tensor.hpp>
#include <xgrad/core/numbers/scalar.hpp>

#include <concepts>
#include <initializer_list>
#include <optional>
#include <span>
#include <utility>
#include <variant>

namespace xgrad {

/// The type of `None`.
struct NoneType {};
/// As a limit of a Slice, no limit; as an index, a new axis of size 1.
inline constexpr NoneType None;

/// The type of `Ellipsis`.
struct EllipsisType {};
/// All axes that the other indices leave, unchanged.
inline constexpr EllipsisType Ellipsis;

/// The positions begin, begin + step, ... before `end`, by Python's rules: a negative limit counts
/// from the end of the axis, and limits beyond it are clipped.
struct Slice {
  /// A limit, which None leaves open.
  struct Limit {
    Limit(NoneType) {}
    Limit(Index at) : value(at) {}
    std::optional<Index> value;
  };

  /// All positions.
  Slice() = default;
  Slice(Limit begin_at, Limit end_at, Index by = 1)
      : begin(begin_at.value), end(end_at.value), step(by) {}

  std::optional<Index> begin, end;
  Index step = 1;
};

/// One of the indices of `index`: a position, which removes its axis; a Slice; None; Ellipsis; a
/// bool tensor, the mask of as many axes as it has; or an int64 tensor of positions, which without axes
/// is one position.
class TensorIndex {
 public:
  using Value = std::variant<Index, Slice, NoneType, EllipsisType, Tensor>;

  template <std::integral Position>
  requires(!std::same_as<Position, bool>) TensorIndex(Position position)
      : value_(checked_integer<Index>("index", position)) {}
  TensorIndex(Slice slice) : value_(slice) {}
  TensorIndex(NoneType none) : value_(none) {}
  TensorIndex(EllipsisType ellipsis) : value_(ellipsis) {}
  TensorIndex(Tensor tensor) : value_(std::move(tensor)) {}

  const Value& value() const { return value_; }

 private:
  Value value_;
};

/// The elements that the indices select, one index per axis: index(x, {Slice(1, None), 0, mask}).
/// [n, m, ...] at {[k], [k]} -> [k, ...]
/// Negative positions count from the end. Without tensors among the indices, the result is a view.
/// Several tensors broadcast; their axes stand in the place of the indexed axes if these are
/// adjacent, otherwise first, as in PyTorch. Throws IndexError for too many indices or a position
/// out of range, ShapeError for a mask of another shape, DTypeError for a floating index.
Tensor index(const Tensor& x, std::span<const TensorIndex> at);
Tensor index(const Tensor& x, std::initializer_list<TensorIndex> at);

/// A copy of `x` in which the elements that the indices select are replaced by `values`, which
/// broadcast, or with `accumulate` increased by them.
/// x.shape, [...] -> x.shape
/// Throws as `index`; DTypeError unless `values` have the dtype of `x`, which must be floating with
/// `accumulate`; without it, ValueError for an element that is selected twice.
Tensor index_put(const Tensor& x, std::span<const TensorIndex> at, const Tensor& values,
                 bool accumulate = false);
Tensor index_put(const Tensor& x, std::initializer_list<TensorIndex> at, const Tensor& values,
                 bool accumulate = false);
Tensor index_put(const Tensor& x, std::initializer_list<TensorIndex> at, Scalar value);

/// The int64 positions of the elements that are not zero, in row-major order.
/// [...] -> [count, axes]
Tensor nonzero(const Tensor& x);

/// The elements of `x` where the mask is true, in row-major order; both broadcast.
/// [...] and [...] -> [count]
/// Throws DTypeError unless the mask is bool, ShapeError when they do not broadcast.
Tensor masked_select(const Tensor& x, const Tensor& mask);

/// `x` with `value` where the mask is true; these elements get no gradient.
/// [...] and [...] -> [...]
/// Throws DTypeError unless the mask is bool, ValueError for a value beyond int64 with int64 x.
Tensor masked_fill(const Tensor& x, const Tensor& mask, Scalar value);

// ---- int64 indices, which count from 0; indices out of range throw IndexError ----

/// Selects slices of `x` along an axis, which is replaced by the axes of `index`.
/// [..., n, ...] at [k, ...] -> [..., k, ..., ...]
/// Throws IndexError; DTypeError unless `index` is int64.
Tensor index_select(const Tensor& x, Index axis, const Tensor& index);

/// Selects rows of a table; the row `padding` (negative: counted from the end) gets no gradient.
/// [n, ...] at [k, ...] -> [k, ..., ...]
/// Throws IndexError; DTypeError unless `index` is int64.
Tensor embedding(const Tensor& table, const Tensor& index, std::optional<Index> padding = {});

/// Writes `rows` to the positions given by `index` in a tensor of `count` rows, and `fill` to the
/// other positions. Each position may occur at most once.
/// [k, ...] at [k] -> [count, ...]
/// Throws IndexError; ShapeError unless there is one index per row; ValueError for a duplicate
/// index, and for a `fill` beyond int64 with int64 rows; DTypeError unless `index` is int64.
Tensor scatter_rows(const Tensor& rows, const Tensor& index, Index count, Scalar fill = 0);

/// Selects elements along an axis: result[i, j] = x[i, index[i, j]] for the last of two axes.
/// [..., n, ...] at [..., k, ...] -> [..., k, ...]
/// Throws ShapeError, IndexError; DTypeError unless `index` is int64.
Tensor gather(const Tensor& x, Index axis, const Tensor& index);

/// `x` plus the slices of `source`, each added to the slice at its index.
/// [..., n, ...], [k], [..., k, ...] -> [..., n, ...]
/// Throws ShapeError, IndexError; DTypeError unless `index` is int64, and `x` and `source` have one
/// floating dtype.
Tensor index_add(const Tensor& x, Index axis, const Tensor& index, const Tensor& source);

/// Adds a last axis that is 1 at the index and 0 elsewhere.   [...] -> [..., classes]
/// Throws IndexError; DTypeError unless `index` is int64.
Tensor one_hot(const Tensor& index, Index classes, DType dtype = float32);

}  // namespace xgrad
