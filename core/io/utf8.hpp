// Well-formedness of UTF-8, and cuts that keep characters whole.
#pragma once

#include <cstddef>
#include <string_view>

namespace xgrad::io {

/// True when `text` is UTF-8 as RFC 3629 defines it: no overlong forms, surrogates or values beyond
/// U+10FFFF.
bool is_utf8(std::string_view text);

/// The number of bytes that the character at the beginning of `text` takes, 0 where none is
/// well-formed.
std::size_t utf8_length(std::string_view text);

/// The longest beginning and end of `text` with at most so many bytes that do not cut a character
/// in two; bytes that are no UTF-8 are cut anywhere.
std::string_view utf8_prefix(std::string_view text, std::size_t bytes);
std::string_view utf8_suffix(std::string_view text, std::size_t bytes);

}  // namespace xgrad::io
