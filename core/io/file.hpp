// File: an owned file descriptor; errors contain the system's reason.
#pragma once

#include <cerrno>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace xgrad::io {

/// Throws IoError with `what` and the text of errno after the last system call.
[[noreturn]] void throw_system_error(const std::string& what, std::string_view hint = {});

/// Repeats a system call that a signal interrupts; returns its final result.
template <class Call>
auto retried(const Call& call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

/// Owner of a file descriptor.
class File {
 public:
  /// Takes ownership of a descriptor; `path` names the file in error messages.
  File(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  /// Opens a regular file for reading. Throws IoError, also for directories, devices and pipes.
  static File open(const std::string& path);
  File(File&& other) noexcept;
  ~File();

  const std::string& path() const { return path_; }
  int descriptor() const { return descriptor_; }
  /// The current size in bytes. Throws IoError.
  std::size_t size() const;

  /// Fills `bytes`, unless the file ends first; returns the number of bytes read. Throws IoError.
  std::size_t read(std::span<std::byte> bytes);
  /// Like `read`, but from a position in the file, and leaves the position of `read` unchanged. May be
  /// called on several threads. Throws IoError.
  std::size_t read_at(std::size_t position, std::span<std::byte> bytes) const;
  /// Writes all of `bytes`. Throws IoError.
  void write(std::span<const std::byte> bytes);
  /// Flushes the file to disk. Throws IoError.
  void sync();
  /// Closes the file now, so that errors reported by close() are not lost; the descriptor is closed
  /// in any case. Throws IoError.
  void close();

 private:
  int descriptor_;
  std::string path_;
};

}  // namespace xgrad::io
