// Visits the groups of an HDF5 file, each object once.
#include <xgrad/core/io/quote.hpp>
#include <xgrad/core/io/utf8.hpp>
#include <xgrad/nn/data/readers/keras/tree.hpp>

#include <fmt/format.h>

#include <set>

namespace xgrad::nn::data {
namespace {

constexpr std::size_t kLongestPath = 4096;

// The attributes of one object.
class Attributes {
 public:
  Attributes(hdf5::Image& image, hdf5::GlobalHeap& heap, const hdf5::Object& object)
      : image_(&image), heap_(&heap) {
    for (const hdf5::Attribute& attribute : object.attributes) {
      attributes_.emplace(attribute.name, &attribute);
    }
  }

  // The texts in an attribute, or in the attributes "layer_names0", "layer_names1" and so on, into
  // which Keras divides long lists.
  std::optional<std::vector<std::string>> list(const std::string& name) const {
    if (const auto* whole = find(name)) return read_texts(*image_, *heap_, *whole);
    std::optional<std::vector<std::string>> texts;
    for (int i = 0; const auto* part = find(fmt::format("{}{}", name, i)); ++i) {
      if (!texts) texts.emplace();
      for (std::string& text : read_texts(*image_, *heap_, *part)) {
        texts->push_back(std::move(text));
      }
    }
    return texts;
  }

  // The only text in an attribute, or an empty one.
  std::string text(std::string_view name) const {
    const auto* attribute = find(name);
    if (!attribute) return {};
    std::vector<std::string> texts = read_texts(*image_, *heap_, *attribute);
    return texts.size() == 1 ? std::move(texts.front()) : std::string();
  }

 private:
  const hdf5::Attribute* find(std::string_view name) const {
    const auto found = attributes_.find(name);
    return found == attributes_.end() ? nullptr : found->second;
  }

  hdf5::Image* image_;
  hdf5::GlobalHeap* heap_;
  std::map<std::string_view, const hdf5::Attribute*> attributes_;
};

}  // namespace

std::string joined(std::string_view path, std::string_view name) {
  return path.empty() ? std::string(name) : fmt::format("{}/{}", path, name);
}

KerasTree read_keras_tree(hdf5::Image& image) {
  KerasTree tree;
  std::vector<hdf5::Link> left = {{"", hdf5::root_address(image)}};
  std::set<std::uint64_t> seen;
  hdf5::GlobalHeap heap(image);
  while (!left.empty()) {
    const auto [path, address] = std::move(left.back());
    left.pop_back();
    image.enter(path);
    if (!seen.insert(address).second) {
      image.reject("the object is in two places, or in itself");
    }
    hdf5::Object object = read_object(image, address);
    const Attributes attributes(image, heap, object);
    if (object.dataset) {
      const bool is_bfloat16 = attributes.text("dtype") == "bfloat16";
      tree.datasets.emplace(path, KerasDataset{std::move(*object.dataset), is_bfloat16});
      continue;
    }
    KerasGroup group = {.layer_names = attributes.list("layer_names"),
                        .weight_names = attributes.list("weight_names"),
                        .name = attributes.text("name"),
                        .model_config = attributes.text("model_config")};
    tree.groups.emplace(path, std::move(group));
    for (const hdf5::Link& link : *object.links) {
      if (!io::is_utf8(link.name))
        image.reject(fmt::format("{} is not UTF-8", io::quote(link.name)));
      std::string inner = joined(path, link.name);
      if (inner.size() > kLongestPath) image.reject("a path has more than 4096 bytes");
      // For the path here, and as the name of a weight; and for what the file tells of the object.
      image.take_memory(2 * inner.size() + sizeof(KerasDataset) + 64);
      left.push_back({std::move(inner), link.address});
    }
  }
  image.enter("");
  return tree;
}

}  // namespace xgrad::nn::data
