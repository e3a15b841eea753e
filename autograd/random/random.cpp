// Random draws computed from uniform ones.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/random/random.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

namespace xgrad {
namespace {

void check_floating(const char* op, const char* what, DType dtype) {
  if (is_floating(dtype)) return;
  throw DTypeError(fmt::format("{}: {} {}, must be float32 or float64", op, what, dtype));
}

// Calls use(i, u) for i = 0, 1, ... count - 1 with uniform draws u from [0, 1).
template <class Use>
void for_each_uniform(Index count, Generator& generator, const Use& use) {
  std::array<double, 1024> draws = {};
  constexpr auto kBlock = static_cast<Index>(draws.size());
  for (Index begin = 0; begin < count; begin += kBlock) {
    const Index length = std::min(kBlock, count - begin);
    generator.fill_uniform(draws.data(), length, 0, 1);
    for (Index i = 0; i < length; ++i) use(begin + i, draws[static_cast<std::size_t>(i)]);
  }
}

template <class T>
void fill_exponential(T* out, Index count, double rate, Generator& generator) {
  const double mean = 1 / rate;
  for_each_uniform(count, generator, [=](Index i, double u) {
    out[i] = static_cast<T>(std::abs(mean * std::log(1 - u)));  // 0 for u = 0, not -0
  });
}

// The weights of one row and the draws from it.
template <class T>
struct Row {
  const T* weights;
  Index categories;
  std::int64_t* out;
  Index count;
};

// Category i with the largest w_i / e_i, e_i exponential, has the probability w_i / sum w; the next
// largest ones are draws without replacement.
template <class T>
void draw_largest(const Row<T>& row, std::vector<T>& keys, std::vector<std::int64_t>& order,
                  Generator& generator) {
  fill_exponential(keys.data(), row.categories, 1, generator);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    keys[i] = row.weights[i] > 0 ? row.weights[i] / keys[i] : T(-1);
  }
  std::iota(order.begin(), order.end(), std::int64_t{0});
  const auto end = order.begin() + row.count;
  std::partial_sort(order.begin(), end, order.end(), [&](std::int64_t a, std::int64_t b) {
    const T x = keys[static_cast<std::size_t>(a)], y = keys[static_cast<std::size_t>(b)];
    return x > y || (x == y && a < b);
  });
  std::copy(order.begin(), end, row.out);
}

// Searches uniform draws in the cumulative probabilities.
template <class T>
void draw_with_replacement(const Row<T>& row, std::vector<T>& cumulative, Generator& generator) {
  std::partial_sum(row.weights, row.weights + row.categories, cumulative.begin());
  const T sum = cumulative.back();
  for (T& value : cumulative) value /= sum;
  for_each_uniform(row.count, generator, [&](Index i, double u) {
    const auto above = std::upper_bound(cumulative.begin(), cumulative.end(), u,
                                        [](double draw, T value) { return draw < value; });
    row.out[i] = above - cumulative.begin();
  });
}

template <class T>
void check_weights(const Array& weights, Index categories, Index count, bool replacement) {
  const T* const data = weights.data<T>();
  for (Index begin = 0; begin < weights.numel(); begin += categories) {
    T sum = 0;
    Index possible = 0;
    for (Index i = begin; i < begin + categories; ++i) {
      if (!(data[i] >= 0 && std::isfinite(data[i]))) {
        throw ValueError(
            fmt::format("multinomial: the weight at {} is {}, must be finite and at "
                        "least 0",
                        unravel(i, weights.shape()), data[i]));
      }
      sum += data[i];
      possible += data[i] > 0 ? 1 : 0;
    }
    const Index row = begin / categories;
    if (!(sum > 0 && std::isfinite(sum))) {
      throw ValueError(fmt::format(
          "multinomial: the weights {} sum to {} in row {}, must be positive and finite", weights,
          sum, row));
    }
    if (!replacement && count > possible) {
      throw ValueError(fmt::format("multinomial: {} draws without replacement from {} weights that "
                                   "are not 0 in row {}",
                                   count, possible, row),
                       "pass replacement = true to draw a category more than once");
    }
  }
}

}  // namespace

Tensor bernoulli(const Tensor& p, Generator& generator) {
  check_floating("bernoulli", "p is", p.dtype("bernoulli"));
  const Array probabilities = kernels::contiguous(p.array());
  Array value = Array::empty(p.shape(), p.dtype());
  visit_floating(p.dtype(), [&]<class T>(T) {
    const T* const data = probabilities.data<T>();
    for (Index i = 0; i < value.numel(); ++i) {
      if (data[i] >= 0 && data[i] <= 1) continue;
      throw ValueError(fmt::format("bernoulli: the probability at {} is {}, must be in [0, 1]",
                                   unravel(i, p.shape()), data[i]));
    }
    T* const out = value.mutable_data<T>();
    generator.fill_uniform(out, value.numel(), 0, 1);
    for (Index i = 0; i < value.numel(); ++i) out[i] = out[i] < data[i] ? T(1) : T(0);
  });
  return Tensor(std::move(value));
}

Tensor multinomial(const Tensor& weights, Index count, bool replacement, Generator& generator) {
  Shape shape = weights.shape("multinomial");
  check_floating("multinomial", "the weights are", weights.dtype());
  if ((shape.size() != 1 && shape.size() != 2) || shape.back() == 0) {
    throw ShapeError(
        fmt::format("multinomial: the weights are {}, expected [categories] or [rows, "
                    "categories] with at least one category",
                    shape));
  }
  if (count < 0) {
    throw ValueError(fmt::format("multinomial: count is {}, must not be negative", count));
  }
  return with_out_of_memory([&]() -> Tensor {
    const Index categories = shape.back();
    shape.back() = count;
    const Array dense = kernels::contiguous(weights.array());
    visit_floating(dense.dtype(),
                   [&]<class T>(T) { check_weights<T>(dense, categories, count, replacement); });
    Array value = Array::empty(shape, int64);
    if (value.numel() == 0) return Tensor(std::move(value));
    visit_floating(dense.dtype(), [&]<class T>(T) {
      std::vector<T> work(static_cast<std::size_t>(categories));
      std::vector<std::int64_t> order(replacement ? 0 : work.size());
      for (Index row = 0; row * count < value.numel(); ++row) {
        const Row<T> one = {dense.data<T>() + row * categories, categories,
                            value.mutable_data<std::int64_t>() + row * count, count};
        if (replacement) {
          draw_with_replacement(one, work, generator);
        } else {
          draw_largest(one, work, order, generator);
        }
      }
    });
    return Tensor(std::move(value));
  });
}

Tensor exponential(const Shape& shape, double rate, DType dtype, Generator& generator) {
  check_floating("exponential", "draws cannot be", dtype);
  const double mean = 1 / rate;
  if (!(rate > 0 && mean > 0 &&
        std::isfinite(dtype == float32 ? static_cast<float>(mean) : mean))) {
    throw ValueError(
        fmt::format("exponential: rate is {}, must be positive and finite, as must "
                    "1 / rate in {}",
                    rate, dtype));
  }
  Array value = Array::empty(shape, dtype);
  visit_floating(dtype, [&]<class T>(T) {
    fill_exponential(value.mutable_data<T>(), value.numel(), rate, generator);
  });
  return Tensor(std::move(value));
}

Tensor gumbel(const Shape& shape, DType dtype, Generator& generator) {
  check_floating("gumbel", "draws cannot be", dtype);
  Array value = Array::empty(shape, dtype);
  visit_floating(dtype, [&]<class T>(T) {
    T* const out = value.mutable_data<T>();
    fill_exponential(out, value.numel(), 1, generator);
    // The smallest exponential draw above 0 is 2^-53.
    for (Index i = 0; i < value.numel(); ++i) out[i] = -std::log(std::max(out[i], T(0x1p-54)));
  });
  return Tensor(std::move(value));
}

Tensor gumbel_softmax(const Tensor& logits, double tau, bool hard, Index axis,
                      Generator& generator) {
  check_floating("gumbel_softmax", "the logits are", logits.dtype("gumbel_softmax"));
  const std::size_t at = normalize_axis("gumbel_softmax", axis, logits.shape());
  if (!(tau > 0 && std::isfinite(tau))) {
    throw ValueError(fmt::format("gumbel_softmax: tau is {}, must be positive and finite", tau));
  }
  Tensor relaxed =
      softmax((logits + gumbel(logits.shape(), logits.dtype(), generator)) / tau, axis);
  if (!hard || relaxed.numel() == 0 || relaxed.rank() == 0) return relaxed;
  const Tensor chosen = one_hot(argmax(relaxed, axis), logits.shape()[at], logits.dtype());
  Axes order;
  for (std::size_t i = 0; i + 1 < chosen.rank(); ++i) order.push_back(static_cast<Index>(i));
  order.insert(at, static_cast<Index>(order.size()));
  return permute(chosen, order) + (relaxed - relaxed.detach());
}

}  // namespace xgrad
