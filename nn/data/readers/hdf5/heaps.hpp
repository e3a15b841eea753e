// Heaps of HDF5, which contain names, links and attributes, and the trees that list them.
#pragma once

#include <xgrad/nn/data/readers/hdf5/image.hpp>

#include <functional>
#include <map>
#include <string_view>

namespace xgrad::nn::data::hdf5 {

/// The names in a group of the older format.
class LocalHeap {
 public:
  LocalHeap(Image& image, std::uint64_t address);
  /// The name at an offset, which ends with a zero byte.
  std::string_view name(std::uint64_t offset);

 private:
  Image* image_;
  std::uint64_t begin_ = 0, size_ = 0;
};

/// The links of a group, or the attributes of an object, of the newer format.
class FractalHeap {
 public:
  FractalHeap(Image& image, std::uint64_t address);
  /// The object with the identifier that `id` contains.
  Part object(Part id, std::string_view what);

 private:
  std::uint64_t block_of(std::uint64_t offset, std::uint64_t& begin);

  Image* image_;
  std::uint64_t width_ = 0, starting_size_ = 0, most_direct_ = 0, root_ = 0, rows_ = 0;
  std::size_t offset_bytes_ = 0, length_bytes_ = 0;
};

/// Texts of variable length, in collections that many objects share.
class GlobalHeap {
 public:
  explicit GlobalHeap(Image& image) : image_(&image) {}
  /// The object with an index in the collection at an address.
  std::string_view object(std::uint64_t address, std::uint64_t index);

 private:
  using Objects = std::map<std::uint64_t, std::string_view>;  // by index

  Objects read_collection(std::uint64_t address) const;

  Image* image_;
  std::map<std::uint64_t, Objects> collections_;  // by address, each read once
};

/// Calls `action` with each child of a leaf of the tree at an address (version 1): its key of
/// `key_size` bytes and its address.
using ChildAction = std::function<void(Part key, std::uint64_t child)>;
void for_each_child(Image& image, std::uint64_t address, unsigned type, std::size_t key_size,
                    const ChildAction& action);

/// Calls `action` with each record of the tree at an address (version 2) of a type.
using RecordAction = std::function<void(Part record)>;
void for_each_record(Image& image, std::uint64_t address, unsigned type,
                     const RecordAction& action);

}  // namespace xgrad::nn::data::hdf5
