// Advice: reports where the gradient vanishes or explodes, and what to change.
#include <xgrad/nn/flow/report.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace xgrad::nn {
namespace {

constexpr double kVanishingRatio = 1e-3, kExplodingRatio = 1e3, kNearOne = 0.95;

// The norms of the Jacobian, or of the gradient where it was not measured, in backward order.
struct NormProfile {
  NormProfile(const LayerFlow& layer_flow, const StateFlow& state_flow)
      : flow(&layer_flow),
        state(&state_flow),
        is_jacobian(measured(state_flow.jacobian)),
        norms(is_jacobian ? state_flow.jacobian : state_flow.gradient),
        nan(is_jacobian ? state_flow.nan_jacobian : state_flow.nan_gradient),
        count(norms.size()) {
    nan.resize(count);
    if (flow->direction == 0) {  // the last time step first
      std::reverse(norms.begin(), norms.end());
      std::reverse(nan.begin(), nan.end());
    }
    while (!norms.empty() && std::isnan(norms.back())) norms.pop_back();
    while (first < norms.size() && !(norms[first] > 0)) ++first;
  }

  static bool measured(const std::vector<double>& norms) {
    return std::any_of(norms.begin(), norms.end(), [](double x) { return !std::isnan(x); });
  }

  bool known() const { return first < norms.size(); }
  // The ratio of the norm after so many steps of the backward pass to the first norm.
  double left(std::size_t steps) const { return norms[first + steps] / norms[first]; }
  std::size_t steps() const { return norms.size() - 1 - first; }
  // The number of steps after which the norm is largest.
  std::size_t peak() const {
    const auto begin = norms.begin() + static_cast<std::ptrdiff_t>(first);
    const auto less = [](double a, double b) { return std::isnan(a) || a < b; };
    return static_cast<std::size_t>(std::max_element(begin, norms.end(), less) - begin);
  }
  bool explodes() const { return !(left(peak()) <= kExplodingRatio); }
  bool vanishes() const { return left(steps()) < kVanishingRatio; }
  // The number of steps from which on the norm has almost vanished.
  std::size_t lost() const {
    std::size_t step = steps();
    while (step > 0 && !(left(step - 1) >= kVanishingRatio)) --step;
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
    if (!std::isfinite(norms[first])) {
      return fmt::format("{} is {}", name(), nan[first] ? "NaN" : "not finite");
    }
    const std::string end =
        nan[first + steps_back] ? "NaN" : fmt::format("{:.2g}", norms[first + steps_back]);
    std::string text = fmt::format("{} {} from {:.2g} at step {} to {} at step {}", name(), verb,
                                   norms[first], time(0), end, time(steps_back));
    std::size_t steps_left = steps_back;  // before the norm vanished or overflowed
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
  std::vector<double> norms;  // in the order of the backward pass
  std::vector<bool> nan;
  std::size_t count;      // number of time steps
  std::size_t first = 0;  // the first index that has a norm
};

std::string place_of(const LayerFlow& flow) {
  return fmt::format("layer {}{}", flow.layer, flow.direction == 0 ? "" : ", backward");
}

// The spectral radius of the layer's recurrent matrix, if there is exactly one; else 0.
double spectral_radius_of(const FlowReport& report, const LayerFlow& flow) {
  const std::string name =
      fmt::format("weight_hh_l{}{}", flow.layer, flow.direction == 0 ? "" : "_reverse");
  for (const auto& [matrix, radius] : report.spectral_radii) {
    if (matrix == name) return radius;
  }
  return 0;
}

// "nn::init::orthogonal_recurrent(layer) (the spectral radius is now 0.6)"
std::string orthogonal(const FlowReport& report, const NormProfile& profile) {
  std::string call =
      fmt::format("nn::init::orthogonal_recurrent({})", report.cell ? "layer" : "cell");
  const double radius = spectral_radius_of(report, *profile.flow);
  if (radius > 0) call += fmt::format(" (the spectral radius is now {:.2g})", radius);
  return call;
}

std::string independent(const NormProfile& profile) {
  return fmt::format("nn::init::independent_recurrent(layer, {})", profile.count);
}

bool is_independent(const FlowCell& cell) {
  return std::find(cell.own.begin(), cell.own.end(), "recurrent_weight") != cell.own.end();
}

// "raise the bias of f and lower that of i by up to log(T) = 4.8"
std::string longer_memory(const FlowCell& cell, const NormProfile& profile) {
  std::vector<std::string_view> keep, replace;
  for (const FlowCell::Gate& gate : cell.gates) {
    if (!gate.name.empty()) (gate.keeps ? keep : replace).push_back(gate.name);
  }
  std::string text = keep.empty() && replace.empty() ? "move the biases of its gates" : "";
  if (!keep.empty()) text += fmt::format("raise the bias of {}", fmt::join(keep, ", "));
  if (!replace.empty()) {
    text += fmt::format("{} of {}", keep.empty() ? "lower the bias" : " and lower that",
                        fmt::join(replace, ", "));
  }
  return fmt::format("{} by up to log(T) = {:.2g}", text,
                     std::log(static_cast<double>(profile.count)));
}

// The advice to use `init::chrono`, or its equivalent for a cell without biases that it sets.
std::string chrono(const FlowCell& cell, const NormProfile& profile) {
  std::string memory = longer_memory(cell, profile);
  if (cell.biases == FlowCell::Biases::none) return memory;
  return fmt::format("{}try nn::init::chrono(layer, {}), to {}",
                     cell.biases == FlowCell::Biases::left_out ? "with .bias = true, " : "",
                     profile.count, memory);
}

std::string against_vanishing(const FlowReport& report, const NormProfile& profile) {
  if (!report.cell) {
    return fmt::format("try nn::init::chrono(cell, {}) if the cell has gates, else {}",
                       profile.count, orthogonal(report, profile));
  }
  const FlowCell& cell = *report.cell;
  constexpr std::string_view kGated = "an LSTM or GRU";
  if (!cell.gates.empty()) return chrono(cell, profile);
  if (is_independent(cell)) return fmt::format("try {}, or {}", independent(profile), kGated);
  if (!cell.has_product) return fmt::format("try {}", kGated);
  const double radius = spectral_radius_of(report, *profile.flow);
  if (radius > kNearOne) {
    return fmt::format(
        "try {}, for the recurrent weights do what they can: their spectral radius is {:.2g}",
        kGated, radius);
  }
  return fmt::format("try {}, or {}", orthogonal(report, profile), kGated);
}

std::string against_exploding(const FlowReport& report, const NormProfile& profile) {
  constexpr std::string_view kClip = "clip it with optim::clip_grad_norm_";
  const auto begin = [&](const std::string& first) {
    return fmt::format("{}, and begin with {}", kClip, first);
  };
  if (!report.cell || report.cell->has_product) return begin(orthogonal(report, profile));
  if (is_independent(*report.cell)) return begin(independent(profile));
  const std::vector<std::string>& own = report.cell->own;
  return own.empty() ? std::string(kClip) : begin(fmt::format("smaller {}", fmt::join(own, ", ")));
}

std::string vanishing(const FlowReport& report, const NormProfile& profile) {
  return fmt::format(
      "The gradient vanishes in {}: {}, and less than a thousandth is left {} steps "
      "back; {}.",
      place_of(*profile.flow), profile.change("falls", profile.steps()), profile.lost(),
      against_vanishing(report, profile));
}

std::string exploding(const FlowReport& report, const NormProfile& profile) {
  return fmt::format("The gradient explodes in {}: {}; {}.", place_of(*profile.flow),
                     profile.change("grows", profile.peak()), against_exploding(report, profile));
}

// If the gradient of h is NaN at the first step of the backward pass at which it is measured, but
// the Jacobian there is finite, the NaN came from outside the layer. Without a Jacobian, a nonzero
// gradient at the preceding step of the backward pass means that the layer may have produced the
// NaN. Returns "" in other cases.
std::string arrived(const FlowReport& report, const LayerFlow& flow) {
  if (flow.states.empty()) return "";
  const StateFlow& h = flow.states[0];
  const std::size_t count = std::min(h.nan_gradient.size(), h.gradient.size());
  for (std::size_t back = 0; back < count; ++back) {
    const std::size_t time = flow.direction == 0 ? count - 1 - back : back;
    if (!h.nan_gradient[time]) continue;
    const bool known = time < h.jacobian.size() && !std::isnan(h.jacobian[time]);
    const std::size_t behind = flow.direction == 0 ? time + 1 : time - 1;
    const auto came_in = [&] { return behind < h.gradient.size() && h.gradient[behind] > 0; };
    if (known ? std::isinf(h.jacobian[time]) : came_in()) return "";
    const bool last = time + 1 == (flow.direction == 0 ? h.gradient.size() : 1);
    return fmt::format(
        "The gradient that arrives at step {}{} of {} is NaN: it comes from behind the layer{}; "
        "look "
        "there for a logarithm, root or quotient outside its domain.",
        time, last ? ", the last," : "", place_of(flow),
        report.nan_origin.empty() ? "" : ", where " + report.nan_origin + " gave the first NaN");
  }
  return "";
}

}  // namespace

std::string FlowReport::advice() const {
  for (auto flow = layers.rbegin(); flow != layers.rend();
       ++flow) {  // the top layer first, as in the backward pass
    if (std::string text = arrived(*this, *flow); !text.empty()) return text;
  }
  std::string worst;
  double least = kVanishingRatio;
  for (const LayerFlow& flow : layers) {
    const NormProfile* best = nullptr;  // the state with the longest memory
    std::vector<NormProfile> profiles;
    for (const StateFlow& state : flow.states) profiles.emplace_back(flow, state);
    for (const NormProfile& profile : profiles) {
      if (!profile.known()) continue;
      if (profile.explodes()) return exploding(*this, profile);
      if (!best || profile.left(profile.steps()) > best->left(best->steps())) best = &profile;
    }
    if (!best || !best->vanishes() || best->left(best->steps()) >= least) continue;
    least = best->left(best->steps());
    worst = vanishing(*this, *best);
  }
  return worst;
}

}  // namespace xgrad::nn
