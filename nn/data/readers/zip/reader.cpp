// Opens zip archives, and checks the declared sizes of members before memory is allocated for them.
#include <xgrad/core/io/quote.hpp>
#include <xgrad/nn/data/readers/zip/reader.hpp>

#include <fmt/format.h>

namespace xgrad::nn::data {
namespace {

// What libzip and the names take for each member, besides the names themselves.
constexpr std::size_t kMemoryOfMember = 400;
// And for all of them beyond the size of the file.
constexpr std::size_t kMemoryOfMembers = std::size_t{8} << 20;

// How many members an archive can have: each begins with these bytes in the directory, which contents may
// have, too.
std::size_t most_members(std::string_view bytes) {
  constexpr std::string_view kEntry = "PK\1\2";
  std::size_t count = 0;
  for (std::size_t at = 0; (at = bytes.find(kEntry, at)) != bytes.npos; at += kEntry.size())
    ++count;
  return count;
}

}  // namespace

ZipReader::ZipReader(std::string_view bytes, std::string_view name, std::size_t max_bytes,
                     std::string_view excess)
    : file_(bytes, name), allowed_(max_bytes), excess_(excess) {
  // Which libzip would open as an archive to be filled.
  if (bytes.empty()) file_.reject("not a zip archive: it is empty");
  memory_ = kMemoryOfMember * most_members(bytes);
  if (memory_ > bytes.size() + kMemoryOfMembers) {
    file_.reject("its members take too much memory for a file of its size");
  }
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

std::string ZipReader::title(std::size_t member) const {
  std::string name = io::quote(names_[member]);
  name.erase(name.rfind('"'), 1);  // before dots, if the name is long
  return fmt::format("{}/{}", file_.name(), name.substr(1));
}

void ZipReader::reject(std::size_t member, std::string_view reason) const {
  file_.reject(fmt::format("member {}: {}", member, reason));
}

}  // namespace xgrad::nn::data
