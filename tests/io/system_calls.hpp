// The system calls on files that a test program makes, recorded, and answered with errors at will.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace test {

/// What a call answers in place of the system.
enum class Fault {
  interrupted,  // EINTR, the first time
  io_error,     // EIO
  full,         // ENOSPC
  forbidden,    // EACCES
  nothing,      // 0, of a transfer
  one_byte,     // no error: a transfer of 1 byte
};

/// Whether the system interrupts calls like this one, such as "fsync file".
bool is_interruptible(const std::string& call);

/// Whether later calls of the same name answer as the chosen one, too.
enum class Lasting { no, yes };

/// Records the calls of this thread while it lives, such as "fsync file".
class SystemCalls {
 public:
  SystemCalls();
  ~SystemCalls();
  SystemCalls(const SystemCalls&) = delete;
  SystemCalls& operator=(const SystemCalls&) = delete;

  /// The call with this number, counted from 0, answers so.
  void fail(std::size_t number, Fault fault, Lasting lasting = Lasting::no);
  /// Name of each call, and of its file: the last part of a path, with "*" for the numbers in a
  /// temporary file's name.
  const std::vector<std::string>& names() const { return names_; }

  /// For the calls themselves: records one, and says whether it has to fail and how.
  const Fault* record(const char* call, const std::string& path);

 private:
  std::vector<std::string> names_;
  std::size_t failing_ = static_cast<std::size_t>(-1);
  Fault fault_ = Fault::io_error;
  Lasting lasting_ = Lasting::no;
};

}  // namespace test
