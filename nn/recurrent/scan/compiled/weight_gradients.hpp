// WeightGradients: products and sums over the rows of several steps. Internal.
#pragma once

#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/core/kernels/index.hpp>
#include <xgrad/nn/recurrent/scan/compiled/rows.hpp>

namespace xgrad::nn {

/// Adds gradients of weights, which are sums over rows, to the sums of a backward pass.
template <class T>
class WeightGradients {
 public:
  explicit WeightGradients(GradientSink& sink) : sink_(sink) {}

  /// Ones, at least as many as a sum has rows.
  void set_ones(Array ones) { ones_ = std::move(ones); }

  /// Adds a^T b of `count` rows to the gradient of an input, together with the following rows if
  /// they are adjacent in memory.   [count, n], [count, k] -> [n, k]
  void add_rows(std::size_t input, Rows<T> a, Index n, Rows<T> b, Index k, Index count) {
    const bool continues =
        count_ > 0 && input == input_ && a.stride == a_.stride && b.stride == b_.stride;
    if (continues && a.from(count) == a_ && b.from(count) == b_) {
      a_ = a;
      b_ = b;
    } else if (!continues || a_.from(count_) != a || b_.from(count_) != b) {
      flush();
      input_ = input;
      a_ = a;
      b_ = b;
      n_ = n;
      k_ = k;
    }
    count_ += count;
  }

  /// Adds the product of the rows that were given so far.
  void flush() {
    if (count_ == 0) return;
    add(input_, {n_, k_}, [this](T* sum, bool accumulate) {
      kernels::gemm(n_, k_, count_, {a_.data, a_.stride, true}, {b_.data, b_.stride}, sum, k_,
                    accumulate);
    });
    count_ = 0;
  }

  /// Adds the sum of `count` rows.   [count, n] -> [n]
  void add_sum(std::size_t input, Rows<T> rows, Index n, Index count) {
    add(input, {n}, [&](T* sum, bool accumulate) {
      kernels::gemm(1, n, count, {ones_.data<T>(), count}, {rows.data, rows.stride}, sum, n,
                    accumulate);
    });
  }

  /// Adds each of the rows to the row of a table that an index selects.
  void add_columns(std::size_t input, const Shape& table, const Array& indices,
                   const Array& source) {
    if (!sink_.wants(input)) return;
    sink_.add(input, Deferred{[&] {
                                Array made = kernels::zeros(table, ones_.dtype());
                                kernels::take_add_into("embedding", made, 0, indices, source);
                                return Tensor(std::move(made));
                              },
                              [&](Array& sum) {
                                kernels::take_add_into("embedding", sum, 0, indices, source);
                              }});
  }

 private:
  // Adds what `compute` gives to the sum of an input in place, or as a value.
  template <class Compute>
  void add(std::size_t input, const Shape& shape, const Compute& compute) {
    if (!sink_.wants(input)) return;
    sink_.add(input, Deferred{[&] {
                                Array made = Array::empty(shape, ones_.dtype());
                                compute(made.mutable_data<T>(), false);
                                return Tensor(std::move(made));
                              },
                              [&](Array& sum) { compute(sum.mutable_data<T>(), true); }});
  }

  GradientSink& sink_;
  Array ones_;
  std::size_t input_ = 0;
  Rows<T> a_, b_;
  Index n_ = 0, k_ = 0, count_ = 0;
};

}  // namespace xgrad::nn
