// The loop around every formula: iterates over any axes and strides and passes whole, contiguous
// batches to the body.
#pragma once

#include <xgrad/core/formula/iteration.hpp>
#include <xgrad/core/formula/value.hpp>

#include <cstdint>

namespace xgrad::formula {

/// The body of a loop: n elements, a multiple of the batch width, of contiguous operands. A null
/// pointer is a result that is not requested; inputs are never null.
template <class T>
using Body = void (*)(const void* closure, std::ptrdiff_t n, T* const* operands);

/// Runs a body over an iteration of Reads inputs followed by Writes results. Operands that are
/// contiguous along the last axis are used in place; others are copied through small tiles, as are
/// conditions, which the body receives as 0 and 1. A result may coincide exactly with an input.
template <class V, int Reads, int Writes>
class Loop {
  using T = typename V::Scalar;
  static constexpr int kOperands = Reads + Writes;
  static constexpr std::ptrdiff_t kWidth = V::kWidth;
  static constexpr std::ptrdiff_t kTile = 128;

 public:
  /// Bit k of `conditions` is set when operand k is bool.
  Loop(Body<T> body, const void* closure, const Iteration& iteration, const Operand* operands,
       std::uint64_t conditions)
      : body_(body), closure_(closure), iteration_(iteration), operands_(operands) {
    const int last = iteration.rank - 1;
    length_ = iteration.rank == 0 ? 1 : iteration.sizes[last];
    for (int k = 0; k < kOperands; ++k) {
      const std::ptrdiff_t stride = length_ == 1 ? 1 : stride_of(k, last);
      const bool condition = (conditions >> k & 1U) != 0;
      if (operands[k].data == nullptr)
        kinds_[k] = k < Reads ? Kind::absent : Kind::direct;
      else if (condition)
        kinds_[k] = Kind::condition;
      else
        kinds_[k] = stride == 1 ? Kind::direct : stride == 0 ? Kind::constant : Kind::strided;
      inner_[k] = stride;
      bytes_[k] = condition ? 1 : static_cast<std::ptrdiff_t>(sizeof(T));
      at_[k] = static_cast<char*>(operands[k].data);
      if (kinds_[k] != Kind::direct) tiled_ = true;
      if (kinds_[k] == Kind::absent)
        for (T& element : tiles_[k]) element = T(0);
    }
  }

  void run() {
    for (int axis = 0; axis < iteration_.rank; ++axis)
      if (iteration_.sizes[axis] == 0) return;
    walk(0);
  }

 private:
  enum class Kind : std::uint8_t { direct, constant, strided, condition, absent };

  std::ptrdiff_t stride_of(int operand, int axis) const {
    return operands_[operand].data == nullptr ? 0 : operands_[operand].strides[axis];
  }

  /// Iterates over the axes from `axis` inwards, starting at the positions in at_.
  void walk(int axis) {
    if (axis >= iteration_.rank - 1) return row();
    const std::ptrdiff_t size = iteration_.sizes[axis];
    for (std::ptrdiff_t i = 0; i < size; ++i) {
      walk(axis + 1);
      for (int k = 0; k < kOperands; ++k)
        if (at_[k] != nullptr) at_[k] += stride_of(k, axis) * bytes_[k];
    }
    for (int k = 0; k < kOperands; ++k)
      if (at_[k] != nullptr) at_[k] -= size * stride_of(k, axis) * bytes_[k];
  }

  void row() {
    T* here[kOperands];
    for (int k = 0; k < kOperands; ++k)
      here[k] = kinds_[k] == Kind::direct ? reinterpret_cast<T*>(at_[k]) : tiles_[k];
    if (!tiled_) return span(length_, here);
    for (std::ptrdiff_t start = 0; start < length_; start += kTile) {
      const std::ptrdiff_t n = length_ - start < kTile ? length_ - start : kTile;
      for (int k = 0; k < Reads; ++k) gather(k, start, n);
      span(n, here);
      for (int k = Reads; k < kOperands; ++k) scatter(k, start, n);
      for (int k = 0; k < kOperands; ++k)
        if (kinds_[k] == Kind::direct && here[k] != nullptr) here[k] += n;
    }
  }

  void gather(int k, std::ptrdiff_t start, std::ptrdiff_t n) {
    const std::ptrdiff_t stride = inner_[k];
    if (kinds_[k] == Kind::condition) {
      const auto* from = reinterpret_cast<const std::uint8_t*>(at_[k]) + start * stride;
      for (std::ptrdiff_t i = 0; i < n; ++i) tiles_[k][i] = from[i * stride] != 0 ? T(1) : T(0);
    } else if (kinds_[k] == Kind::strided || (kinds_[k] == Kind::constant && start == 0)) {
      const T* from = reinterpret_cast<const T*>(at_[k]) + start * stride;
      for (std::ptrdiff_t i = 0; i < n; ++i) tiles_[k][i] = from[i * stride];
    }
  }

  void scatter(int k, std::ptrdiff_t start, std::ptrdiff_t n) {
    const std::ptrdiff_t stride = inner_[k];
    if (kinds_[k] == Kind::condition) {
      auto* to = reinterpret_cast<std::uint8_t*>(at_[k]) + start * stride;
      for (std::ptrdiff_t i = 0; i < n; ++i) to[i * stride] = tiles_[k][i] != 0 ? 1 : 0;
    } else if (kinds_[k] == Kind::strided) {
      T* to = reinterpret_cast<T*>(at_[k]) + start * stride;
      for (std::ptrdiff_t i = 0; i < n; ++i) to[i * stride] = tiles_[k][i];
    }
  }

  /// n contiguous elements: whole batches in place, the remainder through copies.
  void span(std::ptrdiff_t n, T* const* here) {
    const std::ptrdiff_t rest = n % kWidth;
    const std::ptrdiff_t whole = n - rest;
    if (whole > 0) body_(closure_, whole, here);
    if (rest > 0) tail(whole, rest, here);
  }

  /// Unused lanes repeat the first element of the remainder, so that they raise no other
  /// floating-point exceptions.
  void tail(std::ptrdiff_t begin, std::ptrdiff_t n, T* const* here) {
    alignas(64) T edge[kOperands][kWidth];
    T* edges[kOperands];
    for (int k = 0; k < kOperands; ++k) edges[k] = here[k] == nullptr ? nullptr : edge[k];
    for (int k = 0; k < Reads; ++k) {
      const T* from = here[k] + begin;
      V(from[0]).store(edge[k]);
      for (std::ptrdiff_t i = 1; i < n; ++i) edge[k][i] = from[i];
    }
    body_(closure_, kWidth, edges);
    for (int k = Reads; k < kOperands; ++k)
      for (std::ptrdiff_t i = 0; edges[k] != nullptr && i < n; ++i) here[k][begin + i] = edge[k][i];
  }

  Body<T> body_;
  const void* closure_;
  const Iteration& iteration_;
  const Operand* operands_;
  std::ptrdiff_t length_;
  bool tiled_ = false;
  Kind kinds_[kOperands];
  std::ptrdiff_t inner_[kOperands];  // stride along the last axis, in elements
  std::ptrdiff_t bytes_[kOperands];  // size of an element
  char* at_[kOperands];              // the first element of the current row
  alignas(64) T tiles_[kOperands][kTile];
};

}  // namespace xgrad::formula
