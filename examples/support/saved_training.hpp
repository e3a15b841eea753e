// Checks of the files of a training, before the training starts or resumes.
#pragma once

#include <xgrad/autograd/state_dict.hpp>

#include <string>
#include <vector>

namespace support {

/// Checks that a training can write these files, and that they are neither the file of its data nor
/// the same file. Throws IoError, ValueError.
void check_outputs(const std::vector<std::string>& files, const std::string& data);

/// Checks that the training saved in a checkpoint had these settings. Throws FormatError for a file
/// without one of them, ValueError with `hint` for a setting that had another value, IoError.
void check_settings(const std::string& path, const xgrad::Metadata& settings,
                    const std::string& hint);

}  // namespace support
