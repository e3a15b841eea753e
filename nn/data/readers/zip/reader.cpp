// Opens zip archives, and checks the declared sizes of members before memory is allocated for them.
#include <xgrad/nn/data/readers/zip/reader.hpp>

#include <fmt/format.h>

namespace xgrad::nn::data {

ZipReader::ZipReader(std::string_view bytes, std::string_view name, std::size_t max_bytes,
                     std::string_view excess)
    : file_(bytes, name), allowed_(max_bytes), excess_(excess) {
  // Which libzip would open as an archive to be filled.
  if (bytes.empty()) file_.reject("not a zip archive: it is empty");
  ZipError error;
  ZipSource source(::zip_source_buffer_create(bytes.data(), bytes.size(), 0, error.get()));
  if (source) archive_.reset(::zip_open_from_source(source.get(), ZIP_RDONLY, error.get()));
  if (!archive_) file_.reject(fmt::format("not a zip archive: {}", error.text()));
  static_cast<void>(source.release());  // the archive owns it now
  const auto count = static_cast<std::size_t>(::zip_get_num_entries(archive_.get(), 0));
  names_.reserve(count);
  for (std::size_t i = 0; i < count; ++i) names_.emplace_back(entry(i).name);
}

::zip_stat_t ZipReader::entry(std::size_t member) {
  ::zip_stat_t entry;
  if (::zip_stat_index(archive_.get(), member, ZIP_FL_ENC_RAW, &entry) != 0) {
    reject(member, last_error());
  }
  return entry;
}

std::string ZipReader::content(std::size_t member) {
  const ::zip_stat_t entry = this->entry(member);
  constexpr ::zip_uint64_t kNeeded =
      ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
  if ((entry.valid & kNeeded) != kNeeded) reject(member, "its size is unknown");
  if (entry.encryption_method != ZIP_EM_NONE) reject(member, "it is encrypted");
  if (entry.comp_method != ZIP_CM_STORE && entry.comp_method != ZIP_CM_DEFLATE) {
    reject(member, fmt::format("unsupported compression {}", entry.comp_method));
  }
  // Deflate shortens no data to less than 1/1032.
  if (entry.comp_size > file_.rest().size() || entry.size / 1032 > entry.comp_size) {
    reject(member, fmt::format("{} bytes cannot be compressed to {} in this file", entry.size,
                               entry.comp_size));
  }
  if (entry.size > allowed_) reject(member, excess_);
  allowed_ -= static_cast<std::size_t>(entry.size);
  std::string bytes(static_cast<std::size_t>(entry.size), '\0');
  const ZipMember file(::zip_fopen_index(archive_.get(), member, 0));
  if (!file) reject(member, last_error());
  std::size_t done = 0;
  // Also reads at the end, where libzip compares the checksums.
  for (;;) {
    char beyond = 0;
    const bool full = done == bytes.size();
    const auto count = ::zip_fread(file.get(), full ? &beyond : bytes.data() + done,
                                   full ? 1 : bytes.size() - done);
    if (count < 0) reject(member, ZipError::text_of(::zip_file_get_error(file.get())));
    if (count == 0 && full) return bytes;
    if (count == 0 || full) reject(member, "its content does not have the declared size");
    done += static_cast<std::size_t>(count);
  }
}

void ZipReader::reject(std::size_t member, std::string_view reason) const {
  file_.reject(fmt::format("member {}: {}", member, reason));
}

}  // namespace xgrad::nn::data
