// Assembles SVG documents.
#include <xgrad/core/io/utf8.hpp>
#include <xgrad/nn/flow/plot/svg_document.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace xgrad::nn::plot {

std::string escaped(const std::string& text) {
  std::string result;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t length = io::utf8_length(rest);
    const std::string_view letter = rest.substr(0, std::max<std::size_t>(length, 1));
    rest.remove_prefix(letter.size());
    const auto code = static_cast<unsigned char>(letter.front());
    const bool is_control = (code < 0x20 && code != '\n' && code != '\t') || code == 0x7F;
    if (length == 0 || is_control) {
      result += "\uFFFD";
    } else if (letter == "&") {
      result += "&amp;";
    } else if (letter == "<") {
      result += "&lt;";
    } else if (letter == ">") {
      result += "&gt;";
    } else if (letter == "\"") {
      result += "&quot;";
    } else {
      result += letter;
    }
  }
  return result;
}

std::string svg_document(const DocumentSize& size, const std::string& title,
                         const std::string& elements) {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" "
      "viewBox=\"0 0 {0} {1}\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">\n"
      "<rect width=\"{0}\" height=\"{1}\" fill=\"#fff\"/>\n"
      "<text x=\"{2}\" y=\"22\" font-size=\"15\">{3}</text>\n{4}</svg>\n",
      size.width, size.height, size.left, escaped(title), elements);
}

std::string dark_style() {
  struct Pair {
    const char *light, *dark;
  };
  // Text, grid, frame, and the palette of the lines.
  constexpr Pair kColours[] = {{"#222", "#dfe3e8"},    {"#ddd", "#343a41"},
                               {"#888", "#8a929b"},    {"#0072b2", "#4aa0e6"},
                               {"#d55e00", "#ff7f2a"}, {"#009e73", "#2dbf91"},
                               {"#cc79a7", "#e3a6c8"}, {"#e69f00", "#f0b429"},
                               {"#56b4e9", "#a5dcff"}, {"#444444", "#bbbbbb"}};
  std::string style;
  for (const auto& [light, dark] : kColours) {
    for (const char* property : {"fill", "stroke"}) {
      style += fmt::format("[{0}=\"{1}\"] {{ {0}: {2}; }}\n", property, light, dark);
    }
  }
  return style;
}

}  // namespace xgrad::nn::plot
