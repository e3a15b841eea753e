// Parameters and gradients as vectors.
#include <xgrad/core/error.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/optim/lbfgs/quasi_newton.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace xgrad::optim {
namespace {

// Writes the elements of `from` to consecutive places of a vector.
void copy_to(double* to, const Array& from) {
  const Array dense = kernels::contiguous(from);
  visit_floating(dense.dtype(),
                 [&]<class T>(T) { std::copy_n(dense.data<T>(), dense.numel(), to); });
}

}  // namespace

void QuasiNewtonOptimizer::step() {
  throw ValueError(fmt::format("{}: step() needs a closure that computes the loss", name()),
                   "call step([&] { optimizer.zero_grad(); Tensor loss = ...; loss.backward(); "
                   "return loss; })");
}

void QuasiNewtonOptimizer::add_parameters(const ParameterList& parameters, std::size_t group) {
  if (group > 0) {
    throw ValueError(
        fmt::format("{}: there can be only one parameter group", name()),
        "its step depends on all parameters together; pass one list to the constructor");
  }
  Optimizer::add_parameters(parameters, group);
}

template <class Action>
void QuasiNewtonOptimizer::for_parameters(const Action& action) const {
  Index offset = 0;
  for (const Parameter& parameter : parameters()) {
    action(parameter, offset);
    offset += parameter.tensor.numel();
  }
}

Index QuasiNewtonOptimizer::count() const {
  Index total = 0;
  for (const Parameter& parameter : parameters()) total += parameter.tensor.numel();
  return total;
}

Array QuasiNewtonOptimizer::values() const {
  Array result = Array::empty({count()}, float64);
  for_parameters([&](const Parameter& parameter, Index offset) {
    copy_to(result.mutable_data<double>() + offset, parameter.tensor.array());
  });
  return result;
}

Array QuasiNewtonOptimizer::gradients(Index expected) const {
  if (const Index now = count(); now != expected) {
    throw ShapeError(fmt::format("{}: the parameters have {} elements now, expected {} as before",
                                 name(), now, expected),
                     "convert a module before making its optimizer");
  }
  Array result = kernels::zeros({expected}, float64);
  for_parameters([&](const Parameter& parameter, Index offset) {
    const Tensor gradient = parameter.tensor.grad();
    if (!gradient.defined()) return;
    check_step(parameter, gradient);
    copy_to(result.mutable_data<double>() + offset, gradient.array());
  });
  return result;
}

void QuasiNewtonOptimizer::move_to(const Array& x, double t, const Array& d) const {
  for_parameters([&](const Parameter& parameter, Index offset) {
    Array& value = parameter.tensor.writable("step");
    const bool is_dense = value.is_contiguous();
    Array dense = is_dense ? value : Array::empty(value.shape(), value.dtype());
    const double* const from = x.data<double>() + offset;
    const double* const along = d.data<double>() + offset;
    visit_floating(value.dtype(), [&]<class T>(T) {
      T* const to = dense.mutable_data<T>();
      for (Index i = 0; i < dense.numel(); ++i) to[i] = static_cast<T>(from[i] + t * along[i]);
    });
    if (!is_dense) kernels::copy_into(value, dense);
  });
}

}  // namespace xgrad::optim
