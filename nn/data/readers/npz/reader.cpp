// Reads the arrays in a zip archive.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/quote.hpp>
#include <xgrad/nn/data/readers/bytes.hpp>
#include <xgrad/nn/data/readers/npy.hpp>
#include <xgrad/nn/data/readers/npz/npz.hpp>
#include <xgrad/nn/data/readers/zip/reader.hpp>

#include <fmt/format.h>

#include <utility>

namespace xgrad::nn::data {
namespace {

using io::quote;

constexpr std::string_view kExtension = ".npy";

StateDict read(std::string_view bytes, const std::string& file, const NpzOptions& options) {
  ZipReader zip(bytes, file, options.max_bytes,
                "with it, the arrays take more bytes than .max_bytes allows");
  StateDict arrays;
  for (std::size_t i = 0; i < zip.names().size(); ++i) {
    const std::string& member = zip.names()[i];
    if (!member.ends_with(kExtension)) {
      zip.reject(i, fmt::format("{} is not an array", quote(member)));
    }
    std::string name = member.substr(0, member.size() - kExtension.size());
    Tensor array = parse_npy(zip.content(i), zip.title(i));
    if (!arrays.emplace(std::move(name), std::move(array)).second) {
      zip.reject(i, fmt::format("{} is a duplicate", quote(member)));
    }
  }
  return arrays;
}

}  // namespace

StateDict read_npz(const std::string& path, const NpzOptions& options) {
  return with_out_of_memory(
      [&]() -> StateDict { return parse_npz(read_bytes(path), path, options); });
}

StateDict parse_npz(std::string_view bytes, const std::string& name, const NpzOptions& options) {
  return with_out_of_memory([&]() -> StateDict { return read(bytes, name, options); });
}

}  // namespace xgrad::nn::data
