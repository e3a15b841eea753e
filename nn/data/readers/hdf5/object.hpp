// Objects of an HDF5 file: groups, and datasets with their types, shapes and places in the file.
#pragma once

#include <xgrad/core/io/stored_numbers.hpp>
#include <xgrad/nn/data/readers/hdf5/image.hpp>

#include <optional>
#include <string>
#include <vector>

namespace xgrad::nn::data::hdf5 {

/// A type of elements.
struct Datatype {
  enum class Kind : std::uint8_t { number, text, variable_text, opaque, unsupported };
  Kind kind = Kind::unsupported;
  std::uint32_t size = 0;      // in bytes
  io::StoredType number = {};  // of numbers
};

/// The sizes of the axes; none for a single element.
using Sizes = std::vector<std::uint64_t>;

/// A value beside an object. Its bytes are in the file.
struct Attribute {
  std::string name;
  Datatype type;
  Sizes sizes;
  Part data;
};

/// A filter that is applied to chunks when they are written.
enum class Filter : std::uint16_t { deflate = 1, shuffle = 2, checksum = 3 };

/// Where the elements of a dataset are: together, or in chunks that a tree lists.
struct Layout {
  bool chunked = false;
  std::uint64_t address = kUndefined;  // of the elements, or of the tree
  std::uint64_t size = 0;              // in bytes, if together
  Sizes chunk = {};                    // sizes of a chunk
};

/// An array in the file.
struct Dataset {
  Datatype type;
  Sizes sizes;
  Layout layout;
  std::vector<Filter> filters;  // in the order of writing
};

/// A name in a group, and the address of the object.
struct Link {
  std::string name;
  std::uint64_t address = 0;
};

/// A group, with the links in it, or a dataset.
struct Object {
  std::vector<Attribute> attributes;
  std::optional<std::vector<Link>> links;  // of a group
  std::optional<Dataset> dataset;
};

/// The address of the root group. Throws FormatError if the file is not HDF5 or truncated.
std::uint64_t root_address(Image& image);

/// The object at an address. Throws FormatError for violations of the format, and for soft and
/// external links.
Object read_object(Image& image, std::uint64_t address);

}  // namespace xgrad::nn::data::hdf5
