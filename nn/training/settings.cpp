// Comparison of settings with those of a saved training.
#include <xgrad/core/error.hpp>
#include <xgrad/nn/training/settings.hpp>

#include <fmt/format.h>

namespace xgrad::nn::training {

void check_settings(std::string_view caller, const std::string& path, const Metadata& settings) {
  const Metadata saved = read_state(path).metadata;
  for (const auto& [key, value] : settings) {
    const auto found = saved.find(key);
    if (found == saved.end()) {
      throw FormatError(
          fmt::format("{}: cannot resume '{}', which has no metadata '{}'", caller, path, key));
    }
    if (found->second != value) {
      throw ValueError(fmt::format("{}: cannot resume '{}': its {} is '{}', now it is '{}'", caller,
                                   path, key, found->second, value),
                       "resume with the data and the settings of the saved training");
    }
  }
}

}  // namespace xgrad::nn::training
