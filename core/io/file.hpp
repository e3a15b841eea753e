// An open file of the operating system, closed on every path; failures carry the system's reason.
#pragma once

#include <cerrno>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace xgrad::io {

/// Throws IoError: `what`, then the text of the error number that the last system call left.
[[noreturn]] void throw_system_error(const std::string& what, std::string_view hint = {});

/// Repeats a system call while a signal interrupts it, and gives its last result.
template <class Call>
auto retried(const Call& call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

/// Owner of a file descriptor.
class File {
 public:
  /// Takes over a descriptor; `path` is how error messages name the file.
  File(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  /// Opens a regular file for reading. Throws IoError, also for directories, devices and pipes.
  static File open(const std::string& path);
  File(File&& other) noexcept;
  ~File();

  const std::string& path() const { return path_; }
  int descriptor() const { return descriptor_; }
  /// Bytes in the file now. Throws IoError.
  std::size_t size() const;

  /// Fills `bytes` unless the file ends first; returns how many were read. Throws IoError.
  std::size_t read(std::span<std::byte> bytes);
  /// Writes all of `bytes`. Throws IoError.
  void write(std::span<const std::byte> bytes);
  /// Returns once the disk has everything. Throws IoError.
  void sync();
  /// Closes now, to learn of errors the system reports only then; the descriptor is gone in any
  /// case. Throws IoError.
  void close();

 private:
  int descriptor_;
  std::string path_;
};

}  // namespace xgrad::io
