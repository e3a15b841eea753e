// The source tree as data. Tests run in its root.
#include "tree/source.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <stdexcept>

namespace tree {

namespace fs = std::filesystem;

std::vector<fs::path> files(const std::vector<std::string>& roots,
                            const std::vector<std::string>& extensions) {
  std::vector<fs::path> found;
  const auto add = [&](const fs::path& file) {
    if (std::ranges::find(extensions, file.extension().string()) != extensions.end())
      found.push_back(file);
  };
  for (const std::string& root : roots) {
    if (fs::is_regular_file(root)) {
      add(root);
      continue;
    }
    // A root that is not there throws: rules over no files would hold forever.
    for (const auto& entry : fs::recursive_directory_iterator(root))
      if (entry.is_regular_file()) add(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

std::vector<std::string> lines(const fs::path& file) {
  std::ifstream stream(file);
  if (!stream) throw std::runtime_error("cannot read " + file.string());
  std::vector<std::string> result;
  for (std::string line; std::getline(stream, line);) result.push_back(line);
  return result;
}

std::vector<std::string> includes(const fs::path& file) {
  std::vector<std::string> result;
  for (const std::string& line : lines(file)) {
    if (!line.starts_with("#include")) continue;
    const auto begin = line.find_first_of("<\"") + 1;
    result.push_back(line.substr(begin, line.find_first_of(">\"", begin) - begin));
  }
  return result;
}

std::vector<fs::path> reachable(const std::string& header) {
  const std::string prefix = "xgrad/";
  std::vector<std::string> open = {header};
  std::set<fs::path> seen;
  while (!open.empty()) {
    const std::string name = open.back();
    open.pop_back();
    if (!name.starts_with(prefix)) continue;
    const fs::path file = name.substr(prefix.size());
    if (seen.insert(file).second)
      for (const std::string& next : includes(file)) open.push_back(next);
  }
  return {seen.begin(), seen.end()};
}

std::string listed(const std::vector<std::string>& offenders) {
  std::string text;
  for (const std::string& offender : offenders) text += "\n  " + offender;
  return text;
}

}  // namespace tree
