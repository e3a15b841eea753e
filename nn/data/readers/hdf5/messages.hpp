// Object headers of HDF5: lists of messages.
#pragma once

#include <xgrad/nn/data/readers/hdf5/object.hpp>

namespace xgrad::nn::data::hdf5 {

/// The kinds of messages that are read.
enum class MessageKind : std::uint16_t {
  dataspace = 0x01,
  link_info = 0x02,
  datatype = 0x03,
  link = 0x06,
  external_files = 0x07,
  layout = 0x08,
  filters = 0x0B,
  attribute = 0x0C,
  continuation = 0x10,
  symbol_table = 0x11,
  attribute_info = 0x15,
};

/// A message in an object header.
struct Message {
  MessageKind kind;
  Part body;
};

/// The messages in the object header at an address, without those of other kinds.
std::vector<Message> read_messages(Image& image, std::uint64_t address);

/// The contents of messages. All throw FormatError for violations and unsupported versions.
Datatype decode_datatype(Part body);
Sizes decode_dataspace(Part body);
Layout decode_layout(Part body);
std::vector<Filter> decode_filters(Part body);
Attribute decode_attribute(Image& image, Part body);
Link decode_link(Image& image, Part body);

}  // namespace xgrad::nn::data::hdf5
