// Converts a report to a figure, text and CSV.
#include <xgrad/core/io/atomic_file.hpp>
#include <xgrad/nn/flow/report.hpp>

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

namespace xgrad::nn {
namespace {

bool is_measured(const std::vector<double>& values) {
  return std::any_of(values.begin(), values.end(), [](double x) { return !std::isnan(x); });
}

// The label of a layer in the legend; empty if there is only one layer and direction.
std::string legend_label(const LayerFlow& flow, const FlowReport& report) {
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

// The measurements of a layer per time step, named like the columns of the CSV file.
std::vector<plot::Line> columns_of(const LayerFlow& flow) {
  std::vector<plot::Line> columns;
  for (const StateFlow& state : flow.states) {
    columns.push_back({"gradient_" + state.name, state.gradient, state.nan_gradient});
    columns.push_back({"jacobian_" + state.name, state.jacobian, state.nan_jacobian});
  }
  for (const GateFlow& gate : flow.gates) {
    columns.push_back({"saturated_" + gate.name, gate.saturated});
  }
  return columns;
}

// A CSV field; empty where nothing was measured.
std::string field(const plot::Line& column, std::size_t time) {
  if (column.is_nan(time)) return "nan";
  if (time >= column.values.size() || std::isnan(column.values[time])) return "";
  return fmt::format("{}", column.values[time]);
}

}  // namespace

plot::Figure FlowReport::figure() const {
  plot::Panel gradients = {"norm of the gradient dL/dh at each time step", {}};
  plot::Panel jacobians = {
      fmt::format("norm of the Jacobian dh_T/dh{}", exact ? "" : ", estimated"), {}};
  plot::Panel gates = {
      "saturated: share of gates below 0.05 or above 0.95", {}, plot::Axis::shares};
  for (const LayerFlow& flow : layers) {
    const std::string place = legend_label(flow, *this);
    for (const StateFlow& state : flow.states) {
      gradients.lines.push_back({"dL/d" + state.name + place, state.gradient, state.nan_gradient});
      jacobians.lines.push_back(
          {"dh_T/d" + state.name + place, state.jacobian, state.nan_jacobian});
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
  if (!nan_origin.empty()) text += fmt::format("\nfirst NaN\n  {}\n", nan_origin);
  return text;
}

std::string FlowReport::csv() const {
  std::vector<std::string> names;  // of the columns of all layers
  for (const LayerFlow& flow : layers) {
    for (const plot::Line& column : columns_of(flow)) {
      if (std::find(names.begin(), names.end(), column.name) == names.end()) {
        names.push_back(column.name);
      }
    }
  }
  std::string text =
      fmt::format("layer,direction,time{}{}\n", names.empty() ? "" : ",", fmt::join(names, ","));
  for (const LayerFlow& flow : layers) {
    const auto columns = columns_of(flow);
    std::map<std::string, const plot::Line*> by_name;
    for (const plot::Line& column : columns) by_name.emplace(column.name, &column);
    for (std::size_t time = 0; time < flow.states[0].gradient.size(); ++time) {
      text += fmt::format("{},{},{}", flow.layer, flow.direction, time);
      for (const std::string& name : names) {
        const auto found = by_name.find(name);
        text += "," + (found == by_name.end() ? std::string() : field(*found->second, time));
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
