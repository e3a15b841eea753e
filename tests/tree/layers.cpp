// Who may include whom (docs/design.md, "Layers"), and that public headers stay light.
#include <boost/test/unit_test.hpp>

#include "tree/source.hpp"
#include <algorithm>
#include <map>
#include <optional>
#include <set>

BOOST_AUTO_TEST_SUITE(layers)

namespace {

const std::map<std::string, std::set<std::string>> kMayInclude = {
    {"core", {"core"}},
    {"autograd", {"core", "autograd"}},
    {"optim", {"core", "autograd", "optim"}},
    {"nn/module", {"core", "autograd", "nn/module"}},
    {"nn/init", {"core", "autograd", "nn/init"}},
    {"nn/loss", {"core", "autograd", "nn/loss", "nn/module"}},
    {"nn/metrics", {"core", "autograd", "nn/loss", "nn/metrics", "nn/module"}},
    {"nn/containers", {"core", "autograd", "nn/containers", "nn/module"}},
    {"nn/layers", {"core", "autograd", "nn/layers", "nn/module", "nn/init"}},
    {"nn/recurrent/cells", {"core", "autograd", "nn/recurrent/cells"}},
    {"nn/recurrent/scan",
     {"core", "autograd", "nn/layers", "nn/recurrent/cells", "nn/recurrent/scan"}},
    {"nn/recurrent",
     {"core", "autograd", "nn/module", "nn/init", "nn/layers", "nn/recurrent", "nn/recurrent/cells",
      "nn/recurrent/scan"}},
    {"nn/data/readers", {"core", "autograd", "nn/data/readers"}},
    {"nn/data/readers/keras",
     {"core", "autograd", "nn/module", "nn/data/readers", "nn/data/readers/keras"}},
    {"nn/data/readers/pytorch",
     {"core", "autograd", "nn/module", "nn/data/readers", "nn/data/readers/pytorch"}},
    {"nn/data/samplers", {"core", "autograd", "nn/data/samplers"}},
    {"nn/data",
     {"core", "autograd", "nn/recurrent", "nn/data", "nn/data/readers", "nn/data/samplers"}},
    {"nn/training", {"core", "autograd", "nn/module", "nn/training"}},
    {"nn/flow/plot", {"core", "nn/flow/plot"}},
    {"nn/flow",
     {"core", "autograd", "nn/module", "nn/init", "nn/recurrent", "nn/recurrent/cells",
      "nn/recurrent/scan", "nn/flow", "nn/flow/plot"}},
    {"nn/training/report",
     {"core", "autograd", "nn/training", "nn/training/report", "nn/flow", "nn/flow/plot"}},
    {"nn/training/tensorboard",
     {"core", "autograd", "nn/module", "nn/training", "nn/training/tensorboard"}},
};

// The innermost of these folders that holds "nn/recurrent/scan/scan.hpp"; "" for a file in none, as
// an umbrella header beside its folder.
std::string layer_of(const std::filesystem::path& file) {
  for (auto folder = file.parent_path(); !folder.empty(); folder = folder.parent_path())
    if (kMayInclude.contains(folder.string())) return folder.string();
  return "";
}

// The layer of "xgrad/nn/recurrent/state.hpp"; nothing for a header that is not ours.
std::optional<std::string> layer_of_include(const std::string& header) {
  const std::string prefix = "xgrad/";
  if (!header.starts_with(prefix)) return {};
  return layer_of(header.substr(prefix.size()));
}

bool is_heavy(const std::string& header) {
  for (const char* prefix : {"xtensor", "xtl/", "xsimd/", "fmt/", "nlohmann/", "boost/", "libxsmm"})
    if (header.starts_with(prefix)) return true;
  return std::set<std::string>{"iostream", "regex", "filesystem", "cblas.h", "omp.h"}.contains(
      header);
}

}  // namespace

BOOST_AUTO_TEST_CASE(includes_follow_the_layers) {
  std::vector<std::string> offenders;
  std::map<std::string, int> files;
  for (const auto& file : tree::files({"core", "autograd", "nn", "optim"}, {".hpp", ".cpp"})) {
    const std::string layer = layer_of(file);
    ++files[layer];
    if (layer.empty()) continue;  // in nn itself, above all others
    for (const std::string& header : tree::includes(file)) {
      const auto target = layer_of_include(header);
      if (target && !kMayInclude.at(layer).contains(*target))
        offenders.push_back(file.string() + " includes " + header);
    }
  }
  for (const auto& [layer, allowed] : kMayInclude)
    BOOST_TEST(files[layer] > 0, layer << " has no sources");
  BOOST_TEST(offenders.empty(), tree::listed(offenders));
}

BOOST_AUTO_TEST_CASE(public_headers_are_light) {
  const auto headers = tree::reachable("xgrad/xgrad.hpp");
  for (const std::string folder : {"core", "autograd", "nn", "optim"})
    BOOST_TEST(std::ranges::count(headers, std::filesystem::path(folder) / (folder + ".hpp")) == 1,
               "xgrad.hpp does not reach the umbrella header of " << folder);
  std::vector<std::string> offenders;
  for (const auto& file : headers)
    for (const std::string& header : tree::includes(file))
      if (is_heavy(header)) offenders.push_back(file.string() + " includes " + header);
  BOOST_TEST(offenders.empty(), tree::listed(offenders));
}

BOOST_AUTO_TEST_CASE(one_header_each_includes_xsimd_and_xtensor) {
  std::vector<std::string> offenders;
  for (const auto& file :
       tree::files({"core", "autograd", "nn", "optim", "tests"}, {".hpp", ".cpp"}))
    for (const std::string& header : tree::includes(file))
      if ((header.starts_with("xsimd/") && file != "core/simd.hpp") ||
          (header.starts_with("xtensor/") && file != "core/xtensor/headers.hpp"))
        offenders.push_back(file.string() + " includes " + header);
  BOOST_TEST(offenders.empty(), tree::listed(offenders));
}

BOOST_AUTO_TEST_CASE(xtensor_stays_in_core) {
  std::vector<std::string> offenders;
  for (const auto& file : tree::files({"autograd", "nn", "optim"}, {".hpp"}))
    for (const std::string& header : tree::includes(file))
      if ((header.starts_with("xtensor") || header.starts_with("xgrad/core/xtensor")) &&
          file != "autograd/xtensor.hpp")
        offenders.push_back(file.string() + " includes " + header);
  BOOST_TEST(offenders.empty(), tree::listed(offenders));
}

BOOST_AUTO_TEST_SUITE_END()
