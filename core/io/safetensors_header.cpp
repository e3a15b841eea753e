// The JSON of a safetensors header, parsed event by event so that nothing illegal is ever stored.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/safetensors_header.hpp>
#include <xgrad/core/io/utf8.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

namespace xgrad::io {
namespace {

using nlohmann::json;

// Unknown fields may hold anything, this deep.
constexpr int kDeepestUnknown = 32;

const ElementType* find_element_type(std::string_view name) {
  const auto* found = std::ranges::find(kElementTypes, name, &ElementType::name);
  return found == std::end(kElementTypes) ? nullptr : found;
}

// Receives the parser's events. Each returns whether to go on; when not, `reason` says why.
class HeaderBuilder {
 public:
  Header header;
  std::string reason;

  bool null() { return (place_ == Place::header && in_metadata_) || value_is_wrong(); }
  bool boolean(bool) { return value_is_wrong(); }
  bool number_integer(json::number_integer_t) { return value_is_wrong(); }
  bool number_float(json::number_float_t, const std::string&) { return value_is_wrong(); }
  bool binary(json::binary_t&) { return value_is_wrong(); }

  bool number_unsigned(json::number_unsigned_t value) {
    if (place_ == Place::shape) {
      entry_->shape.push_back(value);
      return true;
    }
    if (place_ == Place::offsets && offsets_ < 2) {
      (offsets_++ == 0 ? entry_->begin : entry_->end) = value;
      return true;
    }
    return value_is_wrong();
  }

  bool string(std::string& value) {
    if (place_ == Place::metadata) {
      header.metadata[key_] = std::move(value);
      return true;
    }
    if (place_ == Place::tensor && key_ == "dtype") {
      entry_->type = find_element_type(value);
      return entry_->type || fail("{}: unknown dtype {}", subject(), quote(value));
    }
    return value_is_wrong();
  }

  bool start_object(std::size_t) {
    if (place_ == Place::start) return go(Place::header);
    if (place_ == Place::header) return go(in_metadata_ ? Place::metadata : Place::tensor);
    return start_unknown();
  }

  bool start_array(std::size_t) {
    if (place_ == Place::tensor && key_ == "shape") return go(Place::shape);
    if (place_ == Place::tensor && key_ == "data_offsets") return go(Place::offsets);
    return start_unknown();
  }

  bool key(std::string& key) {
    if (place_ == Place::unknown) return true;
    key_ = std::move(key);
    if (place_ == Place::header) {
      name_ = key_;
      fields_.clear();
      offsets_ = 0;
      in_metadata_ = name_ == kMetadataKey;
      const auto [entry, added] = header.tensors.try_emplace(name_);
      entry_ = &entry->second;
      return added || fail("{} appears twice", subject());
    }
    return fields_.insert(key_).second || fail("{}: {} appears twice", subject(), quote(key_));
  }

  bool end_object() {
    if (place_ == Place::header) {
      header.tensors.erase(std::string(kMetadataKey));
      return true;
    }
    if (place_ == Place::tensor) {
      for (const char* field : {"dtype", "shape", "data_offsets"}) {
        if (!fields_.contains(field)) return fail("{}: {} is missing", subject(), field);
      }
    }
    return place_ == Place::unknown ? end_unknown() : go(Place::header);
  }

  bool end_array() {
    if (place_ == Place::offsets && offsets_ != 2) return value_is_wrong();
    return place_ == Place::unknown ? end_unknown() : go(Place::tensor);
  }

  bool parse_error(std::size_t position, const std::string&, const json::exception&) {
    return fail("the header is not JSON: syntax error at its byte {}", position);
  }

 private:
  enum class Place { start, header, metadata, tensor, shape, offsets, unknown };

  bool go(Place place) {
    place_ = place;
    return true;
  }

  bool in_unknown_field() const {
    return place_ == Place::unknown || (place_ == Place::tensor && key_ != "dtype" &&
                                        key_ != "shape" && key_ != "data_offsets");
  }

  bool start_unknown() {
    if (!in_unknown_field()) return value_is_wrong();
    if (++depth_ > kDeepestUnknown) {
      return fail("{}: {} is nested more than {} deep", subject(), quote(key_), kDeepestUnknown);
    }
    return go(Place::unknown);
  }
  bool end_unknown() { return go(--depth_ == 0 ? Place::tensor : Place::unknown); }

  // Answers a value of a kind that has no meaning here; in unknown fields all kinds are welcome.
  bool value_is_wrong() {
    switch (place_) {
      case Place::start:
        return fail("the header is not a JSON object");
      case Place::header:
        return fail("{} is not an object", subject());
      case Place::metadata:
        return fail("{}: {} is not a string", subject(), quote(key_));
      case Place::shape:
        return fail("{}: shape holds something other than non-negative integers", subject());
      case Place::offsets:
        return fail("{}: data_offsets is not two non-negative integers", subject());
      case Place::tensor:
      case Place::unknown:
        break;
    }
    if (in_unknown_field()) return true;
    return fail("{}: {} is not {}", subject(), key_, key_ == "dtype" ? "a string" : "an array");
  }

  std::string subject() const {
    return in_metadata_ ? std::string(kMetadataKey) : "tensor " + quote(name_);
  }

  template <class... Facts>
  bool fail(fmt::format_string<Facts...> text, Facts&&... facts) {
    reason = fmt::format(text, std::forward<Facts>(facts)...);
    return false;
  }

  Place place_ = Place::start;
  std::string name_, key_;        // the tensor, and the field or metadata key being read
  std::set<std::string> fields_;  // keys seen in this object
  TensorEntry* entry_ = nullptr;
  bool in_metadata_ = false;
  int offsets_ = 0, depth_ = 0;
};

std::string json_string(std::string_view text) {
  return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

Header parse_header(std::string_view text, const std::string& file) {
  const auto reject = [&](std::string_view reason) {
    throw FormatError(fmt::format("{}: {}", file, reason));
  };
  if (!is_utf8(text)) reject("the header is not UTF-8");
  // The parser would skip a byte order mark, and take a NUL for the end.
  if (text.starts_with("\xEF\xBB\xBF")) reject("the header begins with a byte order mark");
  if (text.find('\0') != text.npos) reject("the header is not JSON: it holds a NUL byte");
  HeaderBuilder builder;
  if (!json::sax_parse(text, &builder)) reject(builder.reason);
  return std::move(builder.header);
}

std::string format_header(const std::vector<std::pair<std::string, TensorEntry>>& tensors,
                          const std::map<std::string, std::string>& metadata) {
  std::vector<std::string> members;
  if (!metadata.empty()) {
    std::vector<std::string> pairs;
    pairs.reserve(metadata.size());
    for (const auto& [key, value] : metadata) {
      pairs.push_back(fmt::format("{}:{}", json_string(key), json_string(value)));
    }
    members.push_back(fmt::format("\"{}\":{{{}}}", kMetadataKey, fmt::join(pairs, ",")));
  }
  for (const auto& [name, entry] : tensors) {
    members.push_back(fmt::format(R"({}:{{"dtype":"{}","shape":[{}],"data_offsets":[{},{}]}})",
                                  json_string(name), entry.type->name, fmt::join(entry.shape, ","),
                                  entry.begin, entry.end));
  }
  std::string text = fmt::format("{{{}}}", fmt::join(members, ","));
  text.resize((text.size() + 7) / 8 * 8, ' ');
  return text;
}

std::string quote(std::string_view name) {
  constexpr std::size_t kLongest = 80;
  return name.size() <= kLongest ? json_string(name)
                                 : json_string(name.substr(0, kLongest)) + "...";
}

}  // namespace xgrad::io
