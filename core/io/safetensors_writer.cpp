// Writes safetensors files that are byte for byte equal to those of the reference implementation.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/atomic_file.hpp>
#include <xgrad/core/io/checksum.hpp>
#include <xgrad/core/io/quote.hpp>
#include <xgrad/core/io/safetensors.hpp>
#include <xgrad/core/io/safetensors_checksums.hpp>
#include <xgrad/core/io/safetensors_header.hpp>
#include <xgrad/core/io/stored_numbers.hpp>
#include <xgrad/core/io/utf8.hpp>
#include <xgrad/core/kernels/copy.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <vector>

namespace xgrad::io {
namespace {

void check_text(const std::string& text) {
  if (is_utf8(text)) return;
  throw ValueError(fmt::format("write_safetensors: {} is not UTF-8", quote(text)));
}

void check_names(const ArrayMap& arrays, const Metadata& metadata) {
  for (const auto& [name, array] : arrays) {
    check_text(name);
    if (name == kMetadataKey) {
      throw ValueError(
          fmt::format("write_safetensors: no tensor can have the name '{}'", kMetadataKey));
    }
    if (!array.defined()) {
      throw ValueError(fmt::format("write_safetensors: tensor {} has no value", quote(name)));
    }
  }
  for (const auto& [key, value] : metadata) {
    check_text(key);
    check_text(value);
    if (is_checksum_key(key)) {
      throw ValueError(fmt::format(
          "write_safetensors: the metadata key {} is that of the checksums", quote(key)));
    }
  }
}

bool same_view(const Array& a, const Array& b) {
  return a.dtype() == b.dtype() && a.shape() == b.shape() && a.strides() == b.strides();
}

using NamedArray = std::pair<std::string, Array>;

// The arrays to store, row-major. If a view has several names, it is stored under the first one,
// and metadata[other] = first.
std::vector<NamedArray> select_stored(const ArrayMap& arrays, Metadata& metadata) {
  std::vector<NamedArray> stored;
  std::map<const void*, const ArrayMap::value_type*> firsts;
  for (const auto& named : arrays) {
    const auto& [name, array] = named;
    const auto& [kept, kept_array] =
        array.numel() == 0 ? named : *firsts.try_emplace(array.raw(), &named).first->second;
    if (kept == name || !same_view(array, kept_array)) {
      stored.emplace_back(name, kernels::contiguous(array));
    } else if (!metadata.emplace(name, kept).second) {
      throw ValueError(
          fmt::format("write_safetensors: metadata key {} is needed to say that the tensor of that "
                      "name is stored as {}",
                      quote(name), quote(kept)));
    }
  }
  return stored;
}

// In this format, a metadata entry whose value names a tensor makes its key an alias of the tensor.
void check_metadata(const ArrayMap& arrays, const Metadata& metadata) {
  for (const auto& [key, value] : metadata) {
    if (arrays.contains(value) && !arrays.contains(key)) {
      throw ValueError(
          fmt::format("write_safetensors: metadata {}: {} would be read as another name of tensor "
                      "{}",
                      quote(key), quote(value), quote(value)));
    }
  }
}

const ElementType* element_type(DType dtype) {
  return std::ranges::find(kElementTypes, std::optional(dtype), &ElementType::dtype);
}

// Sorts wide types first, so that every tensor is aligned to its element size.
void sort_as_stored(std::vector<NamedArray>& arrays) {
  std::ranges::sort(arrays, [](const NamedArray& a, const NamedArray& b) {
    const auto* type_a = element_type(a.second.dtype());
    const auto* type_b = element_type(b.second.dtype());
    return type_a != type_b ? type_a > type_b : a.first < b.first;
  });
}

// Checks the limits of readers for each text and for the whole header.
void check_lengths(const std::vector<const NamedEntry*>& tensors, const Metadata& metadata,
                   std::uint64_t header) {
  if (header > kMaxHeaderBytes) {
    throw ValueError(
        fmt::format("write_safetensors: names, shapes and metadata take {} bytes, the format "
                    "allows {}",
                    header, kMaxHeaderBytes));
  }
  const auto check = [](std::string_view text) {
    if (is_short_enough(text)) return;
    throw ValueError(
        fmt::format("write_safetensors: {} takes more than {} bytes, the longest that "
                    "can be read again",
                    quote(text), kMaxTextBytes));
  };
  for (const NamedEntry* tensor : tensors) check(tensor->first);
  for (const auto& [key, value] : metadata) {
    check(key);
    check(value);
  }
}

std::string checksum(std::span<const std::byte> bytes) {
  Checksum sum;
  sum.add(bytes);
  return sum.digits();
}

void write(const std::string& path, const ArrayMap& arrays, const Metadata& metadata,
           const SafetensorsWriteOptions& options) {
  check_names(arrays, metadata);
  check_metadata(arrays, metadata);
  Metadata all_metadata = metadata;
  std::vector<NamedArray> stored = select_stored(arrays, all_metadata);
  sort_as_stored(stored);

  std::vector<NamedEntry> entries;
  std::vector<std::span<const std::byte>> parts(2);
  std::uint64_t end = 0;
  for (const auto& [name, array] : stored) {
    const std::span<const std::byte> bytes = element_bytes(array);
    parts.push_back(bytes);
    entries.push_back({name,
                       {.type = element_type(array.dtype()),
                        .shape = {array.shape().begin(), array.shape().end()},
                        .begin = end,
                        .end = end + bytes.size()}});
    end += bytes.size();
  }
  std::vector<const NamedEntry*> tensors;
  tensors.reserve(entries.size());
  for (const NamedEntry& entry : entries) tensors.push_back(&entry);
  if (options.checksums) {
    std::vector<std::string> sums;
    for (std::size_t i = 2; i < parts.size(); ++i) sums.push_back(checksum(parts[i]));
    const std::string of_header = header_checksum(tensors, all_metadata);
    add_checksums(all_metadata, of_header, sums);
  }
  const std::string header = format_header(tensors, all_metadata);
  const std::uint64_t length = header.size();
  check_lengths(tensors, all_metadata, length);
  parts[0] = std::as_bytes(std::span(&length, 1));
  parts[1] = std::as_bytes(std::span(header));
  write_file_atomically(path, parts);
}

}  // namespace

void write_safetensors(const std::string& path, const ArrayMap& arrays, const Metadata& metadata,
                       const SafetensorsWriteOptions& options) {
  with_out_of_memory([&] { write(path, arrays, metadata, options); });
}

}  // namespace xgrad::io
