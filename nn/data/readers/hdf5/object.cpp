// Reads the superblock, groups of both formats, and the descriptions of datasets.
#include <xgrad/core/io/quote.hpp>
#include <xgrad/nn/data/readers/hdf5/heaps.hpp>
#include <xgrad/nn/data/readers/hdf5/messages.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace xgrad::nn::data::hdf5 {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kFileSignature = "\x89HDF\r\n\x1A\n"sv;

void add_link(Image& image, std::vector<Link>& links, Link link) {
  if (link.name.empty()) image.reject("a link has no name");
  links.push_back(std::move(link));
}

// The links of a group of the older format: a tree of tables, whose names are in a heap.
void add_table_links(Image& image, Part body, std::vector<Link>& links) {
  constexpr unsigned kTreeOfGroup = 0, kSoftLink = 2;
  const std::uint64_t tree = body.address();
  LocalHeap heap(image, body.address());
  for_each_child(image, tree, kTreeOfGroup, 8, [&](Part, std::uint64_t address) {
    Part table = image.part(address, 8, "table of links");
    table.expect("SNOD");
    table.expect_version(1);
    table.skip(1);
    const std::uint64_t count = table.number(2);
    constexpr std::uint64_t kEntry = 40;
    Part entries = image.part(address + 8, count * kEntry, "table of links");
    for (std::uint64_t i = 0; i < count; ++i) {
      Part entry = entries.part(kEntry, "link");
      const std::string_view name = heap.name(entry.address());
      const std::uint64_t object = entry.address();
      if (entry.number(4) == kSoftLink) {
        entry.reject(fmt::format("{} is a soft link, which is not followed", io::quote(name)));
      }
      image.take_memory(name.size() + sizeof(Link) + 64);
      add_link(image, links, {std::string(name), object});
    }
  });
}

// The addresses of the heap and of the tree by name in a link info or an attribute info.
std::pair<std::uint64_t, std::uint64_t> dense_storage(Part body, std::uint64_t size_of_index) {
  body.expect_version(0);
  const unsigned flags = body.byte();
  if ((flags & 1) != 0) body.skip(size_of_index);
  const std::uint64_t heap = body.address();
  return {heap, body.address()};
}

void add_dense_links(Image& image, Part body, std::vector<Link>& links) {
  constexpr unsigned kLinksByName = 5;
  const auto [address, tree] = dense_storage(body, 8);
  if (address == kUndefined) return;
  FractalHeap heap(image, address);
  for_each_record(image, tree, kLinksByName, [&](Part record) {
    record.skip(4);  // a checksum of the name
    add_link(image, links, decode_link(image, heap.object(record, "link")));
  });
}

void add_dense_attributes(Image& image, Part body, std::vector<Attribute>& attributes) {
  constexpr unsigned kAttributesByName = 8;
  const auto [address, tree] = dense_storage(body, 2);
  if (address == kUndefined) return;
  FractalHeap heap(image, address);
  for_each_record(image, tree, kAttributesByName, [&](Part record) {
    attributes.push_back(decode_attribute(image, heap.object(record, "attribute")));
  });
}

template <class T>
void set_once(Image& image, std::optional<T>& target, T value, std::string_view what) {
  if (target) image.reject(fmt::format("the object has two {}", what));
  target = std::move(value);
}

}  // namespace

std::uint64_t root_address(Image& image) {
  if (!image.bytes().starts_with(kFileSignature)) {
    image.reject("not an HDF5 file: its signature is missing");
  }
  Part block = image.part(kFileSignature.size(), 4, "superblock");
  const unsigned version = block.byte();
  if (version > 3) block.reject(fmt::format("version {} is not supported", version));
  std::uint64_t at = kFileSignature.size() + 4;
  unsigned offset_size = 0, length_size = 0;
  if (version < 2) {
    block = image.part(at, 4, "superblock");
    block.skip(1);
    offset_size = block.byte();
    length_size = block.byte();
    at += 12 + (version == 1 ? 4 : 0);
  } else {
    offset_size = block.byte();
    length_size = block.byte();
  }
  if (offset_size != 8 || length_size != 8) {
    block.reject(fmt::format("addresses of {} and lengths of {} bytes, expected 8", offset_size,
                             length_size));
  }
  block = image.part(at, version < 2 ? 48 : 32, "superblock");
  if (block.address() != 0) block.reject("its addresses do not begin at the start of the file");
  block.skip(8);
  const std::uint64_t end = block.address();
  if (end > image.bytes().size()) {
    image.reject(fmt::format("truncated: {} bytes are expected", end));
  }
  if (version < 2) block.skip(16);  // of drivers, and the name of the root
  return block.address();
}

Object read_object(Image& image, std::uint64_t address) {
  Object object;
  std::optional<Datatype> type;
  std::optional<Sizes> sizes;
  std::optional<Layout> layout;
  std::optional<std::vector<Filter>> filters;
  const auto links = [&]() -> std::vector<Link>& {
    if (!object.links) object.links.emplace();
    return *object.links;
  };
  for (const auto& [kind, body] : read_messages(image, address)) {
    switch (kind) {
      case MessageKind::dataspace:
        set_once(image, sizes, decode_dataspace(body), "shapes");
        break;
      case MessageKind::datatype:
        set_once(image, type, decode_datatype(body), "types");
        break;
      case MessageKind::layout:
        set_once(image, layout, decode_layout(body), "layouts");
        break;
      case MessageKind::filters:
        set_once(image, filters, decode_filters(body), "lists of filters");
        break;
      case MessageKind::attribute:
        object.attributes.push_back(decode_attribute(image, body));
        break;
      case MessageKind::attribute_info:
        add_dense_attributes(image, body, object.attributes);
        break;
      case MessageKind::link:
        add_link(image, links(), decode_link(image, body));
        break;
      case MessageKind::link_info:
        add_dense_links(image, body, links());
        break;
      case MessageKind::symbol_table:
        add_table_links(image, body, links());
        break;
      case MessageKind::external_files:
      case MessageKind::continuation:
        break;  // which read_messages handles
    }
  }
  if (object.links) {
    if (sizes || layout) image.reject("the object is a group and a dataset");
    return object;
  }
  if (!type || !sizes || !layout) image.reject("the object is neither a group nor a dataset");
  object.dataset = Dataset{*type, std::move(*sizes), std::move(*layout),
                           filters ? std::move(*filters) : std::vector<Filter>()};
  return object;
}

}  // namespace xgrad::nn::data::hdf5
