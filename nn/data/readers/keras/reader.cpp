// Finds layers and their weights in the layouts of Keras: lists of names, or groups "vars".
#include <xgrad/core/error.hpp>
#include <xgrad/nn/data/readers/bytes.hpp>
#include <xgrad/nn/data/readers/keras/config.hpp>
#include <xgrad/nn/data/readers/keras/keras.hpp>
#include <xgrad/nn/data/readers/keras/tree.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace xgrad::nn::data {
namespace {

// Classes by the names that Keras gives to their layers.
constexpr std::pair<std::string_view, std::string_view> kKinds[] = {
    {"bidirectional", "Bidirectional"},
    {"dense", "Dense"},
    {"embedding", "Embedding"},
    {"gru", "GRU"},
    {"layer_normalization", "LayerNormalization"},
    {"lstm", "LSTM"},
    {"simple_rnn", "SimpleRNN"},
    {"time_distributed", "TimeDistributed"}};

// The class that a name such as "encoder/simple_rnn_1" suggests.
std::string kind_of(std::string_view name) {
  name = name.substr(name.rfind('/') + 1);
  const std::size_t end = name.find_last_not_of("0123456789");
  if (end != name.npos && end + 1 < name.size() && name[end] == '_') name = name.substr(0, end);
  const auto* found = std::ranges::find(kKinds, name, [](const auto& kind) { return kind.first; });
  return found == std::end(kKinds) ? std::string() : std::string(found->second);
}

// Removes the last part of a path if it is one of `names`; returns whether it was.
bool remove_last(std::string_view& path, std::initializer_list<std::string_view> names) {
  const std::size_t slash = path.rfind('/');
  if (std::ranges::find(names, path.substr(slash + 1)) == names.end()) return false;
  path = slash == path.npos ? std::string_view() : path.substr(0, slash);
  return true;
}

// A path without the groups "layers", which are around the layers of a model.
std::string without_layers(std::string_view path) {
  std::string name;
  while (!path.empty()) {
    const std::string_view part = path.substr(0, path.find('/'));
    if (part != "layers" && part != "_layer_checkpoint_dependencies") name = joined(name, part);
    path.remove_prefix(std::min(path.size(), part.size() + 1));
  }
  return name;
}

class KerasReader {
 public:
  KerasReader(std::string_view bytes, const std::string& name) : image_(bytes, name) {}

  std::vector<KerasLayer> read() {
    tree_ = read_keras_tree(image_);
    const KerasGroup& root = tree_.groups.at("");
    if (root.layer_names) {
      add_listed_layers("", *root.layer_names);
    } else if (const auto weights = tree_.groups.find("model_weights");
               weights != tree_.groups.end()) {
      image_.enter("model_weights");
      if (!weights->second.layer_names) image_.reject("attribute \"layer_names\" is missing");
      add_listed_layers("model_weights", *weights->second.layer_names);
    } else {
      add_grouped_layers();
    }
    if (layers_.empty()) {
      image_.enter("");
      image_.reject("not a file of Keras: it has neither \"layer_names\" nor groups \"vars\"");
    }
    if (!root.model_config.empty()) configure(root.model_config);
    return std::move(layers_);
  }

 private:
  // The layout of Keras 2: attributes list the layers, and the weights of each.
  void add_listed_layers(std::string_view path, const std::vector<std::string>& names) {
    std::map<std::string, bool> seen;
    for (const std::string& name : names) {
      const std::string group_path = joined(path, name);
      image_.enter(group_path);
      if (!seen.emplace(name, true).second) image_.reject("two layers have this name");
      const auto group = tree_.groups.find(group_path);
      if (group == tree_.groups.end()) image_.reject("the group of the layer is missing");
      if (!group->second.weight_names) image_.reject("attribute \"weight_names\" is missing");
      KerasLayer layer;
      layer.name = name;
      for (const std::string& weight : *group->second.weight_names) {
        const std::size_t suffix = weight.ends_with(":0") ? 2 : 0;
        add(layer, joined(group_path, weight), weight.substr(0, weight.size() - suffix));
      }
      layers_.push_back(std::move(layer));
    }
  }

  // The layout of Keras 3: the variables of each object are in a group "vars".
  void add_grouped_layers() {
    std::map<std::string, KerasLayer> layers;
    for (const auto& [path, dataset] : tree_.datasets) {
      std::string_view owner = std::string_view(path).substr(0, path.rfind('/') + 1);
      if (!owner.empty()) owner.remove_suffix(1);
      if (!remove_last(owner, {"vars"}) || path.starts_with("optimizer/")) continue;
      remove_last(owner, {"cell"});
      remove_last(owner, {"forward_layer", "backward_layer", "layer"});
      const std::string layer_path(owner);
      const auto [entry, added] = layers.try_emplace(layer_path);
      KerasLayer& layer = entry->second;
      if (added) {
        layer.name = without_layers(owner);
        layer.kind = kind_of(layer.name);
        const auto vars = tree_.groups.find(joined(owner, "vars"));
        if (vars != tree_.groups.end() && vars->second.name != layer.name) {
          layer.given_name = vars->second.name;
        }
      }
      image_.enter(path);
      add(layer, path, path.substr(layer_path.empty() ? 0 : layer_path.size() + 1));
    }
    for (auto& [path, layer] : layers) layers_.push_back(std::move(layer));
  }

  void add(KerasLayer& layer, const std::string& path, const std::string& name) {
    image_.enter(path);
    const auto found = tree_.datasets.find(path);
    if (found == tree_.datasets.end()) image_.reject("the weight is missing");
    const auto& [dataset, is_bfloat16] = found->second;
    if (!layer.weights.try_emplace(name).second) image_.reject("two weights have this name");
    layer.weights.at(name) = Tensor(read_elements(image_, dataset, is_bfloat16));
  }

  void configure(std::string_view text) {
    image_.enter("");
    std::map<std::string, KerasConfig> configs = parse_keras_config(image_, text);
    for (KerasLayer& layer : layers_) {
      const auto found = configs.find(layer.name);
      if (found == configs.end()) continue;
      layer.kind = found->second.kind;
      layer.inner_kind = found->second.inner_kind;
      layer.options = found->second.options;
    }
  }

  hdf5::Image image_;
  KerasTree tree_;
  std::vector<KerasLayer> layers_;
};

}  // namespace

std::vector<KerasLayer> read_keras(const std::string& path) {
  return with_out_of_memory(
      [&]() -> std::vector<KerasLayer> { return parse_keras(read_bytes(path), path); });
}

std::vector<KerasLayer> parse_keras(std::string_view bytes, const std::string& name) {
  return with_out_of_memory(
      [&]() -> std::vector<KerasLayer> { return KerasReader(bytes, name).read(); });
}

}  // namespace xgrad::nn::data
