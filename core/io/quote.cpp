// JSON strings of nlohmann-json.
#include <xgrad/core/io/quote.hpp>
#include <xgrad/core/io/utf8.hpp>

#include <nlohmann/json.hpp>

namespace xgrad::io {

std::string json_string(std::string_view text) {
  using nlohmann::json;
  return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string quote(std::string_view name) {
  constexpr std::size_t kLongest = 80;
  return name.size() <= kLongest ? json_string(name)
                                 : json_string(utf8_prefix(name, kLongest)) + "...";
}

}  // namespace xgrad::io
