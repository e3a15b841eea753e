// Writes tensors into an archive of torch.save: a pickle that describes them, and a member of elements
// for each.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/atomic_file.hpp>
#include <xgrad/core/io/quote.hpp>
#include <xgrad/core/io/safetensors_header.hpp>
#include <xgrad/core/io/stored_numbers.hpp>
#include <xgrad/core/io/utf8.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/memory/overlap.hpp>
#include <xgrad/nn/data/readers/pytorch/pytorch.hpp>
#include <xgrad/nn/data/readers/zip/writer.hpp>
#include <xgrad/nn/module/conversion.hpp>

#include <fmt/format.h>

#include <limits>
#include <map>
#include <vector>

namespace xgrad::nn::data {
namespace {

using namespace std::string_view_literals;
using io::quote;

// The opcodes of Python's protocol 2 that describe a state dict, without a memo.
class Pickler {
 public:
  Pickler() {
    text_ = "\x80\2"sv;
    add_ordered_dict();
    text_ += '(';
  }

  // The next entry, whose elements are in the member data/`storage`.
  void add(std::string_view name, const Array& x, std::size_t storage) {
    constexpr std::string_view kStorages[] = {"FloatStorage", "DoubleStorage", "LongStorage",
                                              "BoolStorage"};
    add_text(name);
    text_ += "ctorch._utils\n_rebuild_tensor_v2\n((";
    add_text("storage");
    text_ += fmt::format("ctorch\n{}\n", kStorages[static_cast<std::size_t>(x.dtype())]);
    add_text(std::to_string(storage));
    add_text("cpu");
    add_integer(x.numel());
    text_ += "tQ";
    add_integer(0);  // offset
    add_integers(x.shape());
    add_integers(x.strides());
    text_ += '\x89';     // requires_grad
    add_ordered_dict();  // of hooks
    text_ += "tR";
  }

  std::string finish() { return text_ + "u."; }

 private:
  void add_ordered_dict() { text_ += "ccollections\nOrderedDict\n)R"; }

  void add_little(std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) text_ += static_cast<char>(value >> 8 * i & 0xFF);
  }
  void add_text(std::string_view text) {
    text_ += 'X';
    add_little(text.size(), 4);
    text_ += text;
  }
  void add_integer(Index value) {  // which is not negative
    const bool small = value <= std::numeric_limits<std::int32_t>::max();
    text_ += small ? "J"sv : "\x8a\x08"sv;
    add_little(static_cast<std::uint64_t>(value), small ? 4 : 8);
  }
  template <class Integers>
  void add_integers(const Integers& values) {
    text_ += '(';
    for (const Index value : values) add_integer(value);
    text_ += 't';
  }

  std::string text_;
};

void check_names(const StateDict& state) {
  for (const auto& [name, tensor] : state) {
    if (io::is_utf8(name) && io::is_short_enough(name)) continue;
    throw ValueError(fmt::format("write_pt: {} cannot be the name of a tensor", quote(name)));
  }
}

// GRU weights of another convention would be read without an error, and give other results.
void check_conventions(const Metadata& metadata) {
  const std::string expected = text_of(Convention::pytorch, true);
  for (const auto& [path, text] : stated_conventions(metadata)) {
    if (text == expected) continue;
    throw ValueError(fmt::format("write_pt: the GRU weights of {} are '{}', those of PyTorch '{}'",
                                 title_of(path), io::utf8_prefix(text, 200), expected),
                     "module.state_dict({.to = nn::Convention::pytorch}) converts weights");
  }
}

// The arrays to store, row-major, each once; and the index of its array for each tensor.
struct Storages {
  std::vector<Array> arrays;
  std::vector<std::size_t> of_tensors;

  explicit Storages(const StateDict& state) {
    std::map<const void*, std::pair<Array, std::size_t>> firsts;
    for (const auto& [name, tensor] : state) {
      const Array& x = tensor.array("write_pt");
      const auto& [first, index] = firsts.try_emplace(x.raw(), x, arrays.size()).first->second;
      const bool shared = index < arrays.size() && is_same_view(x, first);
      of_tensors.push_back(shared ? index : arrays.size());
      if (!shared) arrays.push_back(kernels::contiguous(x));
    }
  }
};

}  // namespace

void write_pt(const std::string& path, const StateDict& state) {
  with_out_of_memory([&]() -> void {
    check_names(state);
    check_conventions(state.metadata);
    const Storages storages(state);
    Pickler pickler;
    std::size_t position = 0;
    for (const auto& [name, tensor] : state) {
      const std::size_t storage = storages.of_tensors[position++];
      pickler.add(name, storages.arrays[storage], storage);
    }
    const std::string pickle = pickler.finish();
    // Members of this version, in the order of torch.save.
    const auto bytes = [](std::string_view text) { return std::as_bytes(std::span(text)); };
    ZipWriter zip("write_pt");
    zip.add("archive/data.pkl", {bytes(pickle)});
    zip.add("archive/byteorder", {bytes("little")});
    for (std::size_t i = 0; i < storages.arrays.size(); ++i) {
      zip.add(fmt::format("archive/data/{}", i), {io::element_bytes(storages.arrays[i])});
    }
    zip.add("archive/version", {bytes("3\n")});
    io::write_file_atomically(path, zip.finish());
  });
}

}  // namespace xgrad::nn::data
