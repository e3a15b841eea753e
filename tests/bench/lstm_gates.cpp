// How much a derived LSTM-gate pullback costs against a hand-written one that also recomputes the
/// gates.
#include <xgrad/core/formula/kernels.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

namespace {

using namespace xgrad::formula;

constexpr auto lstm_gates = [](auto i, auto f, auto g, auto o, auto c) {
  const auto c_next = sigmoid(f) * c + sigmoid(i) * tanh(g);
  return std::tuple{sigmoid(o) * tanh(c_next), c_next};
};

using V = Value<float>;

/// The pullback as one writes it by hand, with the library's functions and the body's signature.
[[gnu::flatten]] void by_hand(const void*, std::ptrdiff_t n, float* const* p) {
  const float *i = p[0], *f = p[1], *g = p[2], *o = p[3], *c = p[4], *dh = p[5], *dc = p[6];
  float *di = p[7], *df = p[8], *dg = p[9], *d_o = p[10], *dc_in = p[11];
  for (std::ptrdiff_t at = 0; at < n; at += V::kWidth) {
    const Slope<V> input = sigmoid_with_slope(V::load(i + at));
    const Slope<V> forget = sigmoid_with_slope(V::load(f + at));
    const Slope<V> candidate = tanh_with_slope(V::load(g + at));
    const Slope<V> output = sigmoid_with_slope(V::load(o + at));
    const V c_old = V::load(c + at);
    const V c_next = forget.value * c_old + input.value * candidate.value;
    const Slope<V> squashed = tanh_with_slope(c_next);
    const V grad_h = V::load(dh + at);
    const V grad_c = V::load(dc + at) + grad_h * output.value * squashed.slope;
    if (di != nullptr) (grad_c * candidate.value * input.slope).store(di + at);
    if (df != nullptr) (grad_c * c_old * forget.slope).store(df + at);
    if (dg != nullptr) (grad_c * input.value * candidate.slope).store(dg + at);
    if (d_o != nullptr) (grad_h * squashed.value * output.slope).store(d_o + at);
    if (dc_in != nullptr) (grad_c * forget.value).store(dc_in + at);
  }
}

void hand_pullback(const void* closure, const Iteration& iteration, const Operand* operands) {
  run_loop({&by_hand, closure, V::kWidth, 7, 5, 0}, iteration, operands);
}

constexpr std::ptrdiff_t kBatch = 64;
constexpr std::ptrdiff_t kHidden = 512;
constexpr std::ptrdiff_t kElements = kBatch * kHidden;

/// Nanoseconds per element of one run of a kernel over operands laid out as a step of an LSTM lays
/// them out.
double time_of(Kernel kernel, const Operand* operands) {
  const std::ptrdiff_t sizes[] = {kBatch, kHidden};
  const Iteration iteration{2, sizes};
  constexpr int repeats = 2;  // short, so that a change of the processor's speed hits few pairs
  const auto start = std::chrono::steady_clock::now();
  for (int k = 0; k < repeats; ++k) kernel(&lstm_gates, iteration, operands);
  const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
  return took.count() / (repeats * kElements);
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

}  // namespace

int main() {
  std::vector<float> gates(4 * kElements), gate_gradients(4 * kElements),
      hand_gradients(4 * kElements);
  std::vector<float> c(kElements), h(kElements), c_next(kElements), dh(kElements), dc(kElements),
      dc_in(kElements), v(5 * kElements), second(7 * kElements);
  for (std::size_t k = 0; k < gates.size(); ++k)
    gates[k] = static_cast<float>((k * 2654435761U >> 7) % 2001) * 0.004F - 4.0F;
  for (std::size_t k = 0; k < c.size(); ++k) {
    c[k] = static_cast<float>((k * 40503U) % 1001) * 0.002F - 1.0F;
    dh[k] = static_cast<float>((k * 9973U) % 1001) * 0.002F - 1.0F;
    dc[k] = static_cast<float>((k * 7919U) % 1001) * 0.002F - 1.0F;
  }

  const std::ptrdiff_t wide[] = {4 * kHidden, 1}, narrow[] = {kHidden, 1};
  const auto block = [&](std::vector<float>& from, int k) {
    return Operand{from.data() + k * kHidden, wide};
  };
  const auto plain_operand = [&](std::vector<float>& from) { return Operand{from.data(), narrow}; };
  const auto inputs = [&] {
    return std::vector<Operand>{block(gates, 0), block(gates, 1), block(gates, 2), block(gates, 3),
                                plain_operand(c)};
  };
  const auto with = [](std::vector<Operand> all, const std::vector<Operand>& more) {
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  const auto pullback_operands = [&](std::vector<float>& into) {
    return with(inputs(), {plain_operand(dh), plain_operand(dc), block(into, 0), block(into, 1),
                           block(into, 2), block(into, 3), plain_operand(dc_in)});
  };
  const auto forward = with(inputs(), {plain_operand(h), plain_operand(c_next)});
  const auto derived = pullback_operands(gate_gradients);
  const auto hand = pullback_operands(hand_gradients);
  auto twice = with(inputs(), {plain_operand(dh), plain_operand(dc)});
  for (int k = 0; k < 5; ++k) twice.push_back({v.data() + k * kElements, narrow});
  for (int k = 0; k < 7; ++k) twice.push_back({second.data() + k * kElements, narrow});

  constexpr Kernels kernels = compile<decltype(lstm_gates), 5>();
  std::vector<double> forward_ns, derived_ns, hand_ns, second_ns, ratio;
  for (int round = 0; round < 301; ++round) {
    forward_ns.push_back(time_of(kernels.forward[0], forward.data()));
    derived_ns.push_back(time_of(kernels.pullback[0], derived.data()));
    hand_ns.push_back(time_of(&hand_pullback, hand.data()));
    second_ns.push_back(time_of(kernels.second[0], twice.data()));
    ratio.push_back(derived_ns.back() / hand_ns.back());
  }
  float difference = 0;
  for (std::size_t k = 0; k < gate_gradients.size(); ++k)
    difference = std::max(difference, std::abs(gate_gradients[k] - hand_gradients[k]));

  std::printf("LSTM gates, float32, %d lanes, [%td, %td], median of %zu rounds, ns per element\n",
              V::kWidth, kBatch, kHidden, ratio.size());
  std::printf("  forward               %6.2f\n", median(forward_ns));
  std::printf("  pullback, derived     %6.2f\n", median(derived_ns));
  std::printf("  pullback, by hand     %6.2f\n", median(hand_ns));
  std::printf("  second pullback       %6.2f\n", median(second_ns));
  std::printf("  derived / by hand     %6.3f   (greatest difference of results %.1e)\n",
              median(ratio), static_cast<double>(difference));
  return 0;
}
