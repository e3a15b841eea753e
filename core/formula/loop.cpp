// The loop around every formula.
#include <xgrad/core/formula/loop.hpp>

#include <algorithm>

namespace xgrad::formula {
namespace {

template <class T>
class Loop {
  static constexpr std::ptrdiff_t kTile = 128;
  static constexpr int kMaxWidth = 64 / static_cast<int>(sizeof(T));  // of 512 bits

 public:
  Loop(const LoopBody<T>& body, const Iteration& iteration, const Operand* operands)
      : body_(body), iteration_(iteration), operands_(operands), count_(body.reads + body.writes) {
    const int last = iteration.rank - 1;
    length_ = iteration.rank == 0 ? 1 : iteration.sizes[last];
    for (int k = 0; k < count_; ++k) {
      const std::ptrdiff_t stride = length_ == 1 ? 1 : stride_of(k, last);
      const bool condition = k < 64 && (body.conditions >> k & 1U) != 0;
      if (operands[k].data == nullptr)
        kinds_[k] = k < body.reads ? Kind::absent : Kind::direct;
      else if (condition)
        kinds_[k] = Kind::condition;
      else
        kinds_[k] = stride == 1 ? Kind::direct : stride == 0 ? Kind::constant : Kind::strided;
      inner_[k] = stride;
      bytes_[k] = condition ? 1 : static_cast<std::ptrdiff_t>(sizeof(T));
      at_[k] = static_cast<char*>(operands[k].data);
      if (kinds_[k] != Kind::direct) tiled_ = true;
      if (kinds_[k] == Kind::absent) std::fill_n(tiles_[k], kTile, T(0));
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
    const int last = iteration_.rank - 1;
    if (axis >= last) return row();
    if (axis == last - 1 && !tiled_) return rows(axis);
    const std::ptrdiff_t size = iteration_.sizes[axis];
    for (std::ptrdiff_t i = 0; i < size; ++i) {
      walk(axis + 1);
      for (int k = 0; k < count_; ++k)
        if (at_[k] != nullptr) at_[k] += stride_of(k, axis) * bytes_[k];
    }
    for (int k = 0; k < count_; ++k)
      if (at_[k] != nullptr) at_[k] -= size * stride_of(k, axis) * bytes_[k];
  }

  /// The rows along `axis`, all of whose operands are contiguous.
  void rows(int axis) {
    T* here[kMaxOperands];
    std::ptrdiff_t steps[kMaxOperands];
    for (int k = 0; k < count_; ++k) {
      here[k] = reinterpret_cast<T*>(at_[k]);
      steps[k] = stride_of(k, axis);  // 0 for a null pointer
    }
    for (std::ptrdiff_t left = iteration_.sizes[axis];;) {
      span(length_, here);
      if (--left == 0) return;
      for (int k = 0; k < count_; ++k) here[k] += steps[k];
    }
  }

  void row() {
    T* here[kMaxOperands];
    for (int k = 0; k < count_; ++k)
      here[k] = kinds_[k] == Kind::direct ? reinterpret_cast<T*>(at_[k]) : tiles_[k];
    if (!tiled_) return span(length_, here);
    for (std::ptrdiff_t start = 0; start < length_; start += kTile) {
      const std::ptrdiff_t n = std::min(length_ - start, kTile);
      for (int k = 0; k < body_.reads; ++k) gather(k, start, n);
      span(n, here);
      for (int k = body_.reads; k < count_; ++k) scatter(k, start, n);
      for (int k = 0; k < count_; ++k)
        if (kinds_[k] == Kind::direct && here[k] != nullptr) here[k] += n;
    }
  }

  void gather(int k, std::ptrdiff_t start, std::ptrdiff_t n) {
    const std::ptrdiff_t stride = inner_[k];
    if (kinds_[k] == Kind::condition) {
      const auto* from = reinterpret_cast<const std::uint8_t*>(at_[k]) + start * stride;
      for (std::ptrdiff_t i = 0; i < n; ++i) tiles_[k][i] = from[i * stride] != 0 ? T(1) : T(0);
    } else if (kinds_[k] == Kind::constant) {
      if (start == 0) std::fill_n(tiles_[k], n, *reinterpret_cast<const T*>(at_[k]));
    } else if (kinds_[k] == Kind::strided) {
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
    const std::ptrdiff_t rest = n & (body_.width - 1);
    const std::ptrdiff_t whole = n - rest;
    if (whole > 0) body_.run(body_.closure, whole, here);
    if (rest > 0) tail(whole, rest, here);
  }

  /// Unused lanes repeat the first element of the remainder, so that they raise no other
  /// floating-point exceptions.
  void tail(std::ptrdiff_t begin, std::ptrdiff_t n, T* const* here) {
    alignas(64) T edge[kMaxOperands][kMaxWidth];
    T* edges[kMaxOperands];
    for (int k = 0; k < count_; ++k) edges[k] = here[k] == nullptr ? nullptr : edge[k];
    for (int k = 0; k < body_.reads; ++k) {
      const T* from = here[k] + begin;
      std::fill_n(edge[k], kMaxWidth, from[0]);
      for (std::ptrdiff_t i = 1; i < n; ++i) edge[k][i] = from[i];
    }
    body_.run(body_.closure, body_.width, edges);
    for (int k = body_.reads; k < count_; ++k)
      for (std::ptrdiff_t i = 0; edges[k] != nullptr && i < n; ++i) here[k][begin + i] = edge[k][i];
  }

  const LoopBody<T>& body_;
  const Iteration& iteration_;
  const Operand* operands_;
  int count_;
  bool tiled_ = false;
  std::ptrdiff_t length_;
  Kind kinds_[kMaxOperands];
  std::ptrdiff_t inner_[kMaxOperands];  // stride along the last axis, in elements
  std::ptrdiff_t bytes_[kMaxOperands];  // size of an element
  char* at_[kMaxOperands];              // the first element of the current row
  alignas(64) T tiles_[kMaxOperands][kTile];
};

}  // namespace

void run_loop(const LoopBody<float>& body, const Iteration& iteration, const Operand* operands) {
  Loop<float>(body, iteration, operands).run();
}
void run_loop(const LoopBody<double>& body, const Iteration& iteration, const Operand* operands) {
  Loop<double>(body, iteration, operands).run();
}

}  // namespace xgrad::formula
