// The elements of datasets, and texts in attributes.
#pragma once

#include <xgrad/core/array.hpp>
#include <xgrad/nn/data/readers/hdf5/heaps.hpp>
#include <xgrad/nn/data/readers/hdf5/object.hpp>

#include <optional>

namespace xgrad::nn::data::hdf5 {

/// The elements of a dataset, with the natural dtype of their type; bytes of 2 without a type are
/// bfloat16, if `is_bfloat16`.
/// Throws FormatError for other types, unsupported layouts and elements that are not in the file.
Array read_elements(Image& image, const Dataset& dataset, bool is_bfloat16);

/// The texts in an attribute with at most one axis. Throws FormatError for other attributes.
std::vector<std::string> read_texts(Image& image, GlobalHeap& heap, const Attribute& attribute);

}  // namespace xgrad::nn::data::hdf5
