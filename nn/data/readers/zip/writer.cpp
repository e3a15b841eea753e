// Composes zip archives with libzip, without the time of writing.
#include <xgrad/core/error.hpp>
#include <xgrad/nn/data/readers/zip/writer.hpp>

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace xgrad::nn::data {

ZipWriter::ZipWriter(std::string_view call) : call_(call) {
  ZipError error;
  content_.reset(::zip_source_buffer_create(nullptr, 0, 0, error.get()));
  if (!content_) fail(error.text());
  archive_.reset(::zip_open_from_source(content_.get(), ZIP_CREATE | ZIP_TRUNCATE, error.get()));
  if (!archive_) fail(error.text());
  ::zip_source_keep(content_.get());  // beyond the archive, which owns it now
}

void ZipWriter::add(const std::string& name,
                    std::initializer_list<std::span<const std::byte>> parts, bool compress) {
  std::vector<::zip_buffer_fragment_t> fragments;
  fragments.reserve(parts.size());
  for (const auto& part : parts) {
    if (part.empty()) continue;
    auto* const bytes = const_cast<std::byte*>(part.data());  // libzip only reads
    fragments.push_back({reinterpret_cast<::zip_uint8_t*>(bytes), part.size()});
  }
  ZipError error;
  ZipSource source(
      ::zip_source_buffer_fragment_create(fragments.data(), fragments.size(), 0, error.get()));
  if (!source) fail(error.text());
  const auto index = ::zip_file_add(archive_.get(), name.c_str(), source.get(), ZIP_FL_ENC_UTF_8);
  if (index < 0) fail(ZipError::text_of(::zip_get_error(archive_.get())));
  static_cast<void>(source.release());              // the archive owns it now
  constexpr ::zip_uint16_t kFirstDay = 1 << 5 | 1;  // of the format
  const auto position = static_cast<::zip_uint64_t>(index);
  const ::zip_int32_t method = compress ? ZIP_CM_DEFLATE : ZIP_CM_STORE;
  if (::zip_set_file_compression(archive_.get(), position, method, 0) != 0 ||
      ::zip_file_set_dostime(archive_.get(), position, 0, kFirstDay, 0) != 0) {
    fail(ZipError::text_of(::zip_get_error(archive_.get())));
  }
}

std::string ZipWriter::finish() {
  if (::zip_close(archive_.get()) != 0) {
    fail(ZipError::text_of(::zip_get_error(archive_.get())));
  }
  static_cast<void>(archive_.release());
  const auto fail_reading = [&] { fail(ZipError::text_of(::zip_source_error(content_.get()))); };
  ::zip_stat_t status;
  if (::zip_source_stat(content_.get(), &status) != 0 || ::zip_source_open(content_.get()) != 0) {
    fail_reading();
  }
  std::string bytes(static_cast<std::size_t>(status.size), '\0');
  const auto count = ::zip_source_read(content_.get(), bytes.data(), bytes.size());
  ::zip_source_close(content_.get());
  if (!std::cmp_equal(count, bytes.size())) fail_reading();
  return bytes;
}

void ZipWriter::fail(const char* reason) const {
  throw IoError(fmt::format("{}: cannot compose the archive: {}", call_, reason));
}

}  // namespace xgrad::nn::data
