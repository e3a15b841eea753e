// Parses the JSON of a safetensors header event by event, so that invalid content is never stored.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/quote.hpp>
#include <xgrad/core/io/safetensors_header.hpp>
#include <xgrad/core/io/utf8.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

namespace xgrad::io {
namespace {

using nlohmann::json;

// Far more than an array can have.
constexpr std::size_t kMostAxes = 64;

// Maximal nesting of values in unknown fields, which may hold anything.
constexpr int kDeepestUnknown = 32;

const ElementType* find_element_type(std::string_view name) {
  const auto* found = std::ranges::find(kElementTypes, name, &ElementType::name);
  return found == std::end(kElementTypes) ? nullptr : found;
}

// Receives the parser's events. Each handler returns whether to continue; if not, `reason` is set.
class HeaderBuilder {
 public:
  explicit HeaderBuilder(std::size_t memory) : memory_(memory) {}

  Header header;
  std::string reason;

  bool null() { return (place_ == Place::header && in_metadata_) || value_is_wrong(); }
  bool boolean(bool) { return value_is_wrong(); }
  bool number_integer(json::number_integer_t) { return value_is_wrong(); }
  bool number_float(json::number_float_t, const std::string&) { return value_is_wrong(); }
  bool binary(json::binary_t&) { return value_is_wrong(); }

  bool number_unsigned(json::number_unsigned_t value) {
    if (place_ == Place::shape) {
      if (entry_->shape.size() == kMostAxes) {
        return fail("{}: shape has more than {} axes", subject(), kMostAxes);
      }
      entry_->shape.push_back(value);
      return take(2 * sizeof(value));  // for a vector that has just grown
    }
    if (place_ == Place::offsets && offsets_ < 2) {
      (offsets_++ == 0 ? entry_->begin : entry_->end) = value;
      return true;
    }
    return value_is_wrong();
  }

  bool string(std::string& value) {
    if (place_ == Place::metadata) {
      *text_ = value;
      return take(length_of_copy(value));
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
      memory_ += std::exchange(memory_of_fields_, 0);
      fields_.clear();
      offsets_ = 0;
      in_metadata_ = name_ == kMetadataKey;
      if (in_metadata_) return !std::exchange(metadata_seen_, true) || appears_twice(name_);
      entry_ = &header.tensors.emplace_back(name_, TensorEntry()).second;
      return take(kMemoryOfTensor + length_of_copy(name_));
    }
    if (place_ == Place::metadata) {
      const auto [entry, added] = header.metadata.try_emplace(key_);
      text_ = &entry->second;
      if (!added) return fail("{}: {} is a duplicate", subject(), quote(key_));
      return take(kMemoryOfText + length_of_copy(key_));
    }
    if (!fields_.insert(key_).second) {
      return fail("{}: {} is a duplicate", subject(), quote(key_));
    }
    memory_of_fields_ += kMemoryOfText + length_of_copy(key_);
    return take(kMemoryOfText + length_of_copy(key_));
  }

  bool end_object() {
    if (place_ == Place::header) return names_differ();
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

  // Bytes that containers take per element, including allocator overhead.
  static constexpr std::size_t kMemoryOfTensor = sizeof(NamedEntry) + sizeof(void*) + 32,
                               kMemoryOfText = 144;

  static std::size_t length_of_copy(std::string_view text) {
    return text.size() < 16 ? 0 : text.size() + 17;  // short strings need no allocation
  }

  // Counts allocated memory.
  bool take(std::size_t bytes) {
    if (bytes > memory_) {
      return fail("{}: the header has too many names, sizes or texts for a file of its size",
                  subject());
    }
    memory_ -= bytes;
    return true;
  }

  bool appears_twice(std::string_view name) {
    return fail("{} is a duplicate",
                name == kMetadataKey ? std::string(kMetadataKey) : "tensor " + quote(name));
  }

  bool names_differ() {
    std::vector<const std::string*> names;
    names.reserve(header.tensors.size());
    for (const NamedEntry& tensor : header.tensors) names.push_back(&tensor.first);
    const auto name = [](const std::string* pointer) -> const std::string& { return *pointer; };
    std::ranges::sort(names, {}, name);
    const auto twice = std::ranges::adjacent_find(names, {}, name);
    return twice == names.end() || appears_twice(**twice);
  }

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

  // Handles a value of an unexpected type; unknown fields accept all types.
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
  std::string name_, key_;        // the tensor, and the current field or metadata key
  std::set<std::string> fields_;  // keys found in this object
  TensorEntry* entry_ = nullptr;
  std::string* text_ = nullptr;
  bool in_metadata_ = false, metadata_seen_ = false;
  std::size_t memory_, memory_of_fields_ = 0;  // remaining, and to be returned after the tensor
  int offsets_ = 0, depth_ = 0;
};

// The position of a name, text or number that is too long for the parser, which buffers these and
// the characters between them.
std::optional<std::size_t> find_too_long(std::string_view text) {
  constexpr std::size_t kBetween = 1024;  // punctuation and spaces after a text
  std::size_t begin = 0;
  const auto fits = [&](std::size_t end) { return end - begin <= kMaxTextBytes + kBetween; };
  const auto in_number = [&](std::size_t at) {
    return (text[at] >= '0' && text[at] <= '9') || text[at] == '-';
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts_number = in_number(i) && !(i > 0 && in_number(i - 1));
    if (text[i] != '"' && !starts_number) continue;
    if (!fits(i)) return begin;
    begin = i;
    if (text[i] != '"') continue;
    for (++i; i < text.size() && text[i] != '"'; ++i) i += text[i] == '\\';
  }
  return fits(text.size()) ? std::nullopt : std::optional(begin);
}

}  // namespace

Header parse_header(std::string_view text, const std::string& file, std::size_t memory) {
  const auto reject = [&](std::string_view reason) {
    throw FormatError(fmt::format("{}: {}", file, reason));
  };
  if (!is_utf8(text)) reject("the header is not UTF-8");
  // The parser would skip a byte order mark, and would stop at a NUL.
  if (text.starts_with("\xEF\xBB\xBF")) reject("the header begins with a byte order mark");
  if (text.find('\0') != text.npos) reject("the header is not JSON: it holds a NUL byte");
  if (const auto at = find_too_long(text)) {
    reject(fmt::format("what begins at byte {} of the header is longer than {} bytes", *at + 1,
                       kMaxTextBytes));
  }
  HeaderBuilder builder(memory);
  if (!json::sax_parse(text, &builder)) reject(builder.reason);
  return std::move(builder.header);
}

void for_each_member(const std::vector<const NamedEntry*>& tensors,
                     const std::map<std::string, std::string>& metadata,
                     const std::function<void(std::string_view member)>& receive) {
  if (!metadata.empty()) {
    std::string pairs;
    for (const auto& [key, value] : metadata) {
      pairs +=
          fmt::format("{}{}:{}", pairs.empty() ? "" : ",", json_string(key), json_string(value));
    }
    receive(fmt::format("\"{}\":{{{}}}", kMetadataKey, pairs));
  }
  for (const NamedEntry* tensor : tensors) {
    const auto& [name, entry] = *tensor;
    receive(fmt::format(R"({}:{{"dtype":"{}","shape":[{}],"data_offsets":[{},{}]}})",
                        json_string(name), entry.type->name, fmt::join(entry.shape, ","),
                        entry.begin, entry.end));
  }
}

std::string format_header(const std::vector<const NamedEntry*>& tensors,
                          const std::map<std::string, std::string>& metadata) {
  std::string text = "{";
  for_each_member(tensors, metadata, [&](std::string_view member) {
    if (text.size() > 1) text += ',';
    text += member;
  });
  text += '}';
  text.resize((text.size() + 7) / 8 * 8, ' ');
  return text;
}

bool is_short_enough(std::string_view text) {
  return json_string(text).size() <= kMaxTextBytes;
}

}  // namespace xgrad::io
