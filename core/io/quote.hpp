// Texts as JSON strings.
#pragma once

#include <string>
#include <string_view>

namespace xgrad::io {

/// `text` as a JSON string; bytes that are not UTF-8 become U+FFFD.
std::string json_string(std::string_view text);

/// `name` as a JSON string for messages, shortened if it is long.
std::string quote(std::string_view name);

}  // namespace xgrad::io
