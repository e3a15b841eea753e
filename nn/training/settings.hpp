// The settings of a training in the metadata of its checkpoint.
#pragma once

#include <xgrad/autograd/state_dict.hpp>

#include <string>
#include <string_view>

namespace xgrad::nn::training {

/// Checks that the training saved in a checkpoint had these settings, before it is resumed; `caller`
/// begins the messages. Throws FormatError for a file without one of them, ValueError for one that
/// had another value, IoError.
void check_settings(std::string_view caller, const std::string& path, const Metadata& settings);

}  // namespace xgrad::nn::training
