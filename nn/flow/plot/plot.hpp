// Line plots over time steps or other positions, as terminal text and as SVG.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace xgrad::nn::plot {

/// One value per time step or position; NaN marks a missing value.
struct Line {
  std::string name;
  std::vector<double> values;
  /// Marks time steps whose value is NaN, independently of `values`; steps beyond the end are not
  /// NaN.
  std::vector<bool> nan = {};
  /// Bounds of a band around the line at each time step, drawn in SVG; NaN marks a missing one.
  std::vector<double> lower = {}, upper = {};
  /// The positions of the values on the horizontal axis, finite; without them, value t is at t.
  std::vector<double> positions = {};

  bool is_nan(std::size_t time) const { return time < nan.size() && nan[time]; }
};

/// The vertical axis: powers of ten, with zero, infinity and NaN as separate lines at the ends
/// where they occur; shares from 0 to 1; numbers, linear from the smallest or 0 to the largest; or a
/// range, linear from the smallest to the largest number.
enum class Axis : std::uint8_t { powers, shares, numbers, range };

/// A framed plot with a title and a legend.
struct Panel {
  std::string title;
  std::vector<Line> lines;
  Axis axis = Axis::powers;
};

/// Panels with a common horizontal axis, stacked vertically or in a grid.
struct Figure {
  std::string title;
  std::vector<Panel> panels;
  /// The number of panels side by side in SVG. More than one leaves no space for legends.
  std::size_t columns = 1;
  /// The name of the horizontal axis.
  std::string horizontal = "time step";

  /// Renders the figure as text, 80 columns wide. Throws ValueError for positions that are not
  /// finite, and for more values than positions.
  std::string text() const;
  /// Renders the figure as a complete SVG document. Throws as `text`.
  std::string svg() const;
  /// Writes the SVG document to a file. Throws as `text`, IoError.
  void write_svg(const std::string& path) const;
};

}  // namespace xgrad::nn::plot
