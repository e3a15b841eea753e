// ZipReader: the members of a zip archive in memory. Internal.
#pragma once

#include <xgrad/nn/data/readers/input.hpp>
#include <xgrad/nn/data/readers/zip/handles.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace xgrad::nn::data {

/// Reads members after their declared sizes are known to be possible. Does not own the bytes.
class ZipReader {
 public:
  /// `name` is the file in messages. All contents that are read may take `max_bytes` together;
  /// `excess` is the reason in the message when they take more. Throws FormatError unless the bytes
  /// are a zip archive.
  ZipReader(std::string_view bytes, std::string_view name, std::size_t max_bytes,
            std::string_view excess);

  /// The bytes that the list of the members takes, at most.
  std::size_t memory() const { return memory_; }
  /// The names of the members, in their order.
  const std::vector<std::string>& names() const { return names_; }
  /// The size that the archive declares for a member. Throws FormatError.
  std::uint64_t size(std::size_t member) { return entry(member).size; }
  /// The content of a member. Throws FormatError.
  std::string content(std::size_t member);

  /// The file and a member, for messages about its content.
  std::string title(std::size_t member) const;
  /// The file, for messages about it as a whole.
  const Input& file() const { return file_; }
  /// Throws FormatError with the reason.
  [[noreturn]] void reject(std::size_t member, std::string_view reason) const;

 private:
  ::zip_stat_t entry(std::size_t member);
  const char* last_error() { return ZipError::text_of(::zip_get_error(archive_.get())); }

  Input file_;
  std::size_t allowed_, memory_ = 0;
  std::string_view excess_;
  ZipArchive archive_;
  std::vector<std::string> names_;
};

}  // namespace xgrad::nn::data
