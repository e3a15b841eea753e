// Reads the two formats of object headers, with their continuations.
#include <xgrad/nn/data/readers/hdf5/messages.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace xgrad::nn::data::hdf5 {
namespace {

constexpr std::size_t kMostMessages = std::size_t{1} << 16;
constexpr unsigned kShared = 2;  // a flag: the message is elsewhere

// Reads messages of one format from parts of the file.
class HeaderReader {
 public:
  explicit HeaderReader(Image& image) : image_(&image) {}

  std::vector<Message> read(std::uint64_t address) {
    constexpr std::string_view kSignature = "OHDR";
    if (image_->part(address, kSignature.size(), "object header").take(kSignature.size()) ==
        kSignature) {
      read_new(address);
    } else {
      read_old(address);
    }
    return std::move(messages_);
  }

 private:
  void read_old(std::uint64_t address) {
    Part prefix = image_->part(address, 16, "object header");
    prefix.expect_version(1);
    prefix.skip(1);
    left_ = prefix.number(2);
    prefix.skip(4);
    const std::uint64_t size = prefix.number(4);
    read_block(image_->part(address + 16, size, "object header"));
    read_continuations();
  }

  void read_new(std::uint64_t address) {
    Part prefix = image_->part(address, 6, "object header");
    prefix.expect("OHDR");
    prefix.expect_version(2);
    const unsigned flags = prefix.byte();
    const std::uint64_t times = flags & 0x20 ? 16 : 0, phases = flags & 0x10 ? 4 : 0;
    const std::uint64_t size_bytes = std::uint64_t{1} << (flags & 3);
    is_new_ = true;
    has_order_ = (flags & 4) != 0;
    left_ = kMostMessages + 1;
    Part size = image_->part(address + 6 + times + phases, size_bytes, "object header");
    const std::uint64_t messages = size.number(static_cast<std::size_t>(size_bytes));
    read_block(image_->part(size.offset(), messages, "object header"));
    read_continuations();
  }

  void read_continuations() {
    for (std::size_t i = 0; i < continuations_.size(); ++i) {
      Part place = continuations_[i];
      const std::uint64_t address = place.address(), size = place.address();
      Part block = image_->part(address, size, "continuation of an object header");
      if (is_new_) {
        constexpr std::uint64_t kSignature = 4, kChecksum = 4;
        block.expect("OCHK");
        if (size < kSignature + kChecksum) block.reject("it has no checksum");
        block = block.part(size - kSignature - kChecksum, "continuation of an object header");
      }
      read_block(block);
    }
  }

  void read_block(Part block) {
    const std::size_t header = is_new_ ? (has_order_ ? 6 : 4) : 8;
    while (left_ > 0 && block.remaining() >= header) {
      const auto kind = static_cast<MessageKind>(block.number(is_new_ ? 1 : 2));
      const std::uint64_t size = block.number(2);
      const unsigned flags = block.byte();
      block.skip(header - (is_new_ ? 4 : 5));
      --left_;
      add(kind, flags, block.part(size, "message"));
    }
  }

  void add(MessageKind kind, unsigned flags, Part body) {
    switch (kind) {
      case MessageKind::continuation:
        continuations_.push_back(body);
        break;
      case MessageKind::external_files:
        body.reject("the elements are in another file, which is not read");
      case MessageKind::dataspace:
      case MessageKind::link_info:
      case MessageKind::datatype:
      case MessageKind::link:
      case MessageKind::layout:
      case MessageKind::filters:
      case MessageKind::attribute:
      case MessageKind::symbol_table:
      case MessageKind::attribute_info:
        if ((flags & kShared) != 0) body.reject("shared messages are not supported");
        messages_.push_back({kind, body});
        break;
    }
    if (messages_.size() + continuations_.size() > kMostMessages) {
      body.reject(fmt::format("more than {} messages", kMostMessages));
    }
  }

  Image* image_;
  bool is_new_ = false, has_order_ = false;
  std::uint64_t left_ = 0;
  std::vector<Message> messages_;
  std::vector<Part> continuations_;
};

}  // namespace

std::vector<Message> read_messages(Image& image, std::uint64_t address) {
  return HeaderReader(image).read(address);
}

}  // namespace xgrad::nn::data::hdf5
