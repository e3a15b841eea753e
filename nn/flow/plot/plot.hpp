// Line plots over time steps, as terminal text and as SVG.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace xgrad::nn::plot {

/// One value per time step; NaN marks a missing value.
struct Line {
  std::string name;
  std::vector<double> values;
  /// Marks time steps whose value is NaN, independently of `values`; steps beyond the end are not
  /// NaN.
  std::vector<bool> nan = {};
  /// Bounds of a band around the line at each time step, drawn in SVG; NaN marks a missing one.
  std::vector<double> lower = {}, upper = {};

  bool is_nan(std::size_t time) const { return time < nan.size() && nan[time]; }
};

/// The vertical axis: powers of ten, with zero, infinity and NaN as separate lines at the ends
/// where they occur; shares from 0 to 1; or numbers, linear from the smallest or 0 to the largest.
enum class Axis : std::uint8_t { powers, shares, numbers };

/// A framed plot with a title and a legend.
struct Panel {
  std::string title;
  std::vector<Line> lines;
  Axis axis = Axis::powers;
};

/// Panels with a common time axis, stacked vertically or in a grid.
struct Figure {
  std::string title;
  std::vector<Panel> panels;
  /// The number of panels side by side in SVG. More than one leaves no space for legends.
  std::size_t columns = 1;

  /// Renders the figure as text, 80 columns wide.
  std::string text() const;
  /// Renders the figure as a complete SVG document.
  std::string svg() const;
  /// Writes the SVG document to a file. Throws IoError.
  void write_svg(const std::string& path) const;
};

}  // namespace xgrad::nn::plot
