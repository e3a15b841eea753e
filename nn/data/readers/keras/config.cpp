// Parses the configuration of a Keras model event by event, so that nothing else in it takes memory.
#include <xgrad/core/io/quote.hpp>
#include <xgrad/nn/data/readers/keras/config.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

namespace xgrad::nn::data {
namespace {

using nlohmann::json;

// The parser copies a text several times.
constexpr std::size_t kMostBytes = std::size_t{2} << 20;
constexpr std::size_t kDeepest = 64;

// Receives the parser's events. A layer is {"class_name": ..., "config": {"name": ..., ...}} in a
// list "layers", or in the list "config" of a Sequential. The config of a wrapper has a "layer", that
// of an RNN a "cell".
class ConfigBuilder {
 public:
  explicit ConfigBuilder(hdf5::Image& image) : image_(&image) {}

  std::map<std::string, KerasConfig> layers;
  std::string reason;

  bool null() { return true; }
  bool boolean(bool value) { return add(value ? "true" : "false"); }
  bool number_integer(json::number_integer_t) { return true; }
  bool number_unsigned(json::number_unsigned_t) { return true; }
  bool number_float(json::number_float_t, const std::string& text) { return add(text); }
  bool binary(json::binary_t&) { return true; }
  bool string(std::string& value) { return add(value); }
  bool start_object(std::size_t) { return start(false); }
  bool start_array(std::size_t) { return start(true); }
  bool end_array() {
    stack_.pop_back();
    return true;
  }
  bool key(std::string& key) {
    stack_.back().key = std::move(key);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const json::exception&) {
    reason = fmt::format("syntax error at its byte {}", position);
    return false;
  }

  bool end_object() {
    Level ended = std::move(stack_.back());
    stack_.pop_back();
    if (stack_.empty()) return true;
    Level& outer = stack_.back();
    if (outer.key == "config") {
      outer.name = std::move(ended.name);
      outer.config.inner_kind = std::move(ended.config.inner_kind);
      outer.config.options.merge(ended.config.options);
    } else if (outer.key == "layer" || outer.key == "cell") {
      outer.config.inner_kind = std::move(ended.config.kind);
      outer.config.options.merge(ended.config.options);
    } else if (outer.key == "activation" || outer.key == "recurrent_activation") {
      outer.config.options.insert_or_assign(outer.key, ended.config.kind);
    }
    // The enclosing level of an object in a list is the list, whose key is that of its object.
    if (outer.is_list && !ended.config.kind.empty() && is_list_of_layers()) {
      image_->take_memory(ended.name.size() + sizeof(KerasConfig) + 64);
      layers.insert_or_assign(std::move(ended.name), std::move(ended.config));
    }
    return true;
  }

 private:
  // An object or a list that has begun.
  struct Level {
    bool is_list = false;
    std::string key, name;
    KerasConfig config;
  };

  bool start(bool is_list) {
    if (stack_.size() == kDeepest) {
      reason = fmt::format("values are nested more than {} deep", kDeepest);
      return false;
    }
    stack_.emplace_back().is_list = is_list;
    return true;
  }

  bool add(std::string_view value) {
    static constexpr std::string_view kOptions[] = {"activation",           "epsilon",
                                                    "go_backwards",         "merge_mode",
                                                    "recurrent_activation", "reset_after"};
    if (stack_.empty()) return true;
    Level& level = stack_.back();
    const bool is_name = level.key == "name", is_kind = level.key == "class_name";
    const bool is_option = std::ranges::find(kOptions, level.key) != std::end(kOptions);
    if (!is_name && !is_kind && !is_option) return true;
    image_->take_memory(value.size() + level.key.size() + 128);
    if (is_name) level.name = value;
    if (is_kind) level.config.kind = value;
    if (is_option) level.config.options.insert_or_assign(level.key, std::string(value));
    return true;
  }

  bool is_list_of_layers() const {
    if (stack_.size() < 2) return false;
    const std::string& key = stack_[stack_.size() - 2].key;
    return key == "layers" || key == "config";
  }

  hdf5::Image* image_;
  std::vector<Level> stack_;
};

}  // namespace

std::map<std::string, KerasConfig> parse_keras_config(hdf5::Image& image, std::string_view text) {
  if (text.size() > kMostBytes) {
    image.reject(fmt::format("model_config has {} bytes, at most {} are supported", text.size(),
                             kMostBytes));
  }
  ConfigBuilder builder(image);
  if (!json::sax_parse(text, &builder)) {
    image.reject(fmt::format("model_config is not a configuration in JSON: {}", builder.reason));
  }
  return std::move(builder.layers);
}

}  // namespace xgrad::nn::data
