// Renders a figure as SVG.
#include <xgrad/core/io/atomic_file.hpp>
#include <xgrad/nn/flow/plot/scale.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace xgrad::nn::plot {
namespace {

// Sizes in pixels.
constexpr double kWidth = 760, kLeft = 64, kRight = 560, kHead = 34, kTop = 26, kHeight = 164,
                 kBelow = 40, kLine = 18;

// The palette of Okabe & Ito, distinguishable with any colour vision; further lines are dashed.
constexpr std::array kColours = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                 "#e69f00", "#56b4e9", "#444444"};

std::string escaped(const std::string& text) {
  std::string result;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += letter;
    }
  }
  return result;
}

std::string stroke(std::size_t line) {
  return fmt::format("stroke=\"{}\"{}", kColours[line % kColours.size()],
                     line < kColours.size() ? "" : " stroke-dasharray=\"5 3\"");
}

// Draws one panel, whose upper edge is at `y`.
class PanelDrawing {
 public:
  PanelDrawing(const Panel& panel, std::size_t count, double y)
      : panel_(panel), scale_(panel), count_(count), top_(y + kTop), bottom_(y + kTop + kHeight) {}

  // The height, with space for all names of the legend.
  static double height(const Panel& panel) {
    return kTop + std::max(kHeight, kLine * static_cast<double>(panel.lines.size())) + kBelow;
  }

  std::string elements() {
    write("<text x=\"{}\" y=\"{:.1f}\" font-weight=\"bold\">{}</text>\n", kLeft, top_ - 9,
          escaped(panel_.title));
    for (const Tick& tick : scale_.ticks()) {
      const double y = y_of(tick.place);
      write("<path d=\"M{} {:.1f}H{}\" stroke=\"#ddd\"/>", kLeft, y, kRight);
      write("<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n", kLeft - 6, y + 4,
            tick.label);
    }
    for (const Tick& tick : time_ticks(count_)) {
      write("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n", x_of(tick.place),
            bottom_ + 16, tick.label);
    }
    write("<text x=\"{}\" y=\"{:.1f}\">time step</text>\n", kRight + 12, bottom_ + 16);
    write("<path d=\"M{} {:.1f}V{:.1f}H{}\" fill=\"none\" stroke=\"#888\"/>\n", kLeft, top_,
          bottom_, kRight);
    for (std::size_t i = 0; i < panel_.lines.size(); ++i) line(i);
    return std::move(text_);
  }

 private:
  template <class... Values>
  void write(fmt::format_string<Values...> format, Values&&... values) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Values>(values)...);
  }

  double x_of(double place) const { return kLeft + place * (kRight - kLeft); }
  double y_of(double place) const { return bottom_ - place * (bottom_ - top_); }

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
    const double y = top_ + 8 + kLine * static_cast<double>(i);
    write("\"/>\n<path stroke-width=\"1.6\" {} d=\"M{} {:.1f}H{}\"/>", stroke(i), kRight + 12, y,
          kRight + 34);
    write("<text x=\"{}\" y=\"{:.1f}\">{}</text>\n", kRight + 40, y + 4,
          escaped(panel_.lines[i].name));
  }

  const Panel& panel_;
  Scale scale_;
  std::size_t count_;
  double top_, bottom_;
  std::string text_;
};

}  // namespace

std::string Figure::svg() const {
  double height = kHead;
  for (const Panel& panel : panels) height += PanelDrawing::height(panel);
  std::string text = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" "
      "viewBox=\"0 0 {0} {1}\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">\n"
      "<rect width=\"{0}\" height=\"{1}\" fill=\"#fff\"/>\n"
      "<text x=\"{2}\" y=\"22\" font-size=\"15\">{3}</text>\n",
      kWidth, height, kLeft, escaped(title));
  double y = kHead;
  for (const Panel& panel : panels) {
    text += PanelDrawing(panel, time_steps(*this), y).elements();
    y += PanelDrawing::height(panel);
  }
  return text + "</svg>\n";
}

void Figure::write_svg(const std::string& path) const {
  io::write_file_atomically(path, svg());
}

}  // namespace xgrad::nn::plot
