// Loops over dense vectors.
#include <xgrad/optim/elementwise.hpp>
#include <xgrad/optim/fold.hpp>
#include <xgrad/optim/lbfgs/flat.hpp>

namespace xgrad::optim::flat {

double dot(const Array& x, const Array& y) {
  const double* const a = x.data<double>();
  const double* const b = y.data<double>();
  return sum_of(x.numel(), [=](Index i) { return a[i] * b[i]; });
}

double sum_of_sizes(const Array& x) {
  const double* const a = x.data<double>();
  return sum_of(x.numel(), [=](Index i) { return std::abs(a[i]); });
}

double largest(const Array& x) {
  const double* const a = x.data<double>();
  return fold(
      x.numel(), [=](Index i) { return std::abs(a[i]); }, larger_of);
}

Array scaled(double factor, const Array& x) {
  Array result = Array::empty(x.shape(), float64);
  const double* const a = x.data<double>();
  double* const to = result.mutable_data<double>();
  for_elements<double>(
      x.numel(), [=](auto lanes, Index i) { lanes.store(to + i, factor * lanes.load(a + i)); });
  return result;
}

Array difference(const Array& x, const Array& y) {
  Array result = scaled(1, x);
  add(result, -1, y);
  return result;
}

void add(Array& x, double factor, const Array& y) {
  double* const a = x.mutable_data<double>();
  const double* const b = y.data<double>();
  for_elements<double>(x.numel(), [=](auto lanes, Index i) {
    lanes.store(a + i, lanes.load(a + i) + factor * lanes.load(b + i));
  });
}

}  // namespace xgrad::optim::flat
