// Calls of a function per element, as xtensor expressions.
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/element_wise/map.hpp>
#include <xgrad/core/xtensor/combine.hpp>

namespace xgrad::kernels {
namespace {

template <class T>
auto in_float64(double (*function)(double)) {
  return [function](T x) { return static_cast<T>(function(static_cast<double>(x))); };
}
template <class T>
auto in_float64(double (*function)(double, double)) {
  return [function](T a, T b) {
    return static_cast<T>(function(static_cast<double>(a), static_cast<double>(b)));
  };
}

}  // namespace

Array map(std::string_view op, double (*function)(double), const Array& x) {
  check_floating(op, x);
  return x.dtype() == float32 ? combine_elements<float>(in_float64<float>(function), x)
                              : combine_elements<double>(in_float64<double>(function), x);
}

Array map(std::string_view op, double (*function)(double, double), const Array& a, const Array& b) {
  check_floating(op, a);
  check_floating(op, b);
  if (a.dtype() != b.dtype()) {
    throw DTypeError(fmt::format("{}: a is {}, b is {}, expected one type", op, a, b),
                     "floating types never mix by themselves: cast one with to(x, dtype)");
  }
  return a.dtype() == float32 ? combine_elements<float>(op, in_float64<float>(function), a, b)
                              : combine_elements<double>(op, in_float64<double>(function), a, b);
}

}  // namespace xgrad::kernels
