// Random, constant, orthogonal and sparse initialisation.
#include <xgrad/autograd/factories.hpp>
#include <xgrad/autograd/ops/element_wise/pointwise.hpp>
#include <xgrad/autograd/ops/shape/join.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/product/linalg.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/memory/overlap.hpp>
#include <xgrad/nn/init/basic.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace xgrad::nn::init {
namespace {

// Draws advance the generator, so all checks come first.
void check_fillable(const char* name, const Tensor& tensor) {
  check_distinct_elements(name, tensor.array(name));
  if (is_floating(tensor.dtype(name))) return;
  throw DTypeError(fmt::format("{}: the tensor is {} {}, only float32 and float64 can be drawn",
                               name, tensor.dtype(), tensor.shape()));
}

void check_matrix(const char* name, const Tensor& tensor) {
  if (tensor.rank() == 2) return;
  throw ShapeError(fmt::format("{}: the tensor is {}, expected a matrix", name, tensor.shape()));
}

// Throws unless the element type can represent a bound or deviation.
void check_fits(const char* name, const char* argument, double value, const Tensor& tensor) {
  check_fillable(name, tensor);
  check_finite(name, argument, value);
  if (tensor.dtype() == float64 || std::isfinite(static_cast<float>(value))) return;
  throw ValueError(fmt::format("{}: {} is {}, the tensor is {}, which ends at {}", name, argument,
                               value, tensor.dtype(), std::numeric_limits<float>::max()));
}

void check_deviation(const char* name, double deviation, const Tensor& tensor) {
  check_fits(name, "deviation", deviation, tensor);
  if (deviation >= 0) return;
  throw ValueError(fmt::format("{}: deviation is {}, must not be negative", name, deviation));
}

// Draws row-major elements in place, others into a copy.
template <class Draw>
void fill(const char* name, const Tensor& tensor, const Draw& draw) {
  check_fillable(name, tensor);
  const bool in_place = tensor.is_contiguous();
  Array target = in_place ? tensor.writable() : Array::empty(tensor.shape(), tensor.dtype());
  visit_floating(tensor.dtype(), [&](auto element) {
    draw(target.mutable_data<decltype(element)>(), target.numel());
  });
  if (!in_place) kernels::copy_into(tensor.writable(), target);
}

// Solves erf(x) = y: an elementary approximation (Winitzki 2008, error 0.002), refined by two steps
// of Halley's method.
double inverse_erf(double y) {
  if (std::abs(y) >= 1) return std::copysign(HUGE_VAL, y);
  const double a = 0.147, log_term = std::log1p(-y * y);
  const double b = 2 / (std::numbers::pi * a) + log_term / 2;
  double x = std::copysign(std::sqrt(std::sqrt(b * b - log_term / a) - b), y);
  for (int step = 0; step < 2; ++step) {
    const double slope = 2 * std::numbers::inv_sqrtpi * std::exp(-x * x);
    const double newton = (std::erf(x) - y) / slope;
    x -= newton / (1 + x * newton);
  }
  return x;
}

// The cumulative distribution function of the standard normal distribution.
double normal_below(double x) {
  return (1 + std::erf(x / std::numbers::sqrt2)) / 2;
}

void set_all(const char* name, const Tensor& tensor, Scalar value) {
  check_distinct_elements(name, tensor.array(name));
  if (!is_floating(tensor.dtype()) && value.real() != std::trunc(value.real())) {
    throw ValueError(fmt::format("{}: the value is {}, the tensor {} is {}", name, to_string(value),
                                 tensor.shape(), tensor.dtype()));
  }
  if (tensor.dtype() == int64) (void)value.to<std::int64_t>(name);  // throws on overflow
  kernels::fill(tensor.writable(), value);
}

}  // namespace

void uniform_(const Tensor& tensor, double low, double high, Generator& generator) {
  check_fits("uniform_", "low", low, tensor);
  check_fits("uniform_", "high", high, tensor);
  check_fits("uniform_", "high - low", high - low, tensor);
  if (low > high) {
    throw ValueError(
        fmt::format("uniform_: low is {} and high {}, expected low <= high", low, high));
  }
  fill("uniform_", tensor,
       [&](auto* out, Index count) { generator.fill_uniform(out, count, low, high); });
}

void normal_(const Tensor& tensor, double mean, double deviation, Generator& generator) {
  check_fits("normal_", "mean", mean, tensor);
  check_deviation("normal_", deviation, tensor);
  fill("normal_", tensor,
       [&](auto* out, Index count) { generator.fill_normal(out, count, mean, deviation); });
}

void truncated_normal_(const Tensor& tensor, double mean, double deviation, double low, double high,
                       Generator& generator) {
  check_fits("truncated_normal_", "mean", mean, tensor);
  check_fits("truncated_normal_", "deviation", deviation, tensor);
  check_fits("truncated_normal_", "low", low, tensor);
  check_fits("truncated_normal_", "high", high, tensor);
  if (!(low < high) || !(deviation > 0)) {
    throw ValueError(fmt::format(
        "truncated_normal_: deviation is {}, low {} and high {}, expected deviation > 0 "
        "and low < high",
        deviation, low, high));
  }
  const double below = normal_below((low - mean) / deviation);
  const double above = normal_below((high - mean) / deviation);
  fill("truncated_normal_", tensor, [&]<class T>(T* out, Index count) {
    generator.fill_uniform(out, count, 2 * below - 1, 2 * above - 1);
    std::transform(out, out + count, out, [&](T y) {
      const double x = mean + deviation * std::numbers::sqrt2 * inverse_erf(static_cast<double>(y));
      return static_cast<T>(std::clamp(x, low, high));
    });
  });
}

void constant_(const Tensor& tensor, Scalar value) {
  set_all("constant_", tensor, value);
}

void zeros_(const Tensor& tensor) {
  set_all("zeros_", tensor, 0);
}

void ones_(const Tensor& tensor) {
  set_all("ones_", tensor, 1);
}

void eye_(const Tensor& matrix, double gain) {
  check_fillable("eye_", matrix);
  check_matrix("eye_", matrix);
  check_fits("eye_", "gain", gain, matrix);
  const Tensor values = eye(matrix.size(0), matrix.size(1), matrix.dtype()) * gain;
  kernels::copy_into(matrix.writable(), values.array());
}

void orthogonal_(const Tensor& tensor, double gain, Generator& generator) {
  check_fits("orthogonal_", "gain", gain, tensor);
  if (tensor.rank() < 2) {
    throw ShapeError(
        fmt::format("orthogonal_: the tensor is {}, expected two axes or more", tensor.shape()));
  }
  if (tensor.numel() == 0) return;
  const Index rows = tensor.size(0), columns = tensor.numel() / rows;
  const Tensor normals(Array::empty({rows, columns}, tensor.dtype()));
  normal_(normals, 0, 1, generator);

  // The QR factorisation makes columns orthonormal; with fewer rows than columns it is transposed.
  const bool wide = rows < columns;
  const auto turned = [wide](const Array& x) { return wide ? kernels::transpose(x, 0, 1) : x; };
  const Array q =
      turned(kernels::orthonormal_columns(turned(kernels::cast(normals.array(), float64))));
  const Tensor values = Tensor(kernels::reshape(q, tensor.shape())) * gain;
  kernels::copy_into(tensor.writable(), kernels::cast(values.array(), tensor.dtype()));
}

void orthogonal_blocks_(const Tensor& tensor, Index blocks, double gain, Generator& generator) {
  with_out_of_memory([&]() -> void {
    if (tensor.rank("orthogonal_blocks_") < 2 || blocks < 1 || tensor.size(0) % blocks != 0) {
      throw ShapeError(
          fmt::format("orthogonal_blocks_: the tensor is {}, which is not {} equal "
                      "blocks of rows",
                      tensor.shape(), blocks));
    }
    check_fits("orthogonal_blocks_", "gain", gain, tensor);
    for (const Tensor& block : chunk(tensor.detach(), blocks)) orthogonal_(block, gain, generator);
  });
}

void sparse_(const Tensor& matrix, double sparsity, double deviation, Generator& generator) {
  with_out_of_memory([&]() -> void {
    check_fillable("sparse_", matrix);
    check_matrix("sparse_", matrix);
    if (!(sparsity >= 0 && sparsity <= 1)) {
      throw ValueError(fmt::format("sparse_: sparsity is {}, must be in [0, 1]", sparsity));
    }
    check_deviation("sparse_", deviation, matrix);
    const Index rows = matrix.size(0), columns = matrix.size(1);
    const auto zeros = static_cast<Index>(std::ceil(sparsity * static_cast<double>(rows)));
    std::vector<std::int64_t> order(static_cast<std::size_t>(rows));
    fill("sparse_", matrix, [&]<class T>(T* out, Index count) {
      generator.fill_normal(out, count, 0, deviation);
      for (Index column = 0; column < columns; ++column) {
        generator.fill_permutation(order.data(), rows);
        for (Index i = 0; i < zeros; ++i) {
          out[order[static_cast<std::size_t>(i)] * columns + column] = T(0);
        }
      }
    });
  });
}

Tensor uniform(const Shape& shape, double bound, DType dtype, Generator& generator) {
  Tensor fresh(Array::empty(shape, dtype));
  uniform_(fresh, -bound, bound, generator);
  return fresh;
}

}  // namespace xgrad::nn::init
