// Named arrays of NumPy in .npz files. Link xgrad::npz, which needs libzip (Debian's libzip-dev).
#pragma once

#include <xgrad/autograd/state_dict.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace xgrad::nn::data {

/// Options of reading a .npz file.
struct NpzOptions {
  /// The most bytes that all arrays together may take in .npy files.
  std::size_t max_bytes = std::size_t{1} << 32;
};

/// Options of writing a .npz file.
struct NpzWriteOptions {
  /// Compresses the arrays, as numpy.savez_compressed does.
  bool compress = false;
};

/// The arrays in a file of numpy.savez or numpy.savez_compressed by name, with the dtypes of
/// `read_npy`.
/// Throws FormatError for every violation of the formats, for arrays that `read_npy` refuses, and
/// for arrays of more than `max_bytes`; IoError.
StateDict read_npz(const std::string& path, const NpzOptions& options = {});

/// The arrays in the bytes of such a file; `name` is the file in messages. Throws as `read_npz`.
StateDict parse_npz(std::string_view bytes, const std::string& name,
                    const NpzOptions& options = {});

/// Writes tensors to a file that numpy.load reads, replacing an existing one atomically; the
/// metadata of the state is left out.
/// Throws ValueError for an empty name or one that is not UTF-8, IoError; an existing file is
/// unchanged then.
void write_npz(const std::string& path, const StateDict& tensors,
               const NpzWriteOptions& options = {});

}  // namespace xgrad::nn::data
