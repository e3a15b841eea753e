// Visits the trees of HDF5, which list links, chunks and objects of heaps.
#include <xgrad/nn/data/readers/hdf5/heaps.hpp>

#include <fmt/format.h>

#include <bit>
#include <vector>

namespace xgrad::nn::data::hdf5 {
namespace {

constexpr std::uint64_t kDeepest = 32;

// A tree of version 1. Its nodes have keys between and around the addresses of their children.
class OldTree {
 public:
  OldTree(Image& image, unsigned type, std::size_t key_size, const ChildAction& action)
      : image_(&image), type_(type), key_size_(key_size), action_(&action) {}

  void visit(std::uint64_t address, std::uint64_t level) {
    Part header = image_->part(address, 24, "tree");
    header.expect("TREE");
    const unsigned type = header.byte(), found = header.byte();
    if (type != type_) header.reject(fmt::format("its type is {}, expected {}", type, type_));
    if (level == kRoot) level = found;
    if (found != level || level > kDeepest) header.reject(fmt::format("a node of level {}", found));
    const std::uint64_t count = header.number(2);
    Part children = image_->part(address + 24, count * (key_size_ + 8) + key_size_, "tree");
    for (std::uint64_t i = 0; i < count; ++i) {
      const Part key = children.part(key_size_, "key of a tree");
      const std::uint64_t child = children.address();
      if (level == 0) {
        (*action_)(key, child);
      } else {
        visit(child, level - 1);
      }
    }
  }

  static constexpr std::uint64_t kRoot = kUndefined;

 private:
  Image* image_;
  unsigned type_;
  std::size_t key_size_;
  const ChildAction* action_;
};

// A tree of version 2. Its nodes have records, and between them addresses of children with counts of
// records.
class NewTree {
 public:
  NewTree(Image& image, std::uint64_t address, unsigned type, const RecordAction& action)
      : image_(&image), type_(type), action_(&action) {
    Part header = image.part(address, 34, "tree");
    header.expect("BTHD");
    check_type(header);
    const std::uint64_t node_size = header.number(4);
    record_size_ = header.number(2);
    const std::uint64_t depth = header.number(2);
    header.skip(2);
    root_ = header.address();
    records_ = header.number(2);
    constexpr std::uint64_t kOverhead = 10;  // signature, version, type and checksum
    if (record_size_ == 0 || node_size < kOverhead + record_size_ || depth > kDeepest) {
      header.reject(fmt::format("nodes of {} bytes, records of {} bytes, {} levels", node_size,
                                record_size_, depth));
    }
    // The most records of a node of each level, and of it and all nodes below it.
    std::uint64_t most = (node_size - kOverhead) / record_size_, below = most;
    count_bytes_ = bytes_of(most);
    total_bytes_ = {0};
    for (std::uint64_t level = 1; level <= depth; ++level) {
      const std::uint64_t pointer = 8 + count_bytes_ + total_bytes_.back();
      if (node_size < kOverhead + pointer) header.reject("its nodes are too small");
      most = (node_size - kOverhead - pointer) / (record_size_ + pointer);
      if (__builtin_mul_overflow(most + 1, below, &below) ||
          __builtin_add_overflow(below, most, &below)) {
        header.reject("it is too deep");
      }
      total_bytes_.push_back(bytes_of(below));
    }
  }

  void visit() {
    if (root_ != kUndefined) visit(root_, records_, total_bytes_.size() - 1);
  }

 private:
  static std::uint64_t bytes_of(std::uint64_t most) {
    return (static_cast<std::uint64_t>(std::bit_width(most)) + 7) / 8;
  }

  void check_type(Part& part) const {
    part.expect_version(0);
    if (const unsigned type = part.byte(); type != type_) {
      part.reject(fmt::format("its type is {}, expected {}", type, type_));
    }
  }

  void visit(std::uint64_t address, std::uint64_t count, std::size_t level) {
    // A pointer of level 1 has no total, which equals the count.
    const std::uint64_t total = level > 1 ? total_bytes_[level - 1] : 0;
    const std::uint64_t pointer = 8 + count_bytes_ + total;
    const std::uint64_t size = 6 + count * record_size_ + (level > 0 ? (count + 1) * pointer : 0);
    Part node = image_->part(address, size, "tree");
    node.expect(level > 0 ? "BTIN" : "BTLF");
    check_type(node);
    for (std::uint64_t i = 0; i < count; ++i) (*action_)(node.part(record_size_, "record"));
    for (std::uint64_t i = 0; level > 0 && i <= count; ++i) {
      const std::uint64_t child = node.address();
      const std::uint64_t records = node.number(static_cast<std::size_t>(count_bytes_));
      node.skip(total);
      visit(child, records, level - 1);
    }
  }

  Image* image_;
  unsigned type_;
  const RecordAction* action_;
  std::uint64_t root_ = 0, records_ = 0, record_size_ = 0, count_bytes_ = 0;
  std::vector<std::uint64_t> total_bytes_;  // by level
};

}  // namespace

void for_each_child(Image& image, std::uint64_t address, unsigned type, std::size_t key_size,
                    const ChildAction& action) {
  OldTree(image, type, key_size, action).visit(address, OldTree::kRoot);
}

void for_each_record(Image& image, std::uint64_t address, unsigned type,
                     const RecordAction& action) {
  NewTree(image, address, type, action).visit();
}

}  // namespace xgrad::nn::data::hdf5
