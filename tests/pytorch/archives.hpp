// Archives of torch.save put together by hand, with pickles of any opcodes.
#pragma once

#include <xgrad/nn/data/readers/zip/writer.hpp>

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace test {

/// A zip archive of members with these names and contents.
inline std::string archive(const std::vector<std::pair<std::string, std::string>>& members) {
  xgrad::nn::data::ZipWriter zip("archive");
  for (const auto& [name, content] : members) {
    zip.add(name, {std::as_bytes(std::span(content))});
  }
  return zip.finish();
}

/// The opcodes of a persistent id of the storage "0".
inline std::string pickled_storage(const std::string& type, int elements) {
  return "(X\7" + std::string(3, '\0') + "storagectorch\n" + type + "\nX\1" + std::string(3, '\0') +
         "0X\3" + std::string(3, '\0') + "cpuK" + static_cast<char>(elements) + "tQ";
}

/// A pickle of {"x": a tensor} with `arguments` between the storage of the tensor, with offset 0,
/// and requires_grad.
inline std::string pickled_tensor(const std::string& type, int elements,
                                  const std::string& arguments, char offset = '\0') {
  return "\x80\2}X\1" + std::string(3, '\0') + "xctorch._utils\n_rebuild_tensor_v2\n(" +
         pickled_storage(type, elements) + "K" + offset + arguments + "\x89}tRs.";
}

/// An archive of a pickle, and the storage "0" of `bytes` bytes.
inline std::string pt_archive(const std::string& pickle, std::size_t bytes = 0) {
  return archive({{"a/data.pkl", pickle}, {"a/data/0", std::string(bytes, '\0')}});
}

}  // namespace test
