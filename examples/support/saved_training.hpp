// Checks of the files of a training, before the training starts.
#pragma once

#include <string>
#include <vector>

namespace support {

/// Checks that a training can write these files, and that they are neither the file of its data nor
/// the same file. Throws IoError, ValueError.
void check_outputs(const std::vector<std::string>& files, const std::string& data);

}  // namespace support
