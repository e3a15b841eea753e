// The source tree as data: which files there are, their lines, what they include.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tree {

/// Files below the given folders (or the files themselves), sorted, with one of the extensions.
/// Throws when one of them is not there.
std::vector<std::filesystem::path> files(const std::vector<std::string>& roots,
                                         const std::vector<std::string>& extensions);

/// Lines of a text file without their ends. Throws when it cannot be read.
std::vector<std::string> lines(const std::filesystem::path& file);

/// What stands between the brackets or quotes of each #include line.
std::vector<std::string> includes(const std::filesystem::path& file);

/// Headers that a program gets by including `header` (named as in `<xgrad/...>`), itself included.
std::vector<std::filesystem::path> reachable(const std::string& header);

/// One name per line, to be read in a failed test.
std::string listed(const std::vector<std::string>& offenders);

}  // namespace tree
