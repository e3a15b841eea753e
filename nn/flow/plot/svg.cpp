// Renders a figure as SVG.
#include <xgrad/core/io/atomic_file.hpp>
#include <xgrad/nn/flow/plot/scale.hpp>
#include <xgrad/nn/flow/plot/svg_document.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

namespace xgrad::nn::plot {
namespace {

// Sizes in pixels.
constexpr double kWidth = 760, kLeft = 64, kRight = 560, kHead = 34, kTop = 26, kHeight = 164,
                 kBelow = 40, kLine = 18;
constexpr double kGridLeft = 50, kGridRight = 14, kGridHeight = 100;  // of a panel in a grid

// The palette of Okabe & Ito, distinguishable with any colour vision; further lines are dashed.
constexpr std::array kColours = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                 "#e69f00", "#56b4e9", "#444444"};

std::string stroke(std::size_t line) {
  return fmt::format("stroke=\"{}\"{}", kColours[line % kColours.size()],
                     line < kColours.size() ? "" : " stroke-dasharray=\"5 3\"");
}

// The frame of a panel; its legend and the name of its axis, if it has them, are to the right.
struct Frame {
  double left, right, top, bottom;
  bool has_legend;
};

Frame stacked_frame(double y) {
  return {kLeft, kRight, y + kTop, y + kTop + kHeight, true};
}

Frame grid_frame(std::size_t column, std::size_t columns, double y) {
  const double width = std::floor(kWidth / static_cast<double>(columns));
  const double x = width * static_cast<double>(column);
  return {x + kGridLeft, x + width - kGridRight, y + kTop, y + kTop + kGridHeight, false};
}

// The height of a stacked panel, with space for all names of the legend.
double stacked_height(const Panel& panel) {
  return kTop + std::max(kHeight, kLine * static_cast<double>(panel.lines.size())) + kBelow;
}

constexpr double kGridRow = kTop + kGridHeight + kBelow;

// Draws one panel.
class PanelDrawing {
 public:
  PanelDrawing(const Panel& panel, std::size_t count, const Frame& frame)
      : panel_(panel), scale_(panel), count_(count), frame_(frame) {}

  std::string elements() {
    write("<text x=\"{}\" y=\"{:.1f}\" font-weight=\"bold\">{}</text>\n", frame_.left,
          frame_.top - 9, escaped(panel_.title));
    for (const Tick& tick : scale_.ticks()) {
      const double y = y_of(tick.place);
      write("<path d=\"M{} {:.1f}H{}\" stroke=\"#ddd\"/>", frame_.left, y, frame_.right);
      write("<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n", frame_.left - 6, y + 4,
            tick.label);
    }
    for (const Tick& tick : time_ticks(count_)) {
      write("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n", x_of(tick.place),
            frame_.bottom + 16, tick.label);
    }
    if (frame_.has_legend) {
      write("<text x=\"{}\" y=\"{:.1f}\">time step</text>\n", frame_.right + 12,
            frame_.bottom + 16);
    }
    write("<path d=\"M{} {:.1f}V{:.1f}H{}\" fill=\"none\" stroke=\"#888\"/>\n", frame_.left,
          frame_.top, frame_.bottom, frame_.right);
    for (std::size_t i = 0; i < panel_.lines.size(); ++i) band(i);
    for (std::size_t i = 0; i < panel_.lines.size(); ++i) line(i);
    return std::move(text_);
  }

 private:
  template <class... Values>
  void write(fmt::format_string<Values...> format, Values&&... values) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Values>(values)...);
  }

  double x_of(double place) const { return frame_.left + place * (frame_.right - frame_.left); }
  double y_of(double place) const { return frame_.bottom - place * (frame_.bottom - frame_.top); }

  // Fills the area between the bounds, from one missing bound to the next.
  void band(std::size_t i) {
    const Line& line = panel_.lines[i];
    const auto lower = places(line.lower), upper = places(line.upper);
    const std::size_t size = std::min(lower.size(), upper.size());
    for (std::size_t begin = 0, end = 0; end < size; begin = end + 1) {
      for (end = begin; end < size && lower[end] && upper[end];) ++end;
      if (begin == end) continue;
      write("<path fill=\"{}\" fill-opacity=\"0.2\" d=\"M", kColours[i % kColours.size()]);
      for (std::size_t time = begin; time < end; ++time) point(time, *lower[time]);
      for (std::size_t time = end; time-- > begin;) point(time, *upper[time]);
      write("Z\"/>\n");
    }
  }

  std::vector<std::optional<double>> places(const std::vector<double>& values) const {
    std::vector<std::optional<double>> result;
    result.reserve(values.size());
    for (const double value : values) result.push_back(scale_.place(value));
    return result;
  }

  void point(std::size_t time, double place) {
    write("{:.1f} {:.1f} ", x_of(time_place(time, count_)), y_of(place));
  }

  // Draws a path with gaps for missing values; round line caps make isolated values visible.
  void line(std::size_t i) {
    write("<path fill=\"none\" stroke-width=\"1.6\" stroke-linecap=\"round\" {} d=\"", stroke(i));
    bool drawing = false;
    const std::vector<double>& values = panel_.lines[i].values;
    for (std::size_t time = 0; time < values.size(); ++time) {
      const auto place = scale_.place(panel_.lines[i], time);
      if (place) {
        const double x = x_of(time_place(time, count_)), y = y_of(*place);
        if (!drawing) write("M{:.1f} {:.1f}", x, y);
        write("L{:.1f} {:.1f}", x, y);
      }
      drawing = place.has_value();
    }
    write("\"/>\n");
    if (frame_.has_legend) name(i);
  }

  void name(std::size_t i) {
    const double y = frame_.top + 8 + kLine * static_cast<double>(i);
    write("<path stroke-width=\"1.6\" {} d=\"M{} {:.1f}H{}\"/>", stroke(i), frame_.right + 12, y,
          frame_.right + 34);
    write("<text x=\"{}\" y=\"{:.1f}\">{}</text>\n", frame_.right + 40, y + 4,
          escaped(panel_.lines[i].name));
  }

  const Panel& panel_;
  Scale scale_;
  std::size_t count_;
  Frame frame_;
  std::string text_;
};

}  // namespace

std::string Figure::svg() const {
  const std::size_t count = time_steps(*this), across = std::max<std::size_t>(columns, 1);
  std::string elements;
  double y = kHead;
  for (std::size_t k = 0; k < panels.size(); ++k) {
    const std::size_t column = k % across;
    const Frame frame = across > 1 ? grid_frame(column, across, y) : stacked_frame(y);
    elements += PanelDrawing(panels[k], count, frame).elements();
    const bool ends_row = column + 1 == across || k + 1 == panels.size();
    if (ends_row) y += across > 1 ? kGridRow : stacked_height(panels[k]);
  }
  return svg_document({.width = kWidth, .height = y, .left = kLeft}, title, elements);
}

void Figure::write_svg(const std::string& path) const {
  io::write_file_atomically(path, svg());
}

}  // namespace xgrad::nn::plot
