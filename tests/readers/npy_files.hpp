// Files of NumPy put together by hand.
#pragma once

#include <string>

namespace test {

/// The file of a description, padded as NumPy does, and these element bytes.
inline std::string npy(const std::string& description, const std::string& elements = {}) {
  const std::size_t size = (description.size() + 10 + 64) / 64 * 64 - 10;
  std::string file("\x93NUMPY\1\0", 8);
  file += {static_cast<char>(size & 0xFF), static_cast<char>(size >> 8)};
  file += description;
  file.resize(10 + size - 1, ' ');
  return file + '\n' + elements;
}

/// The file of a description with this type and shape.
inline std::string described(const std::string& descr, const std::string& shape,
                             const std::string& elements = {}) {
  return npy("{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }",
             elements);
}

}  // namespace test
