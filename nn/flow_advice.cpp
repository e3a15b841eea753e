// Advice: where the gradient vanishes or explodes, told by the numbers.
#include <xgrad/nn/flow_report.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace xgrad::nn {
namespace {

constexpr double kLost = 1e-3, kTooMuch = 1e3, kNearOne = 0.95;

// How a norm changes on its way back through a layer: the Jacobian's where it was measured.
struct WayBack {
  WayBack(const LayerFlow& layer_flow, const StateFlow& state_flow)
      : flow(&layer_flow),
        state(&state_flow),
        is_jacobian(measured(state_flow.jacobian)),
        norms(is_jacobian ? state_flow.jacobian : state_flow.gradient),
        count(norms.size()) {
    if (flow->direction == 0) std::reverse(norms.begin(), norms.end());  // the last step first
    while (!norms.empty() && std::isnan(norms.back())) norms.pop_back();
    while (first < norms.size() && !(norms[first] > 0)) ++first;
  }

  static bool measured(const std::vector<double>& norms) {
    return std::any_of(norms.begin(), norms.end(), [](double x) { return !std::isnan(x); });
  }

  bool known() const { return first < norms.size(); }
  // What is left, of what there was at first, after so many steps back.
  double left(std::size_t steps) const { return norms[first + steps] / norms[first]; }
  std::size_t steps() const { return norms.size() - 1 - first; }
  // The number of steps back at which the most is left.
  std::size_t peak() const {
    const auto begin = norms.begin() + static_cast<std::ptrdiff_t>(first);
    const auto less = [](double a, double b) { return std::isnan(a) || a < b; };
    return static_cast<std::size_t>(std::max_element(begin, norms.end(), less) - begin);
  }
  bool explodes() const { return !(left(peak()) <= kTooMuch); }
  bool vanishes() const { return left(steps()) < kLost; }
  // The number of steps back from which on nearly nothing is left.
  std::size_t lost() const {
    std::size_t step = steps();
    while (step > 0 && !(left(step - 1) >= kLost)) --step;
    return step;
  }

  std::size_t time(std::size_t steps_back) const {
    const std::size_t at = first + steps_back;
    return flow->direction == 0 ? count - 1 - at : at;
  }
  std::string name() const {
    return fmt::format("||d{}/d{}_t||", is_jacobian ? "h_T" : "L", state->name);
  }
  // "||dh_T/dh_t|| falls from 8 at step 199 to 2.1e-25 at step 0, by a factor of 0.74 at each step"
  std::string change(const char* verb, std::size_t steps_back) const {
    const double end = norms[first + steps_back];
    if (!std::isfinite(norms[first])) return fmt::format("{} is not finite", name());
    std::string text = fmt::format("{} {} from {:.2g} at step {} to {:.2g} at step {}", name(),
                                   verb, norms[first], time(0), end, time(steps_back));
    std::size_t steps_left = steps_back;  // before it was lost, or beyond all numbers
    while (steps_left > 0 && !std::isnormal(left(steps_left))) --steps_left;
    if (steps_left > 0) {
      const double factor = std::pow(left(steps_left), 1 / static_cast<double>(steps_left));
      text += fmt::format(", by a factor of {:.3g} at each step", factor);
    }
    return text;
  }

  const LayerFlow* flow;
  const StateFlow* state;
  bool is_jacobian;
  std::vector<double> norms;  // in the order of the way back
  std::size_t count;          // of time steps
  std::size_t first = 0;      // where there is a norm at first
};

std::string place_of(const LayerFlow& flow) {
  return fmt::format("layer {}{}", flow.layer, flow.direction == 0 ? "" : ", backward");
}

// Of the layer's recurrent matrix, if it is one; else 0.
double spectral_radius_of(const FlowReport& report, const LayerFlow& flow) {
  const std::string name =
      fmt::format("weight_hh_l{}{}", flow.layer, flow.direction == 0 ? "" : "_reverse");
  for (const auto& [matrix, radius] : report.spectral_radii) {
    if (matrix == name) return radius;
  }
  return 0;
}

std::string orthogonal(double radius) {
  const char* const weights = "orthogonal recurrent weights";
  return radius > 0 ? fmt::format("{} (their spectral radius is now {:.2g})", weights, radius)
                    : weights;
}

std::string against_vanishing(const FlowReport& report, const WayBack& way) {
  const LayerFlow& flow = *way.flow;
  const auto has = [&](std::string_view gate) {
    return std::any_of(flow.gates.begin(), flow.gates.end(),
                       [&](const GateFlow& other) { return other.name == gate; });
  };
  if (has("f") && has("o")) {  // alone, f may be a gate that replaces the state
    return fmt::format(
        "raise the bias of the forget gate, up to log(T) = {:.2g} as chrono "
        "initialisation does",
        std::log(static_cast<double>(way.count)));
  }
  if (!flow.gates.empty()) {
    return fmt::format(
        "move the bias of the gate that keeps the state, by up to log(T) = {:.2g} as "
        "chrono initialisation does",
        std::log(static_cast<double>(way.count)));
  }
  const double radius = spectral_radius_of(report, flow);
  if (radius > kNearOne) {
    return fmt::format(
        "try an LSTM or GRU, for the recurrent weights do what they can: their "
        "spectral radius is {:.2g}",
        radius);
  }
  return fmt::format("try {}, or an LSTM or GRU", orthogonal(radius));
}

std::string vanishing(const FlowReport& report, const WayBack& way) {
  return fmt::format(
      "The gradient vanishes in {}: {}, and less than a thousandth is left {} steps "
      "back; {}.",
      place_of(*way.flow), way.change("falls", way.steps()), way.lost(),
      against_vanishing(report, way));
}

std::string exploding(const FlowReport& report, const WayBack& way) {
  return fmt::format(
      "The gradient explodes in {}: {}; clip it with clip_grad_norm_, and begin with "
      "{}.",
      place_of(*way.flow), way.change("grows", way.peak()),
      orthogonal(spectral_radius_of(report, *way.flow)));
}

}  // namespace

std::string FlowReport::advice() const {
  std::string worst;
  double least = kLost;
  for (const LayerFlow& flow : layers) {
    const WayBack* best = nullptr;  // a memory is as long as that of its most lasting state
    std::vector<WayBack> ways;
    for (const StateFlow& state : flow.states) ways.emplace_back(flow, state);
    for (const WayBack& way : ways) {
      if (!way.known()) continue;
      if (way.explodes()) return exploding(*this, way);
      if (!best || way.left(way.steps()) > best->left(best->steps())) best = &way;
    }
    if (!best || !best->vanishes() || best->left(best->steps()) >= least) continue;
    least = best->left(best->steps());
    worst = vanishing(*this, *best);
  }
  return worst;
}

}  // namespace xgrad::nn
