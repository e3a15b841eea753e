// Validation of UTF-8, and truncation at character boundaries.
#pragma once

#include <cstddef>
#include <string_view>

namespace xgrad::io {

/// True when `text` is UTF-8 as defined by RFC 3629: no overlong forms, surrogates or values beyond
/// U+10FFFF.
bool is_utf8(std::string_view text);

/// The number of bytes of the first character of `text`; 0 if it is not well-formed.
std::size_t utf8_length(std::string_view text);

/// The longest prefix and suffix of `text` with at most `bytes` bytes that do not split a
/// character; bytes that are not UTF-8 are split anywhere.
std::string_view utf8_prefix(std::string_view text, std::size_t bytes);
std::string_view utf8_suffix(std::string_view text, std::size_t bytes);

}  // namespace xgrad::io
