// Text of unknown origin on a terminal, which takes some characters for commands.
#pragma once

#include <string>
#include <string_view>

namespace support {

/// `text` with U+FFFD in place of control characters, but for line ends and tabs, and of bytes that
/// are no UTF-8.
std::string without_controls(std::string_view text);

/// `without_controls(text)` where the standard output is a terminal, else `text` as it is.
std::string for_output(std::string_view text);

}  // namespace support
