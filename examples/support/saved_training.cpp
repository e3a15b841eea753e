// Compares the metadata of a checkpoint with the settings of a training.
#include "support/saved_training.hpp"

#include <xgrad/core/error.hpp>
#include <xgrad/core/io/atomic_file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace support {

using namespace xgrad;

void check_outputs(const std::vector<std::string>& files, const std::string& data) {
  for (auto file = files.begin(); file != files.end(); ++file) {
    io::check_writable(*file);
    std::error_code ignored;
    if (std::filesystem::equivalent(*file, data, ignored)) {
      throw ValueError(fmt::format("train: the output would replace its data, '{}'", *file));
    }
    if (std::find(files.begin(), file, *file) != file) {
      throw ValueError(fmt::format("train: '{}' is the file of two outputs", *file));
    }
  }
}

}  // namespace support
