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
constexpr double kDigit = 7.7;                                        // the width of a digit
constexpr double kGridLeft = 50, kGridRight = 14, kGridHeight = 100;  // of a panel in a grid

// The palette of Okabe & Ito, distinguishable with any colour vision; further lines are dashed.
constexpr std::array kLineColours = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                     "#e69f00", "#56b4e9", "#444444"};

std::string stroke(std::size_t line) {
  return fmt::format("stroke=\"{}\"{}", kLineColours[line % kLineColours.size()],
                     line < kLineColours.size() ? "" : " stroke-dasharray=\"5 3\"");
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

// As many ticks as there is space for their labels.
std::vector<Tick> horizontal_ticks(const HorizontalScale& across, double width) {
  constexpr double kGap = 10;
  constexpr int kMostTicks = 8;
  for (int most = kMostTicks; most > 1; --most) {
    std::vector<Tick> ticks = across.ticks(most);
    const auto fits = [&](const Tick& left, const Tick& right) {
      const double letters = static_cast<double>(left.label.size() + right.label.size()) / 2;
      return width * (right.place - left.place) >= kDigit * letters + kGap;
    };
    const auto crowded = [&](const Tick& left, const Tick& right) { return !fits(left, right); };
    if (std::ranges::adjacent_find(ticks, crowded) == ticks.end()) return ticks;
  }
  return across.ticks(1);
}

// Draws one panel.
class PanelDrawing {
 public:
  PanelDrawing(const Panel& panel, const HorizontalScale& across, const Frame& frame)
      : panel_(panel), scale_(panel), across_(across), frame_(frame) {}

  std::string elements(const std::string& horizontal) {
    write("<text x=\"{}\" y=\"{:.1f}\" font-weight=\"bold\">{}</text>\n", frame_.left,
          frame_.top - 9, escaped(panel_.title));
    for (const Tick& tick : scale_.ticks()) {
      const double y = y_of(tick.place);
      write("<path d=\"M{} {:.1f}H{}\" stroke=\"#ddd\"/>", frame_.left, y, frame_.right);
      write("<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n", frame_.left - 6, y + 4,
            tick.label);
    }
    const std::vector<Tick> ticks = horizontal_ticks(across_, frame_.right - frame_.left);
    double end = frame_.right;  // of the labels
    for (const Tick& tick : ticks) {
      const double half = kDigit / 2 * static_cast<double>(tick.label.size());
      double x = x_of(tick.place);
      // The last label of a grid ends where its column does.
      if (!frame_.has_legend) x = std::min(x, frame_.right + kGridRight - half);
      write("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n", x,
            frame_.bottom + 16, tick.label);
      end = std::max(end, x + half);
    }
    if (frame_.has_legend) {
      write("<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", end + 12, frame_.bottom + 16,
            escaped(horizontal));
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
      write("<path fill=\"{}\" fill-opacity=\"0.2\" d=\"M", kLineColours[i % kLineColours.size()]);
      for (std::size_t time = begin; time < end; ++time) point(line, time, *lower[time]);
      for (std::size_t time = end; time-- > begin;) point(line, time, *upper[time]);
      write("Z\"/>\n");
    }
  }

  std::vector<std::optional<double>> places(const std::vector<double>& values) const {
    std::vector<std::optional<double>> result;
    result.reserve(values.size());
    for (const double value : values) result.push_back(scale_.place(value));
    return result;
  }

  void point(const Line& line, std::size_t time, double place) {
    write("{:.1f} {:.1f} ", x_of(across_.place(line, time)), y_of(place));
  }

  // Draws a path with gaps for missing values, and a dot for each value without neighbours.
  void line(std::size_t i) {
    const Line& line = panel_.lines[i];
    const auto missing = [&](std::size_t time) { return !scale_.place(line, time); };
    std::string dots;
    bool drawing = false;
    write("<path fill=\"none\" stroke-width=\"1.6\" stroke-linecap=\"round\" {} d=\"", stroke(i));
    for (std::size_t time = 0; time < line.values.size(); ++time) {
      const auto place = scale_.place(line, time);
      if (place) {
        const double x = x_of(across_.place(line, time)), y = y_of(*place);
        if (!drawing) write("M{:.1f} {:.1f}", x, y);
        write("L{:.1f} {:.1f}", x, y);
        if (!drawing && missing(time + 1)) {
          dots += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.5\" fill=\"{}\"/>\n", x, y,
                              kLineColours[i % kLineColours.size()]);
        }
      }
      drawing = place.has_value();
    }
    write("\"/>\n{}", dots);
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
  const HorizontalScale& across_;
  Frame frame_;
  std::string text_;
};

}  // namespace

std::string Figure::svg() const {
  const HorizontalScale scale(*this);
  const std::size_t across = std::max<std::size_t>(columns, 1);
  std::string elements;
  double y = kHead;
  for (std::size_t k = 0; k < panels.size(); ++k) {
    const std::size_t column = k % across;
    const Frame frame = across > 1 ? grid_frame(column, across, y) : stacked_frame(y);
    elements += PanelDrawing(panels[k], scale, frame).elements(horizontal);
    const bool ends_row = column + 1 == across || k + 1 == panels.size();
    if (ends_row) y += across > 1 ? kGridRow : stacked_height(panels[k]);
  }
  const double left = across > 1 ? kGridLeft : kLeft;
  return svg_document({.width = kWidth, .height = y, .left = left}, title, elements);
}

void Figure::write_svg(const std::string& path) const {
  io::write_file_atomically(path, svg());
}

}  // namespace xgrad::nn::plot
