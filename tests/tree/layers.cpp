// Who may include whom (docs/design.md, "Layers"), and that public headers stay light.
#include <boost/test/unit_test.hpp>

#include "tree/source.hpp"
#include <algorithm>
#include <map>
#include <set>

namespace {

const std::map<std::string, std::set<std::string>> kMayInclude = {
    {"core", {"core"}},
    {"autograd", {"core", "autograd"}},
    {"nn", {"core", "autograd", "nn"}},
    {"optim", {"core", "autograd", "optim"}},
};

// The folder of "xgrad/nn/lstm.hpp" is "nn"; of a header that is not ours, "".
std::string folder_of(const std::string& header) {
  const std::string prefix = "xgrad/";
  if (!header.starts_with(prefix)) return "";
  return header.substr(prefix.size(), header.find('/', prefix.size()) - prefix.size());
}

bool is_heavy(const std::string& header) {
  for (const char* prefix : {"xtensor", "xtl/", "xsimd/", "fmt/", "nlohmann/", "boost/", "libxsmm"})
    if (header.starts_with(prefix)) return true;
  return std::set<std::string>{"iostream", "regex", "filesystem", "cblas.h", "omp.h"}.contains(
      header);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(layers)

BOOST_AUTO_TEST_CASE(arrows_point_down) {
  std::vector<std::string> offenders;
  for (const auto& [folder, allowed] : kMayInclude) {
    const auto files = tree::files({folder}, {".hpp", ".cpp"});
    BOOST_TEST(!files.empty(), folder << " has no sources");
    for (const auto& file : files)
      for (const std::string& header : tree::includes(file)) {
        const std::string target = folder_of(header);
        if (!target.empty() && !allowed.contains(target))
          offenders.push_back(file.string() + " includes " + header);
      }
  }
  BOOST_TEST(offenders.empty(), tree::listed(offenders));
}

BOOST_AUTO_TEST_CASE(public_headers_are_light) {
  const auto headers = tree::reachable("xgrad/xgrad.hpp");
  for (const auto& [folder, allowed] : kMayInclude)
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
          (header.starts_with("xtensor/") && file != "core/xtensor_view.hpp"))
        offenders.push_back(file.string() + " includes " + header);
  BOOST_TEST(offenders.empty(), tree::listed(offenders));
}

BOOST_AUTO_TEST_CASE(xtensor_stays_in_core) {
  std::vector<std::string> offenders;
  for (const auto& file : tree::files({"autograd", "nn", "optim"}, {".hpp"}))
    for (const std::string& header : tree::includes(file))
      if (header.starts_with("xtensor") || header == "xgrad/core/xtensor.hpp")
        offenders.push_back(file.string() + " includes " + header);
  BOOST_TEST(offenders.empty(), tree::listed(offenders));
}

BOOST_AUTO_TEST_SUITE_END()
