// The bytes of a file.
#pragma once

#include <string>

namespace xgrad::nn::data {

/// All bytes of a regular file. Throws IoError.
std::string read_bytes(const std::string& path);

}  // namespace xgrad::nn::data
