// Writes arrays into a zip archive, atomically.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/atomic_file.hpp>
#include <xgrad/core/io/quote.hpp>
#include <xgrad/core/io/stored_numbers.hpp>
#include <xgrad/core/io/utf8.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/nn/data/readers/npy.hpp>
#include <xgrad/nn/data/readers/npz/npz.hpp>
#include <xgrad/nn/data/readers/zip/writer.hpp>

#include <fmt/format.h>

#include <deque>

namespace xgrad::nn::data {
namespace {

using io::quote;
using namespace std::string_view_literals;

// What numpy.savez writes without arrays; libzip writes nothing.
constexpr std::string_view kEmptyArchive = "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"sv;

}  // namespace

void write_npz(const std::string& path, const StateDict& tensors, const NpzWriteOptions& options) {
  with_out_of_memory([&]() -> void {
    std::deque<std::string> headers;  // which the archive reads when it is finished
    std::deque<Array> arrays;
    for (const auto& [name, tensor] : tensors) {
      if (name.empty() || !io::is_utf8(name) || name.find('\0') != name.npos) {
        throw ValueError(fmt::format("write_npz: {} cannot be the name of an array", quote(name)));
      }
      arrays.push_back(kernels::contiguous(tensor.array("write_npz")));
      headers.push_back(npy_header(tensor));
    }
    if (tensors.empty()) return io::write_file_atomically(path, kEmptyArchive);
    ZipWriter zip("write_npz");
    std::size_t i = 0;
    for (const auto& [name, tensor] : tensors) {
      zip.add(name + ".npy", {std::as_bytes(std::span(headers[i])), io::element_bytes(arrays[i])},
              options.compress);
      ++i;
    }
    io::write_file_atomically(path, zip.finish());
  });
}

}  // namespace xgrad::nn::data
