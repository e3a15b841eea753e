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
std::vector<std::string> letters(const Panel& panel, const Scale& scale, std::size_t count) {
  std::vector<std::string> rows(kRows, std::string(kColumns, ' '));
  const bool many = count > kColumns / 2;
  for (std::size_t column = 0; column < kColumns; ++column) {
    const double right = static_cast<double>(column) / static_cast<double>(kColumns - 1);
    const std::size_t time = count > 0 ? nearest(right, count - 1) : 0;
    if (!many && nearest(time_place(time, count), kColumns - 1) != column) continue;
    for (std::size_t i = 0; i < panel.lines.size(); ++i) {
      const auto place = scale.place(panel.lines[i], time);
      if (place) rows[kRows - 1 - nearest(*place, kRows - 1)][column] = kMarks[i % kMarks.size()];
    }
  }
  return rows;
}

std::string time_line(std::size_t count) {
  std::string line(kColumns + 8, ' ');
  for (const Tick& tick : time_ticks(count)) {
    line.replace(nearest(tick.place, kColumns - 1), tick.label.size(), tick.label);
  }
  return line.substr(0, line.find_last_not_of(' ') + 1);
}

std::string drawn(const Panel& panel, std::size_t count) {
  const Scale scale(panel);
  std::vector<std::string> labels(kRows);
  for (const Tick& tick : scale.ticks()) {
    labels[kRows - 1 - nearest(tick.place, kRows - 1)] = tick.label;
  }
  std::string text = panel.title + "\n";
  const std::vector<std::string> rows = letters(panel, scale, count);
  for (std::size_t row = 0; row < kRows; ++row) {
    const std::size_t end = rows[row].find_last_not_of(' ') + 1;  // 0 for an empty row
    text += fmt::format("{:>{}} |{}\n", labels[row], kLabel, rows[row].substr(0, end));
  }
  text += fmt::format("{:>{}} +{:->{}}\n", "", kLabel, "", kColumns);
  text += fmt::format("{:>{}}  {}\n", "", kLabel, time_line(count));
  for (std::size_t i = 0; i < panel.lines.size(); ++i) {
    text +=
        fmt::format("{:>{}}  {} {}\n", "", kLabel, kMarks[i % kMarks.size()], panel.lines[i].name);
  }
  return text;
}

}  // namespace

std::string Figure::text() const {
  std::string text = title.empty() ? "" : title + "\n";
  for (const Panel& panel : panels) {
    if (!text.empty()) text += "\n";
    text += drawn(panel, time_steps(*this));
  }
  return text;
}

}  // namespace xgrad::nn::plot
