// Gradient clipping: norms in double precision, and gradients modified without affecting other
// owners.
#include <xgrad/autograd/graph/leaf.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/optim/clip.hpp>
#include <xgrad/optim/elementwise.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <set>

namespace xgrad::optim {
namespace {

// Parameters with a gradient, each once, with their names or positions.
using Leaves = std::vector<ParameterList::Named>;

Leaves leaves_of(const char* op, const ParameterList& parameters) {
  Leaves leaves;
  std::set<const TensorBody*> seen;
  std::size_t position = 0;
  for (const auto& [name, parameter] : parameters) {
    (void)parameter.array(op);  // throws when undefined
    if (parameter.grad().defined() && seen.insert(parameter.body().get()).second) {
      leaves.emplace_back(name.empty() ? std::to_string(position) : name, parameter);
    }
    ++position;
  }
  return leaves;
}

// Reduces term(g) over all elements of all gradients with `join`, in double precision. Several
// partial results keep the processor's pipeline full.
template <class Term, class Join>
double fold(const Leaves& leaves, const Term& term, const Join& join) {
  double total = 0;
  for (const auto& [name, leaf] : leaves) {
    const Array gradient = kernels::contiguous(leaf.grad().array());
    visit_floating(gradient.dtype(), [&]<class T>(T) {
      constexpr Index kParts = 8;
      const T* const x = gradient.data<T>();
      const Index count = gradient.numel(), whole = count / kParts * kParts;
      double parts[kParts] = {};
      for (Index i = 0; i < whole; i += kParts) {
        for (Index k = 0; k < kParts; ++k) {
          parts[k] = join(parts[k], term(static_cast<double>(x[i + k])));
        }
      }
      for (Index i = whole; i < count; ++i) {
        parts[0] = join(parts[0], term(static_cast<double>(x[i])));
      }
      for (const double part : parts) total = join(total, part);
    });
  }
  return total;
}

double largest_of(const Leaves& leaves) {
  return fold(
      leaves, [](double x) { return std::abs(x); },
      [](double a, double b) { return b > a || std::isnan(b) ? b : a; });
}

// A norm as unit * in_units, a product that may overflow double.
struct Norm {
  double unit, in_units;
  double value() const { return unit * in_units; }
};

Norm norm_of(const Leaves& leaves, double type) {
  if (std::isinf(type)) return {largest_of(leaves), 1};
  const auto powers_in = [&](double unit) {
    if (type == 2 && unit == 1) {
      return fold(
          leaves, [](double x) { return x * x; }, std::plus<>());
    }
    return fold(
        leaves, [=](double x) { return std::pow(std::abs(x / unit), type); }, std::plus<>());
  };
  const auto norm_in = [&](double unit, double powers) {
    return Norm{unit, type == 2 ? std::sqrt(powers) : std::pow(powers, 1 / type)};
  };
  // Outside this range, powers overflow or lose precision although the norm does not.
  constexpr double kLeast = 1e-280, kMost = std::numeric_limits<double>::max();
  if (const double powers = powers_in(1); powers >= kLeast && powers <= kMost) {
    if (const Norm norm = norm_in(1, powers); std::isfinite(norm.in_units)) return norm;
  }
  const double largest = largest_of(leaves);
  if (!(largest > 0) || std::isinf(largest)) return {largest, 1};
  return norm_in(largest, powers_in(largest));
}

[[noreturn]] void throw_nonfinite(const Leaves& leaves, double norm) {
  std::string message = fmt::format("clip_grad_norm_: the total norm is {}", norm);
  std::size_t affected = 0;
  for (const auto& leaf : leaves) {
    const auto count = [&](bool (*holds)(double)) {
      return fold(
          {leaf}, [=](double x) { return holds(x) ? 1.0 : 0.0; }, std::plus<>());
    };
    const double nans = count([](double x) { return std::isnan(x); });
    const double infinities = count([](double x) { return std::isinf(x); });
    if (nans + infinities > 0 && affected++ == 0) {
      message += fmt::format("; the gradient of '{}' has {} NaN and {} infinite among {} elements",
                             leaf.first, nans, infinities, leaf.second.numel());
    }
  }
  if (affected == 0) {
    throw NumericError(
        fmt::format("{}: all gradients are finite, but their norm is beyond double", message),
        "without .error_if_nonfinite they are scaled to max_norm all the same");
  }
  throw NumericError(
      fmt::format("{}; {} of {} gradients are affected", message, affected, leaves.size()));
}

// The gradient in a buffer of its own, because leaves may share one and others may hold it.
Tensor own_gradient(const Tensor& leaf) {
  const Tensor gradient = leaf.grad();
  leaf.set_grad({});
  const bool is_own = is_own_dense(gradient) && !gradient.requires_grad();
  leaf.set_grad(gradient);
  return is_own ? gradient : Tensor(kernels::copy(gradient.array()));
}

// Calls change(gradient) on every gradient, after everything that can fail.
template <class Change>
void change_gradients(const Leaves& leaves, const Change& change) {
  std::vector<Tensor> gradients;
  for (const auto& [name, leaf] : leaves) gradients.push_back(own_gradient(leaf));
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    change(gradients[i].writable());
    leaves[i].second.set_grad(gradients[i]);
  }
}

void multiply(Array& gradient, double factor) {
  visit_floating(gradient.dtype(), [&]<class T>(T) {
    const T by = static_cast<T>(factor);
    T* const g = gradient.mutable_data<T>();
    for_elements<T>(gradient.numel(),
                    [&](auto lanes, Index i) { lanes.store(g + i, lanes.load(g + i) * by); });
  });
}

// Multiplies by numerator / (unit * in_units). This factor may underflow the dtype, or even double,
// although its product with the gradient does not.
void scale(Array& gradient, double numerator, const Norm& divisor) {
  const double least = gradient.dtype() == float32 ? std::numeric_limits<float>::min()
                                                   : std::numeric_limits<double>::min();
  const double factor = numerator / divisor.value();
  if (!(factor < least) || numerator == 0 || std::isinf(divisor.unit)) {
    return multiply(gradient, factor);
  }
  int of_unit = 0, of_rest = 0;  // exponents of two
  const double rest = std::frexp(divisor.unit, &of_unit) * std::frexp(divisor.in_units, &of_rest);
  const int exponent = of_unit + of_rest;
  multiply(gradient, std::ldexp(1.0, -exponent / 2));
  multiply(gradient, std::ldexp(1.0, -(exponent - exponent / 2)));
  multiply(gradient, numerator / rest);
}

void clamp(Array& gradient, double bound) {
  visit_floating(gradient.dtype(), [&]<class T>(T) {
    const T most = static_cast<T>(bound);
    T* const x = gradient.mutable_data<T>();
    for (Index i = 0; i < gradient.numel(); ++i) x[i] = std::clamp(x[i], -most, most);
  });
}

}  // namespace

double clip_grad_norm_(const ParameterList& parameters, double max_norm,
                       const ClipNormOptions& options) {
  return with_out_of_memory([&]() -> double {
    if (!(max_norm >= 0)) {
      throw ValueError(fmt::format("clip_grad_norm_: max_norm = {} must be at least 0", max_norm));
    }
    if (!(options.norm_type > 0)) {
      throw ValueError(
          fmt::format("clip_grad_norm_: norm_type = {} must be above 0", options.norm_type));
    }
    const Leaves leaves = leaves_of("clip_grad_norm_", parameters);
    const Norm total = norm_of(leaves, options.norm_type);
    const double norm = total.value();
    if (options.error_if_nonfinite && !std::isfinite(norm)) throw_nonfinite(leaves, norm);
    constexpr double kTiny = 1e-6;  // as in PyTorch; prevents division by norm 0
    if (norm + kTiny > max_norm || std::isnan(norm)) {
      // For a norm beyond 2^53, the addition has no effect.
      const Norm divisor = norm < 0x1p53 || std::isnan(norm) ? Norm{1, norm + kTiny} : total;
      change_gradients(leaves, [&](Array& gradient) { scale(gradient, max_norm, divisor); });
    }
    return norm;
  });
}

void clip_grad_value_(const ParameterList& parameters, double clip_value) {
  with_out_of_memory([&]() -> void {
    if (!(clip_value >= 0)) {
      throw ValueError(
          fmt::format("clip_grad_value_: clip_value = {} must be at least 0", clip_value));
    }
    change_gradients(leaves_of("clip_grad_value_", parameters),
                     [&](Array& gradient) { clamp(gradient, clip_value); });
  });
}

}  // namespace xgrad::optim
