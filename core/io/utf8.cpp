// The table of well-formed byte sequences (Unicode, table 3-7), as code.
#include <xgrad/core/io/utf8.hpp>

#include <cstddef>

namespace xgrad::io {

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned lead = byte(i++);
    if (lead < 0x80) continue;
    if (lead < 0xC2 || lead > 0xF4) return false;
    const std::size_t followers = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    if (text.size() - i < followers) return false;
    // Only the first follower's range depends on the lead.
    const unsigned lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (byte(i) < lowest || byte(i) > highest) return false;
    for (std::size_t k = 1; k < followers; ++k) {
      if ((byte(i + k) & 0xC0u) != 0x80u) return false;
    }
    i += followers;
  }
  return true;
}

}  // namespace xgrad::io
