// Linear recurrences. Their pullbacks are linear recurrences in the opposite direction.
#include <xgrad/autograd/graph/record.hpp>
#include <xgrad/autograd/ops.hpp>
#include <xgrad/autograd/ops/sequence/steps.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/kernels/scan.hpp>
#include <xgrad/core/kernels/views.hpp>

namespace xgrad {
namespace {

// The position of h0 in time: before the first step or, in reverse, after the last.
struct Direction {
  bool reverse;

  // The index of the step that takes h0.
  Index first(Index steps) const { return reverse ? steps - 1 : 0; }
  // All steps except the one that runs last, or the one that runs first.
  Tensor without_last(const Tensor& x) const {
    return narrow(x, 0, reverse ? 1 : 0, x.size(0) - 1);
  }
  Tensor without_first(const Tensor& x) const {
    return narrow(x, 0, reverse ? 0 : 1, x.size(0) - 1);
  }
  // Concatenates as a view if the inputs are adjacent in memory.
  Tensor joined(const Tensor& h0, const Tensor& h) const {
    return reverse ? cat_or_view({h, h0}) : cat_or_view({h0, h});
  }
};

// The states and h0, [1, ...], adjacent in one buffer.
struct Scanned {
  Tensor h, h0;
};
Scanned scan(const Tensor& a, const Tensor& b, const Tensor& h0, Direction direction);

// The tensors that the pullback of a scan needs.
struct Kept {
  Saved a, h0, h;
};

void pull_back(const Kept& kept, Direction direction, const Tensor& g, GradientSink& sink) {
  const Tensor& a = kept.a();
  const Index steps = g.size(0), first = direction.first(steps);
  if (steps == 0) {
    for (const std::size_t input : {0u, 1u}) sink.add(input, g);
    return sink.add(2, sum(g, 0, true));
  }
  // db_t = g_t + a_(t+1) db_(t+1)
  const Direction back{!direction.reverse};
  const auto [rest, last] = scan(direction.without_first(a), direction.without_last(g),
                                 narrow(g, 0, back.first(steps), 1), back);
  const Tensor db = back.joined(last, rest);
  if (sink.wants(0)) {  // da_t = db_t h_(t-1)
    const Tensor h = sink.output(0, kept.h().array());
    sink.add(0, mul(db, direction.joined(kept.h0(), direction.without_last(h))));
  }
  sink.add(1, db);
  if (sink.wants(2))  // dh0 = a_0 db_0
    sink.add(2, mul(narrow(a, 0, first, 1), narrow(db, 0, first, 1)));
}

Scanned scan(const Tensor& a, const Tensor& b, const Tensor& h0, Direction direction) {
  Shape shape = a.shape();
  const Index steps = shape[0]++;
  const Array buffer = Array::empty(shape, a.dtype());
  const Tensor first =
      repeat_into(kernels::narrow(buffer, 0, direction.reverse ? steps : 0, 1), h0);
  Array h = kernels::narrow(buffer, 0, direction.reverse ? 0 : 1, steps);
  kernels::linear_scan_into(h, a.array(), b.array(), first.array(), direction.reverse);
  if (!needs_record(a, b, first)) return {Tensor::from_node(std::move(h), {}), first};
  const Tensor inputs[] = {a, b, first};
  return {record_general("linear_scan", {h}, inputs,
                         [kept = Kept{saved(a), saved(first), saved(Tensor(h))}, direction](
                             std::span<const Tensor> gradients, GradientSink& sink) {
                           pull_back(kept, direction, gradients[0], sink);
                         })[0],
          first};
}

void check(const Tensor& a, const Tensor& b, const Tensor& h0) {
  check_defined("linear_scan", a, b);
  if (!is_floating(a.dtype()) || b.dtype() != a.dtype() ||
      (h0.defined() && h0.dtype() != a.dtype()))
    throw DTypeError(fmt::format("linear_scan: a is {}, b is {}{}, expected one floating type",
                                 a.array(), b.array(),
                                 h0.defined() ? fmt::format(", h0 is {}", h0.array()) : ""));
  if (a.rank() == 0 || a.shape() != b.shape())
    throw ShapeError(fmt::format("linear_scan: a is {}, b is {}, expected [time, ...] of both",
                                 a.shape(), b.shape()),
                     "expand(x, shape) repeats what is the same at all steps");
  Shape step = a.shape();
  step.erase(0);
  if (h0.defined() && h0.shape() != step)
    throw ShapeError(fmt::format("linear_scan: h0 is {}, expected {}, a step of a {}", h0.shape(),
                                 step, a.shape()));
}

}  // namespace

Tensor linear_scan(const Tensor& a, const Tensor& b, const Tensor& h0, bool reverse) {
  check(a, b, h0);
  return with_out_of_memory([&] { return scan(a, b, h0, {reverse}).h; });
}

}  // namespace xgrad
