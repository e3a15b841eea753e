// Reads the tensors in archives of torch.save, and joins the keys of nested dicts to names.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/quote.hpp>
#include <xgrad/core/io/stored_numbers.hpp>
#include <xgrad/core/io/utf8.hpp>
#include <xgrad/nn/data/readers/bytes.hpp>
#include <xgrad/nn/data/readers/pytorch/pickle.hpp>
#include <xgrad/nn/data/readers/pytorch/pytorch.hpp>
#include <xgrad/nn/data/readers/zip/reader.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>

namespace xgrad::nn::data {
namespace {

using namespace std::string_view_literals;
using io::quote;
using Kind = PickleValue::Kind;

constexpr std::string_view kPickle = "/data.pkl";
constexpr int kDeepest = 64;  // nesting of dicts, lists and tuples
// What reading may take besides the elements: as much as the file, and 14 MiB; with the file, at most
// twice its size and 16 MiB. Values that are shared have a name in each place.
constexpr std::size_t kMemory = std::size_t{14} << 20, kMemoryOfEntry = 128;

std::optional<io::StoredType> stored_type(std::string_view global) {
  using Number = io::StoredType::Kind;
  constexpr std::pair<std::string_view, io::StoredType> kTypes[] = {
      {"torch\nFloatStorage", {Number::floating, 4}},
      {"torch\nDoubleStorage", {Number::floating, 8}},
      {"torch\nHalfStorage", {Number::floating, 2}},
      {"torch\nBFloat16Storage", {Number::bfloat, 2}},
      {"torch\nLongStorage", {Number::signed_integer, 8}},
      {"torch\nIntStorage", {Number::signed_integer, 4}},
      {"torch\nShortStorage", {Number::signed_integer, 2}},
      {"torch\nCharStorage", {Number::signed_integer, 1}},
      {"torch\nByteStorage", {Number::unsigned_integer, 1}},
      {"torch\nBoolStorage", {Number::boolean, 1}}};
  const auto* found =
      std::ranges::find(kTypes, global, [](const auto& entry) { return entry.first; });
  if (found == std::end(kTypes)) return {};
  return found->second;
}

// Formats a number as Python does: a float always has a point, an exponent or a name.
std::string text_of_number(double number) {
  std::string text = fmt::format("{}", number);
  if (text.find_first_of(".en") == text.npos) text += ".0";
  return text;
}

class StateReader {
 public:
  StateReader(std::string_view bytes, const std::string& name)
      : zip_(bytes, name, bytes.size(), "with it, the members take more bytes than the file"),
        memory_(bytes.size() + kMemory) {
    take_memory(zip_.memory());
    for (std::size_t i = 0; i < zip_.names().size(); ++i) {
      take_memory(kMemoryOfEntry + zip_.names()[i].size());
      if (!members_.emplace(zip_.names()[i], i).second) {
        zip_.reject(i, fmt::format("{} appears twice", quote(zip_.names()[i])));
      }
    }
  }

  StateDict read() {
    const auto pickle = std::ranges::find_if(
        zip_.names(), [](const std::string& name) { return name.ends_with(kPickle); });
    if (pickle == zip_.names().end()) {
      zip_.file().reject("not a file of torch.save: no member is called data.pkl");
    }
    root_ = pickle->substr(0, pickle->size() - kPickle.size());
    if (members_.contains(root_ + "/constants.pkl")) {
      zip_.file().reject("a program of TorchScript",
                         "torch.save(module.state_dict(), path) saves "
                         "the tensors alone");
    }
    if (const auto order = members_.find(root_ + "/byteorder"); order != members_.end()) {
      if (zip_.content(order->second) == "big") order_ = io::ByteOrder::big;
    }
    title_ = zip_.title(members_.at(*pickle));
    pickled_ = zip_.content(members_.at(*pickle));
    take_memory(pickled_.size());
    pickle_ = parse_pickle(Input(pickled_, title_), memory_);
    take_memory(pickle_.memory);
    const PickleValue& root = pickle_.values[pickle_.root];
    if (root.kind != Kind::dict && root.kind != Kind::list && root.kind != Kind::tuple) {
      reject("the saved object is not a dict, so that its value has no name");
    }
    add("", root, 0);
    return std::move(state_);
  }

 private:
  // Adds the tensors and texts in a value.
  void add(const std::string& name, const PickleValue& value, int depth) {
    take_memory(name.size() + kMemoryOfEntry);
    switch (value.kind) {
      case Kind::tensor:
        return insert(state_, name, tensor(name, value));
      case Kind::none:
        return insert(state_.metadata, name, "None");
      case Kind::boolean:
        return insert(state_.metadata, name, value.integer != 0 ? "True" : "False");
      case Kind::integer:
        return insert(state_.metadata, name, std::to_string(value.integer));
      case Kind::floating:
        return insert(state_.metadata, name, text_of_number(value.floating));
      case Kind::text:
        take_memory(value.text.size());
        return insert(state_.metadata, name, utf8(value.text));
      case Kind::global:
      case Kind::storage:
        reject(fmt::format("{}: {} is not a tensor", quote(name),
                           value.kind == Kind::global ? "a type" : "a storage"));
      case Kind::dict:
      case Kind::list:
      case Kind::tuple:
        break;
    }
    if (depth == kDeepest) reject(fmt::format("{} is nested too deeply", quote(name)));
    const bool dict = value.kind == Kind::dict;
    for (std::size_t i = 0; i < value.items.size(); i += dict ? 2 : 1) {
      const std::string key = dict ? key_of(item(value, i)) : std::to_string(i);
      add(depth == 0 ? key : fmt::format("{}.{}", name, key), item(value, dict ? i + 1 : i),
          depth + 1);
    }
  }

  template <class Map, class Value>
  void insert(Map& map, const std::string& name, Value&& value) {
    if (map.emplace(name, std::forward<Value>(value)).second) return;
    reject(fmt::format("{} appears twice", quote(name)));
  }

  void take_memory(std::size_t bytes) {
    if (bytes > memory_) {
      zip_.file().reject("its names and values take too much memory for a file of its size");
    }
    memory_ -= bytes;
  }

  std::string key_of(const PickleValue& key) {
    if (key.kind == Kind::integer) return std::to_string(key.integer);
    if (key.kind != Kind::text) reject("a key of a dict is neither a text nor an integer");
    return utf8(key.text);
  }

  std::string utf8(std::string_view text) const {
    if (!io::is_utf8(text)) reject(fmt::format("{} is not UTF-8", quote(text)));
    return std::string(text);
  }

  const PickleValue& item(const PickleValue& value, std::size_t i) const {
    return pickle_.values[value.items[i]];
  }

  // The non-negative integers of a size or stride, at most one per axis.
  template <class List>
  List integers(const std::string& name, const PickleValue& value) const {
    if (value.kind != Kind::tuple) reject(fmt::format("{}: a size is not a tuple", quote(name)));
    if (value.items.size() > kMaxRank) {
      reject(fmt::format("{}: {} axes, at most {} are supported", quote(name), value.items.size(),
                         kMaxRank));
    }
    List result;
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      result.push_back(size(name, item(value, i)));
    }
    return result;
  }
  Index size(const std::string& name, const PickleValue& value) const {
    if (value.kind == Kind::integer && value.integer >= 0) return value.integer;
    reject(fmt::format("{}: a size, stride or offset is not a non-negative integer", quote(name)));
  }

  // _rebuild_tensor_v2(storage, storage_offset, size, stride, requires_grad, backward_hooks).
  Tensor tensor(const std::string& name, const PickleValue& value) {
    if (value.items.size() < 6 || item(value, 0).kind != Kind::storage) {
      reject(fmt::format("{}: unexpected arguments of _rebuild_tensor_v2", quote(name)));
    }
    const Array& elements = storage(name, item(value, 0));
    const Index offset = size(name, item(value, 1));
    const auto shape = integers<Shape>(name, item(value, 2));
    const auto strides = integers<Strides>(name, item(value, 3));
    if (shape.size() != strides.size()) {
      reject(fmt::format("{}: {} sizes and {} strides", quote(name), shape.size(), strides.size()));
    }
    Index last = offset, extent = 1;
    bool fits = true;
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      const Index steps = std::max<Index>(shape[axis], 1);
      Index reach = 0;
      fits = fits && !__builtin_mul_overflow(extent, steps, &extent) && extent <= kMostElements &&
             !__builtin_mul_overflow(steps - 1, strides[axis], &reach) &&
             !__builtin_add_overflow(last, reach, &last);
    }
    const bool empty = std::ranges::find(shape, 0) != shape.end();
    if (!fits || (!empty && last >= elements.numel())) {
      reject(fmt::format(
          "{}: shape [{}], strides [{}] and offset {} exceed a storage of {} elements", quote(name),
          fmt::join(shape, ", "), fmt::join(strides, ", "), offset, elements.numel()));
    }
    if (empty) return Tensor(Array::empty(shape, elements.dtype()));
    return Tensor(elements.view(shape, strides, offset));
  }

  // The elements of ('storage', type, key, device, number of elements).
  const Array& storage(const std::string& name, const PickleValue& value) {
    if (value.items.size() != 5 || item(value, 0).text != "storage" ||
        item(value, 1).kind != Kind::global || item(value, 2).kind != Kind::text) {
      reject(fmt::format("{}: a storage is not described as one", quote(name)));
    }
    const std::string_view global = item(value, 1).text, key = item(value, 2).text;
    const Index count = size(name, item(value, 4));
    const auto [found, added] = storages_.try_emplace(key);
    Storage& loaded = found->second;
    if (added) {
      loaded = {.global = global, .elements = load(name, global, key, count)};
    } else if (loaded.global != global || loaded.elements.numel() != count) {
      reject(fmt::format("{}: the storage {} has two types or sizes", quote(name), quote(key)));
    }
    return loaded.elements;
  }

  Array load(const std::string& name, std::string_view global, std::string_view key, Index count) {
    const auto type = stored_type(global);
    if (!type) {
      reject(fmt::format("{}: unsupported storage {}", quote(name),
                         quote(global.substr(global.find('\n') + 1))));
    }
    const auto member = members_.find(fmt::format("{}/data/{}", root_, key));
    if (member == members_.end()) {
      reject(fmt::format("{}: the archive has no storage {}", quote(name), quote(key)));
    }
    // Both the bytes and the elements are there for a moment.
    if (zip_.size(member->second) > memory_) take_memory(memory_ + 1);
    const std::string bytes = zip_.content(member->second);
    if (bytes.size() % type->size != 0 || !std::cmp_equal(bytes.size() / type->size, count)) {
      zip_.reject(member->second,
                  fmt::format("{} elements of {} bytes are expected, it has {} bytes", count,
                              type->size, bytes.size()));
    }
    io::StoredType stored = *type;
    stored.order = order_;
    Array elements = Array::empty({count}, io::natural_dtype(stored));
    static_cast<void>(io::convert(std::as_bytes(std::span(bytes)), stored, elements));  // no uint64
    return elements;
  }

  [[noreturn]] void reject(std::string_view reason) const {
    Input(pickled_, title_).reject(reason);
  }

  struct Storage {
    std::string_view global = {};
    Array elements = {};
  };

  ZipReader zip_;
  std::size_t memory_;
  std::map<std::string, std::size_t> members_;
  std::string root_, title_, pickled_;
  io::ByteOrder order_ = io::ByteOrder::little;
  Pickle pickle_;
  std::map<std::string_view, Storage> storages_;
  StateDict state_;
};

// Before its pickle, torch.save of PyTorch before 1.6 writes a magic number, and before 0.4 an archive.
void check_not_legacy(const Input& file) {
  constexpr std::string_view kMagicNumber =
      "\x80\2\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"sv;
  const std::string_view bytes = file.rest();
  if (bytes.starts_with(kMagicNumber) || (bytes.size() > 257 && bytes.substr(257, 5) == "ustar")) {
    file.reject("the format of PyTorch before 1.6",
                "torch.save(torch.load(path), path) of a later version converts the file");
  }
}

}  // namespace

StateDict read_pt(const std::string& path) {
  return with_out_of_memory([&]() -> StateDict { return parse_pt(read_bytes(path), path); });
}

StateDict parse_pt(std::string_view bytes, const std::string& name) {
  return with_out_of_memory([&]() -> StateDict {
    check_not_legacy(Input(bytes, name));
    return StateReader(bytes, name).read();
  });
}

}  // namespace xgrad::nn::data
