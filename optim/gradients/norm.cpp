// Norms by powers of the elements, in units of the largest one if the powers would overflow.
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/optim/elementwise.hpp>
#include <xgrad/optim/fold.hpp>
#include <xgrad/optim/gradients/norm.hpp>

#include <limits>

namespace xgrad::optim {
namespace {

// The norm of the numbers x of which `fold_all(term, join)` reduces term(x) with `join`.
template <class FoldAll>
Norm norm_from(const FoldAll& fold_all, double type) {
  const auto largest_of_all = [&] {
    return fold_all([](double x) { return std::abs(x); }, larger_of);
  };
  if (std::isinf(type)) return {largest_of_all(), 1};
  const auto powers_in = [&](double unit) {
    if (type == 2 && unit == 1) {
      return fold_all([](double x) { return x * x; }, std::plus<>());
    }
    return fold_all([=](double x) { return std::pow(std::abs(x / unit), type); }, std::plus<>());
  };
  const auto norm_in = [&](double unit, double powers) {
    return Norm{unit, type == 2 ? std::sqrt(powers) : std::pow(powers, 1 / type)};
  };
  // Outside this range, powers overflow or lose precision although the norm does not.
  constexpr double kLeast = 1e-280, kMost = std::numeric_limits<double>::max();
  if (const double powers = powers_in(1); powers >= kLeast && powers <= kMost) {
    if (const Norm norm = norm_in(1, powers); std::isfinite(norm.in_units)) return norm;
  }
  const double largest = largest_of_all();
  if (!(largest > 0) || std::isinf(largest)) return {largest, 1};
  return norm_in(largest, powers_in(largest));
}

template <class T>
Norm norm_of_range(const T* elements, Index count) {
  const auto fold_all = [&](const auto& term, const auto& join) {
    return fold(
        count, [&](Index i) { return term(static_cast<double>(elements[i])); }, join);
  };
  return norm_from(fold_all, 2);
}

template <class T>
void multiply(T* elements, Index count, double factor) {
  const T by = static_cast<T>(factor);
  for_elements<T>(count, [&](auto lanes, Index i) {
    lanes.store(elements + i, lanes.load(elements + i) * by);
  });
}

template <class T>
void scale_range(T* elements, Index count, double numerator, const Norm& divisor) {
  const double factor = numerator / divisor.value();
  if (!(factor < static_cast<double>(std::numeric_limits<T>::min())) || numerator == 0 ||
      std::isinf(divisor.unit)) {
    return multiply(elements, count, factor);
  }
  int of_unit = 0, of_rest = 0;  // exponents of two
  const double rest = std::frexp(divisor.unit, &of_unit) * std::frexp(divisor.in_units, &of_rest);
  const int exponent = of_unit + of_rest;
  multiply(elements, count, std::ldexp(1.0, -exponent / 2));
  multiply(elements, count, std::ldexp(1.0, -(exponent - exponent / 2)));
  multiply(elements, count, numerator / rest);
}

}  // namespace

Norm norm_of(const Leaves& leaves, double type) {
  const auto fold_all = [&](const auto& term, const auto& join) {
    double total = 0;
    for (const auto& [name, leaf] : leaves) {
      const Array gradient = kernels::contiguous(leaf.grad().array());
      visit_floating(gradient.dtype(), [&]<class T>(T) {
        const T* const g = gradient.data<T>();
        total = fold(
            gradient.numel(), [&](Index i) { return term(static_cast<double>(g[i])); }, join,
            total);
      });
    }
    return total;
  };
  return norm_from(fold_all, type);
}

Norm norm_of(const float* elements, Index count) {
  return norm_of_range(elements, count);
}
Norm norm_of(const double* elements, Index count) {
  return norm_of_range(elements, count);
}

void scale(float* elements, Index count, double numerator, const Norm& divisor) {
  scale_range(elements, count, numerator, divisor);
}
void scale(double* elements, Index count, double numerator, const Norm& divisor) {
  scale_range(elements, count, numerator, divisor);
}
void scale(Array& elements, double numerator, const Norm& divisor) {
  visit_floating(elements.dtype(), [&]<class T>(T) {
    scale_range(elements.mutable_data<T>(), elements.numel(), numerator, divisor);
  });
}

}  // namespace xgrad::optim
