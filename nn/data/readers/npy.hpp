// Arrays of NumPy in .npy files.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace xgrad::nn::data {

/// The array in a .npy file of version 1, 2 or 3. float16 becomes float32, every integer type int64.
/// A `dtype` of float32 or float64 converts the elements while reading. An array in Fortran order is
/// a strided view.
/// Throws FormatError for every violation of the format, for bytes after the array, and for element
/// types that xgrad does not support, such as uint64, complex numbers and objects; DTypeError for a
/// dtype that does not fit; IoError.
Tensor read_npy(const std::string& path, std::optional<DType> dtype = {});

/// The array in the bytes of such a file; `name` is the file in messages. Throws as `read_npy`.
Tensor parse_npy(std::string_view bytes, const std::string& name, std::optional<DType> dtype = {});

/// Writes a .npy file of version 1 with little-endian elements in C order, replacing an existing one
/// atomically. Throws IoError; an existing file is unchanged then.
void write_npy(const std::string& path, const Tensor& x);

/// What a .npy file with the elements of `x` contains before them.
std::string npy_header(const Tensor& x);

}  // namespace xgrad::nn::data
