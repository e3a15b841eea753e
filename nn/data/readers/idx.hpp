// Arrays in the IDX format of the MNIST data sets.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace xgrad::nn::data {

/// The array in an IDX file: int64 for integers and bytes, float32 or float64. A `dtype` of float32
/// or float64 converts the elements while reading. Read a compressed file with `read_gzip`.
/// Throws FormatError for every violation of the format, and for bytes after the array; DTypeError
/// for a dtype that does not fit; IoError.
Tensor read_idx(const std::string& path, std::optional<DType> dtype = {});

/// The array in the bytes of such a file; `name` is the file in messages. Throws as `read_idx`.
Tensor parse_idx(std::string_view bytes, const std::string& name, std::optional<DType> dtype = {});

}  // namespace xgrad::nn::data
