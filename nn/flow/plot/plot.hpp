// Lines over time steps, as text for a terminal and as SVG.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace xgrad::nn::plot {

/// A number per time step; NaN where there is none.
struct Line {
  std::string name;
  std::vector<double> values;
  /// Time steps whose number is NaN, whatever `values` holds there; those beyond the end are not.
  std::vector<bool> nan = {};

  bool is_nan(std::size_t time) const { return time < nan.size() && nan[time]; }
};

/// What the vertical axis shows: powers of ten, with zero, infinity and NaN as lines of their own
/// at the ends where they occur, or shares from 0 to 1.
enum class Axis : std::uint8_t { powers, shares };

/// A frame with lines and their names.
struct Panel {
  std::string title;
  std::vector<Line> lines;
  Axis axis = Axis::powers;
};

/// Panels below each other, over the same time steps.
struct Figure {
  std::string title;
  std::vector<Panel> panels;

  /// Drawn with letters, 80 columns wide.
  std::string text() const;
  /// The whole of an SVG file.
  std::string svg() const;
  /// Writes that file. Throws IoError.
  void write_svg(const std::string& path) const;
};

}  // namespace xgrad::nn::plot
