// Models from checkpoint files of unknown origin.
#pragma once

#include <xgrad/autograd/state_dict.hpp>
#include <xgrad/core/error.hpp>

#include <string>

namespace support {

/// A checkpoint that a program reads its model from.
class ModelFile {
 public:
  /// `part` is the part with the model. Throws FormatError, IoError.
  ModelFile(std::string path, std::string program, std::string part);

  const std::string& path() const { return path_; }
  const xgrad::StateDict& state() const { return state_; }
  /// The number of columns of a parameter, in place of metadata that could ask for any size. Throws
  /// FormatError unless it is a matrix with elements.
  xgrad::Index columns(const std::string& parameter) const;
  /// Throws FormatError if it is not there.
  const std::string& metadata(const std::string& key) const;
  /// Throws FormatError: the file is no model of the program.
  [[noreturn]] void refuse(const std::string& reason) const;

 private:
  std::string path_, program_, part_;
  xgrad::StateDict state_;
};

/// `make()`, where a ValueError becomes the FormatError of `file.refuse`.
template <class Make>
auto load_model(const ModelFile& file, const Make& make) {
  try {
    return make();
  } catch (const xgrad::ValueError& error) {
    file.refuse(error.what());
  }
}

}  // namespace support
