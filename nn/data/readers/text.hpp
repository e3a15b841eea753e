// Text from files, and its tokens: bytes, code points or words.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace xgrad::nn::data {

/// What the tokens of a text are.
enum class TextUnit : std::uint8_t { byte, code_point, word };

/// The text of a UTF-8 file without a byte order mark.
/// Throws FormatError with the offset of the first byte that is not UTF-8, IoError.
std::string read_text(const std::string& path);

/// The tokens of a text in order.
/// - byte: every byte, of any text
/// - code_point: every code point of a UTF-8 text
/// - word: White space of Unicode separates tokens. Each punctuation character of ASCII is a token,
///   but an apostrophe, a hyphen or an underscore between two characters of a word is a part of it.
///   All other characters, whatever their script, form words. Case is retained.
/// Throws ValueError with the offset of the first byte that is not UTF-8, except for bytes.
std::vector<std::string> tokenize(std::string_view text, TextUnit unit);

/// Passes on the tokens of a text without storing them; they are parts of `text`. Throws as above.
void for_each_token(std::string_view text, TextUnit unit,
                    const std::function<void(std::string_view token)>& receive);

}  // namespace xgrad::nn::data
