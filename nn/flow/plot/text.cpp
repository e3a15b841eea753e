// Renders a figure as text.
#include <xgrad/nn/flow/plot/scale.hpp>

#include <fmt/format.h>

#include <cmath>

namespace xgrad::nn::plot {
namespace {

constexpr std::size_t kColumns = 70, kRows = 13, kLabel = 7;
constexpr std::string_view kMarks = "*o+x#%@&";

std::size_t nearest(double place, std::size_t last) {
  return static_cast<std::size_t>(std::lround(place * static_cast<double>(last)));
}

// The rows of the plot, topmost first. With many time steps, each column shows the nearest one.
std::vector<std::string> letters(const Panel& panel, const Scale& scale,
                                 const HorizontalScale& across) {
  std::vector<std::string> rows(kRows, std::string(kColumns, ' '));
  const std::size_t count = across.time_steps();
  // Whether the axis shows the time steps of lines without positions, and no others.
  const bool all =
      count > 0 && across.place(0) == 0 && across.place(static_cast<double>(count - 1)) == 1;
  const bool many = all && count > kColumns / 2;
  for (std::size_t i = 0; i < panel.lines.size(); ++i) {
    const Line& line = panel.lines[i];
    const auto mark = [&](std::size_t index, std::size_t column) {
      const auto place = scale.place(line, index);
      if (place) rows[kRows - 1 - nearest(*place, kRows - 1)][column] = kMarks[i % kMarks.size()];
    };
    if (many && line.positions.empty()) {
      for (std::size_t column = 0; column < kColumns; ++column) {
        const double right = static_cast<double>(column) / static_cast<double>(kColumns - 1);
        const double time = right * static_cast<double>(count - 1);
        mark(static_cast<std::size_t>(std::lround(time)), column);
      }
    } else {
      for (std::size_t index = 0; index < line.values.size(); ++index) {
        mark(index, nearest(across.place(line, index), kColumns - 1));
      }
    }
  }
  return rows;
}

std::string horizontal_labels(const HorizontalScale& across) {
  constexpr int kMostTicks = 8;
  std::string labels(kColumns + 8, ' ');
  for (const Tick& tick : across.ticks(kMostTicks)) {
    labels.replace(nearest(tick.place, kColumns - 1), tick.label.size(), tick.label);
  }
  return labels.substr(0, labels.find_last_not_of(' ') + 1);
}

std::string drawn(const Panel& panel, const HorizontalScale& across) {
  const Scale scale(panel);
  std::vector<std::string> labels(kRows);
  for (const Tick& tick : scale.ticks()) {
    labels[kRows - 1 - nearest(tick.place, kRows - 1)] = tick.label;
  }
  std::string text = panel.title + "\n";
  const std::vector<std::string> rows = letters(panel, scale, across);
  for (std::size_t row = 0; row < kRows; ++row) {
    const std::size_t end = rows[row].find_last_not_of(' ') + 1;  // 0 for an empty row
    text += fmt::format("{:>{}} |{}\n", labels[row], kLabel, rows[row].substr(0, end));
  }
  text += fmt::format("{:>{}} +{:->{}}\n", "", kLabel, "", kColumns);
  text += fmt::format("{:>{}}  {}\n", "", kLabel, horizontal_labels(across));
  for (std::size_t i = 0; i < panel.lines.size(); ++i) {
    text +=
        fmt::format("{:>{}}  {} {}\n", "", kLabel, kMarks[i % kMarks.size()], panel.lines[i].name);
  }
  return text;
}

}  // namespace

std::string Figure::text() const {
  const HorizontalScale across(*this);
  std::string text = title.empty() ? "" : title + "\n";
  for (const Panel& panel : panels) {
    if (!text.empty()) text += "\n";
    text += drawn(panel, across);
  }
  return text;
}

}  // namespace xgrad::nn::plot
