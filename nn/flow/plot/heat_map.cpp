// Renders a heat map as SVG.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/atomic_file.hpp>
#include <xgrad/nn/flow/plot/heat_map.hpp>
#include <xgrad/nn/flow/plot/svg_document.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace xgrad::nn::plot {
namespace {

// Sizes in pixels.
constexpr double kCell = 44, kRow = 28, kRowNamesWidth = 120, kColumnNamesHeight = 110,
                 kMargin = 24;

void check(const HeatMap& map) {
  const std::size_t cells = map.rows.size() * map.columns.size();
  if (map.shares.size() != cells) {
    throw ValueError(fmt::format("HeatMap: there are {} shares, expected {} x {}",
                                 map.shares.size(), map.rows.size(), map.columns.size()));
  }
  const auto outside = std::ranges::find_if(map.shares, [](double x) { return x < 0 || x > 1; });
  if (outside != map.shares.end()) {
    throw ValueError(fmt::format("HeatMap: share {} is not in [0, 1]", *outside));
  }
}

}  // namespace

std::string HeatMap::svg() const {
  check(*this);
  std::string elements;
  const auto write = [&]<class... Values>(fmt::format_string<Values...> format,
                                          Values&&... values) {
    fmt::format_to(std::back_inserter(elements), format, std::forward<Values>(values)...);
  };
  const auto x_of = [](std::size_t column) {
    return kRowNamesWidth + kCell * static_cast<double>(column);
  };
  const auto y_of = [](std::size_t row) {
    return kColumnNamesHeight + kRow * static_cast<double>(row);
  };
  for (std::size_t column = 0; column < columns.size(); ++column) {
    const double x = x_of(column) + kCell / 2;
    write("<text x=\"{0}\" y=\"{1}\" transform=\"rotate(-45 {0} {1})\">{2}</text>\n", x,
          kColumnNamesHeight - 8, escaped(columns[column]));
  }
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const double base = y_of(row) + kRow / 2 + 4;  // of the text
    write("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\n", kRowNamesWidth - 8, base,
          escaped(rows[row]));
    for (std::size_t column = 0; column < columns.size(); ++column) {
      const double share = shares[row * columns.size() + column];
      if (std::isnan(share)) continue;
      write(
          "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"#0072b2\" "
          "fill-opacity=\"{:.3f}\"/>",
          x_of(column), y_of(row), kCell, kRow, share);
      write("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"{}\">{:.0f}</text>\n",
            x_of(column) + kCell / 2, base, share > 0.5 ? "#fff" : "#222", 100 * share);
    }
  }
  const DocumentSize size = {
      .width = x_of(columns.size()) + kColumnNamesHeight,  // names of columns are slanted
      .height = y_of(rows.size()) + kMargin,
      .left = kMargin};
  return svg_document(size, title, elements);
}

void HeatMap::write_svg(const std::string& path) const {
  io::write_file_atomically(path, svg());
}

}  // namespace xgrad::nn::plot
