// The readers of files, with valid and hostile files of each; tests/hostile/readers has a row for each.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include "readers/hostile_file.hpp"
#include <cstdint>
#include <string>
#include <vector>

namespace test {

/// A reader, and files for it.
struct FileReader {
  const char* name;
  /// Reads the bytes of a file that is called "file", and every value in it.
  ParseFile parse;
  /// Files that are read.
  std::vector<std::string> valid;
  /// Files that are refused for their reasons.
  std::vector<HostileFile> hostile;
  /// Larger ones, made one after the other: what they cost shows only with their size.
  std::vector<std::function<HostileFile()>> large = {};
};

/// Adds a reader to the table before `main` runs.
struct Row {
  explicit Row(FileReader (*reader)());
};

/// All rows in the order of their names. Those of components without their libraries are left out.
std::vector<FileReader> every_reader();

/// Files of every kind that other programs, broken transfers and attackers make of a valid one.
std::vector<std::string> spoiled(const std::string& valid);

/// Reads all elements, so that a memory checker sees those that are outside of their buffers or were never
/// written.
void read_elements(const xgrad::Tensor& x);

/// The text `piece` over and over, `count` times.
std::string repeated(std::string_view piece, std::size_t count);

/// The bytes with those at an offset replaced.
std::string replaced(std::string bytes, std::size_t offset, std::string_view others);

/// An integer of `size` bytes, little-endian.
std::string little(std::uint64_t value, std::size_t size);

}  // namespace test
