// A report as a figure, as text, as a table.
#include <xgrad/core/io/atomic_file.hpp>
#include <xgrad/nn/flow_report.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace xgrad::nn {
namespace {

bool is_measured(const std::vector<double>& values) {
  return std::any_of(values.begin(), values.end(), [](double x) { return !std::isnan(x); });
}

// Of a line in the legend: empty where there is but one layer and direction.
std::string place_of(const LayerFlow& flow, const FlowReport& report) {
  const auto differs = [&](auto member) {
    return std::any_of(report.layers.begin(), report.layers.end(), [&](const LayerFlow& other) {
      return std::invoke(member, other) != std::invoke(member, flow);
    });
  };
  std::string place;
  if (differs(&LayerFlow::layer)) place += fmt::format(", layer {}", flow.layer);
  if (differs(&LayerFlow::direction)) place += flow.direction == 0 ? ", forward" : ", backward";
  return place;
}

}  // namespace

plot::Figure FlowReport::figure() const {
  plot::Panel gradients = {"norm of the gradient dL/dh at each time step", {}};
  plot::Panel jacobians = {
      fmt::format("norm of the Jacobian dh_T/dh{}", exact ? "" : ", estimated"), {}};
  plot::Panel gates = {
      "saturated: share of gates below 0.05 or above 0.95", {}, plot::Axis::shares};
  for (const LayerFlow& flow : layers) {
    const std::string place = place_of(flow, *this);
    for (const StateFlow& state : flow.states) {
      gradients.lines.push_back({"dL/d" + state.name + place, state.gradient});
      jacobians.lines.push_back({"dh_T/d" + state.name + place, state.jacobian});
    }
    for (const GateFlow& gate : flow.gates) {
      gates.lines.push_back({"gate " + gate.name + place, gate.saturated});
    }
  }
  plot::Figure figure = {title, {}};
  for (plot::Panel& panel : {std::ref(gradients), std::ref(jacobians), std::ref(gates)}) {
    std::erase_if(panel.lines, [](const plot::Line& line) { return !is_measured(line.values); });
    if (!panel.lines.empty()) figure.panels.push_back(std::move(panel));
  }
  return figure;
}

std::string FlowReport::chart() const {
  std::string text = figure().text();
  const auto add = [&](const char* heading, const Figures& figures) {
    if (figures.empty()) return;
    text += fmt::format("\n{}\n", heading);
    for (const auto& [name, value] : figures) text += fmt::format("  {:<24} {:.3g}\n", name, value);
  };
  add("spectral radius", spectral_radii);
  add("||change|| / ||weight||", updates);
  return text;
}

std::string FlowReport::csv() const {
  // Columns for what any of the layers has, in the order in which it comes.
  std::vector<std::string> states, gates;
  const auto add_new = [](std::vector<std::string>& names, const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const LayerFlow& flow : layers) {
    for (const StateFlow& state : flow.states) add_new(states, state.name);
    for (const GateFlow& gate : flow.gates) add_new(gates, gate.name);
  }
  std::string text = "layer,direction,time";
  for (const std::string& name : states) {
    text += fmt::format(",gradient_{0},jacobian_{0}", name);
  }
  for (const std::string& name : gates) text += fmt::format(",saturated_{}", name);
  text += "\n";

  const auto add = [&](const std::vector<double>& values, std::size_t time) {
    const bool there = time < values.size() && !std::isnan(values[time]);
    text += there ? fmt::format(",{}", values[time]) : ",";
  };
  const auto named = [](const auto& list, const std::string& name) {
    const auto found = std::find_if(list.begin(), list.end(),
                                    [&](const auto& entry) { return entry.name == name; });
    return found == list.end() ? nullptr : &*found;
  };
  for (const LayerFlow& flow : layers) {
    for (std::size_t time = 0; time < flow.states[0].gradient.size(); ++time) {
      text += fmt::format("{},{},{}", flow.layer, flow.direction, time);
      for (const std::string& name : states) {
        const StateFlow* const state = named(flow.states, name);
        add(state ? state->gradient : std::vector<double>(), time);
        add(state ? state->jacobian : std::vector<double>(), time);
      }
      for (const std::string& name : gates) {
        const GateFlow* const gate = named(flow.gates, name);
        add(gate ? gate->saturated : std::vector<double>(), time);
      }
      text += "\n";
    }
  }
  return text;
}

void FlowReport::write_svg(const std::string& path) const {
  figure().write_svg(path);
}

void FlowReport::write_csv(const std::string& path) const {
  io::write_file_atomically(path, csv());
}

}  // namespace xgrad::nn
