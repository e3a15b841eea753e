// Reads the members of a zip archive, after their declared sizes are known to be possible.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/safetensors_header.hpp>
#include <xgrad/nn/data/readers/bytes.hpp>
#include <xgrad/nn/data/readers/input.hpp>
#include <xgrad/nn/data/readers/npy.hpp>
#include <xgrad/nn/data/readers/npz/archive.hpp>
#include <xgrad/nn/data/readers/npz/npz.hpp>

#include <fmt/format.h>

#include <utility>

namespace xgrad::nn::data {
namespace {

using io::quote;

constexpr std::string_view kExtension = ".npy";

class Reader {
 public:
  Reader(std::string_view bytes, const std::string& name, const NpzOptions& options)
      : name_(name), input_(bytes, name), allowed_(options.max_bytes) {
    // Which libzip would open as an archive to be filled.
    if (bytes.empty()) input_.reject("not a zip archive: it is empty");
    ZipError error;
    ZipSource source(::zip_source_buffer_create(bytes.data(), bytes.size(), 0, error.get()));
    if (source) archive_.reset(::zip_open_from_source(source.get(), ZIP_RDONLY, error.get()));
    if (!archive_) input_.reject(fmt::format("not a zip archive: {}", error.text()));
    static_cast<void>(source.release());  // the archive owns it now
  }

  StateDict read() {
    StateDict arrays;
    const auto count = static_cast<::zip_uint64_t>(::zip_get_num_entries(archive_.get(), 0));
    for (::zip_uint64_t i = 0; i < count; ++i) {
      ::zip_stat_t entry;
      if (::zip_stat_index(archive_.get(), i, ZIP_FL_ENC_RAW, &entry) != 0) reject(i, last_error());
      std::string name = entry.name;
      if (!name.ends_with(kExtension)) reject(i, fmt::format("{} is not an array", quote(name)));
      name.resize(name.size() - kExtension.size());
      Tensor array = parse_npy(content(entry), fmt::format("{}/{}", name_, entry.name));
      if (!arrays.emplace(std::move(name), std::move(array)).second) {
        reject(i, fmt::format("{} appears twice", quote(entry.name)));
      }
    }
    return arrays;
  }

 private:
  std::string content(const ::zip_stat_t& entry) {
    constexpr ::zip_uint64_t kNeeded =
        ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
    if ((entry.valid & kNeeded) != kNeeded) reject(entry.index, "its size is unknown");
    if (entry.encryption_method != ZIP_EM_NONE) reject(entry.index, "it is encrypted");
    if (entry.comp_method != ZIP_CM_STORE && entry.comp_method != ZIP_CM_DEFLATE) {
      reject(entry.index, fmt::format("unsupported compression {}", entry.comp_method));
    }
    // Deflate shortens no data to less than 1/1032.
    if (entry.comp_size > input_.rest().size() || entry.size / 1032 > entry.comp_size) {
      reject(entry.index, fmt::format("{} bytes cannot be compressed to {} in this file",
                                      entry.size, entry.comp_size));
    }
    if (entry.size > allowed_) {
      reject(entry.index, "with it, the arrays take more bytes than .max_bytes allows");
    }
    allowed_ -= static_cast<std::size_t>(entry.size);
    std::string bytes(static_cast<std::size_t>(entry.size), '\0');
    const ZipMember member(::zip_fopen_index(archive_.get(), entry.index, 0));
    if (!member) reject(entry.index, last_error());
    std::size_t done = 0;
    // Also reads at the end, where libzip compares the checksums.
    for (;;) {
      char beyond = 0;
      const bool full = done == bytes.size();
      const auto count = ::zip_fread(member.get(), full ? &beyond : bytes.data() + done,
                                     full ? 1 : bytes.size() - done);
      if (count < 0) {
        reject(entry.index, ZipError::text_of(::zip_file_get_error(member.get())));
      }
      if (count == 0 && full) return bytes;
      if (count == 0 || full) reject(entry.index, "its content does not have the declared size");
      done += static_cast<std::size_t>(count);
    }
  }

  const char* last_error() { return ZipError::text_of(::zip_get_error(archive_.get())); }

  [[noreturn]] void reject(::zip_uint64_t member, std::string_view reason) const {
    input_.reject(fmt::format("member {}: {}", member, reason));
  }

  const std::string& name_;
  Input input_;
  std::size_t allowed_;
  ZipArchive archive_;
};

}  // namespace

StateDict read_npz(const std::string& path, const NpzOptions& options) {
  return with_out_of_memory(
      [&]() -> StateDict { return parse_npz(read_bytes(path), path, options); });
}

StateDict parse_npz(std::string_view bytes, const std::string& name, const NpzOptions& options) {
  return with_out_of_memory([&]() -> StateDict { return Reader(bytes, name, options).read(); });
}

}  // namespace xgrad::nn::data
