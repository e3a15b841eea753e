// Composes a zip archive in memory, and writes it atomically.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/atomic_file.hpp>
#include <xgrad/core/io/safetensors_header.hpp>
#include <xgrad/core/io/utf8.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/nn/data/readers/npy.hpp>
#include <xgrad/nn/data/readers/npz/archive.hpp>
#include <xgrad/nn/data/readers/npz/npz.hpp>

#include <fmt/format.h>

#include <deque>
#include <utility>

namespace xgrad::nn::data {
namespace {

using io::quote;
using namespace std::string_view_literals;

// What numpy.savez writes without arrays; libzip writes nothing.
constexpr std::string_view kEmptyArchive = "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"sv;

[[noreturn]] void fail(const char* reason) {
  throw IoError(fmt::format("write_npz: cannot compose the archive: {}", reason));
}

void add_member(::zip_t* archive, const std::string& name, const std::string& header,
                const Array& elements, const NpzWriteOptions& options) {
  ZipError error;
  const auto pointer = [](const void* bytes) {
    return static_cast<::zip_uint8_t*>(const_cast<void*>(bytes));  // libzip only reads
  };
  const std::size_t size = static_cast<std::size_t>(elements.numel()) * size_of(elements.dtype());
  const ::zip_buffer_fragment_t parts[] = {{pointer(header.data()), header.size()},
                                           {pointer(elements.raw()), size}};
  ZipSource source(::zip_source_buffer_fragment_create(parts, size > 0 ? 2 : 1, 0, error.get()));
  if (!source) fail(error.text());
  const auto index =
      ::zip_file_add(archive, (name + ".npy").c_str(), source.get(), ZIP_FL_ENC_UTF_8);
  if (index < 0) fail(ZipError::text_of(::zip_get_error(archive)));
  static_cast<void>(source.release());  // the archive owns it now
  // The first day of the format, so that equal tensors give equal files.
  constexpr ::zip_uint16_t kFirstDay = 1 << 5 | 1;
  const auto position = static_cast<::zip_uint64_t>(index);
  const ::zip_int32_t method = options.compress ? ZIP_CM_DEFLATE : ZIP_CM_STORE;
  if (::zip_set_file_compression(archive, position, method, 0) != 0 ||
      ::zip_file_set_dostime(archive, position, 0, kFirstDay, 0) != 0) {
    fail(ZipError::text_of(::zip_get_error(archive)));
  }
}

std::string content_of(::zip_source_t* source) {
  ::zip_stat_t status;
  if (::zip_source_stat(source, &status) != 0 || ::zip_source_open(source) != 0) {
    fail(ZipError::text_of(::zip_source_error(source)));
  }
  std::string bytes(static_cast<std::size_t>(status.size), '\0');
  const auto count = ::zip_source_read(source, bytes.data(), bytes.size());
  ::zip_source_close(source);
  if (!std::cmp_equal(count, bytes.size())) fail(ZipError::text_of(::zip_source_error(source)));
  return bytes;
}

}  // namespace

void write_npz(const std::string& path, const StateDict& tensors, const NpzWriteOptions& options) {
  with_out_of_memory([&]() -> void {
    std::deque<std::string> headers;  // which the archive reads when it is closed
    std::deque<Array> elements;
    for (const auto& [name, tensor] : tensors) {
      if (name.empty() || !io::is_utf8(name) || name.find('\0') != name.npos) {
        throw ValueError(fmt::format("write_npz: {} cannot be the name of an array", quote(name)));
      }
      elements.push_back(kernels::contiguous(tensor.array("write_npz")));
      headers.push_back(npy_header(tensor));
    }
    if (tensors.empty()) return io::write_file_atomically(path, kEmptyArchive);
    ZipError error;
    const ZipSource content(::zip_source_buffer_create(nullptr, 0, 0, error.get()));
    if (!content) fail(error.text());
    ZipArchive archive(
        ::zip_open_from_source(content.get(), ZIP_CREATE | ZIP_TRUNCATE, error.get()));
    if (!archive) fail(error.text());
    ::zip_source_keep(content.get());  // beyond the archive, which owns it now
    std::size_t i = 0;
    for (const auto& [name, tensor] : tensors) {
      add_member(archive.get(), name, headers[i], elements[i], options);
      ++i;
    }
    if (::zip_close(archive.get()) != 0) fail(ZipError::text_of(::zip_get_error(archive.get())));
    static_cast<void>(archive.release());
    io::write_file_atomically(path, content_of(content.get()));
  });
}

}  // namespace xgrad::nn::data
