// Heat maps as SVG, such as confusion matrices.
#pragma once

#include <string>
#include <vector>

namespace xgrad::nn::plot {

/// A matrix of shares as cells that are darker for larger shares and show them in percent.
struct HeatMap {
  std::string title;
  /// The names of rows and columns.
  std::vector<std::string> rows, columns;
  /// The shares, from 0 to 1, in row-major order; NaN leaves a cell empty.
  std::vector<double> shares;

  /// Renders the heat map as a complete SVG document. Throws ValueError unless there is a share from
  /// 0 to 1, or NaN, for each cell.
  std::string svg() const;
  /// Writes the SVG document to a file. Throws as `svg`, IoError.
  void write_svg(const std::string& path) const;
};

}  // namespace xgrad::nn::plot
