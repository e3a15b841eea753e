// ZipWriter: composes a zip archive in memory. Internal.
#pragma once

#include <xgrad/nn/data/readers/zip/handles.hpp>

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace xgrad::nn::data {

/// A zip archive that is being written; equal members give equal bytes.
class ZipWriter {
 public:
  /// `call` is the function in messages. Throws IoError where libzip fails, as the functions below.
  explicit ZipWriter(std::string_view call);

  /// Adds a member, the concatenation of `parts`, which must stay valid until `finish`.
  void add(const std::string& name, std::initializer_list<std::span<const std::byte>> parts,
           bool compress = false);
  /// The bytes of the archive, which must have a member. Nothing can be added afterwards.
  std::string finish();

 private:
  [[noreturn]] void fail(const char* reason) const;

  std::string_view call_;
  ZipSource content_;
  ZipArchive archive_;
};

}  // namespace xgrad::nn::data
