// All groups and datasets of an HDF5 file by path, as far as Keras uses them.
#pragma once

#include <xgrad/nn/data/readers/hdf5/elements.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace xgrad::nn::data {

/// A dataset, and whether its elements of 2 bytes are bfloat16.
struct KerasDataset {
  hdf5::Dataset dataset;
  bool is_bfloat16 = false;
};

/// The attributes of a group, whose lists of names may be in several attributes.
struct KerasGroup {
  std::optional<std::vector<std::string>> layer_names = {}, weight_names = {};
  std::string name = {}, model_config = {};
};

/// The objects of a file by path without a slash at its ends; the root is "".
struct KerasTree {
  std::map<std::string, KerasDataset> datasets;
  std::map<std::string, KerasGroup> groups;
};

/// Reads all objects, but no elements of datasets. Throws FormatError, also if an object is in two
/// groups or in itself.
KerasTree read_keras_tree(hdf5::Image& image);

/// The path of `name` in the group at `path`.
std::string joined(std::string_view path, std::string_view name);

}  // namespace xgrad::nn::data
