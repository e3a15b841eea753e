// Images with labels, in the files of MNIST and of the sets that took over its format, IDX.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <string>

namespace support {

/// A set of images and what they show.
struct LabelledImages {
  /// From 0 to 1.   [n, rows, columns]
  xgrad::Tensor images;
  /// int64 [n]
  xgrad::Tensor labels;
};

/// Reads `{part}-images-idx3-ubyte.gz` and `{part}-labels-idx1-ubyte.gz` in a folder, packed by
/// gzip or, in spite of their names, not; the parts are "train" and "t10k". Throws IoError for
/// files that cannot be read, FormatError for others than these.
LabelledImages read_images(const std::string& folder, const std::string& part);

}  // namespace support
