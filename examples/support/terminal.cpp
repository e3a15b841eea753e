// Replacing what terminals act on.
#include "support/terminal.hpp"

#include <xgrad/core/io/utf8.hpp>

#include <algorithm>
#include <unistd.h>

namespace support {
namespace {

// Of C0, of C1, which UTF-8 has as 0xC2 0x80 to 0xC2 0x9F, and delete.
bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1)
    return (first < 0x20 && first != '\n' && first != '\t') || first == 0x7F;
  return first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
}

}  // namespace

std::string without_controls(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = xgrad::io::utf8_length(text);
    const std::string_view character = text.substr(0, std::max<std::size_t>(length, 1));
    if (length == 0 || is_control(character)) {
      result += "\uFFFD";
    } else {
      result += character;
    }
    text.remove_prefix(character.size());
  }
  return result;
}

std::string for_output(std::string_view text) {
  return ::isatty(STDOUT_FILENO) == 1 ? without_controls(text) : std::string(text);
}

}  // namespace support
