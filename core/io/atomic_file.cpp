// A sibling temporary file, written and synced whole, then renamed over the target.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/atomic_file.hpp>
#include <xgrad/core/io/file.hpp>

#include <fmt/format.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace xgrad::io {
namespace {

struct Target {
  std::string directory, name;       // where symbolic links lead
  std::optional<::mode_t> old_mode;  // permissions of the file that is there

  std::string path() const { return directory + name; }
};

Target find_target(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr),
                                                         &std::free);
  const std::string resolved = real ? real.get() : path;
  const std::size_t slash = resolved.rfind('/');
  Target target;
  target.directory = slash == std::string::npos ? "./" : resolved.substr(0, slash + 1);
  target.name = slash == std::string::npos ? resolved : resolved.substr(slash + 1);
  struct stat status;
  if (::stat(resolved.c_str(), &status) == 0) {
    if (!S_ISREG(status.st_mode)) {
      throw IoError(fmt::format("cannot write '{}': not a regular file", path));
    }
    target.old_mode = status.st_mode & 07777u;
  }
  return target;
}

// Creates a file beside the target; names that a dead process of our number left are passed over.
std::string create_sibling(const Target& target, int& descriptor) {
  static std::atomic<unsigned> counter = 0;
  const std::string stem =
      fmt::format("{}.{}.tmp.{}.", target.directory, target.name.substr(0, 200), ::getpid());
  std::string path;
  do {
    path = stem + std::to_string(counter++);
    descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                        target.old_mode.value_or(0666));
  } while (descriptor < 0 && errno == EEXIST);
  return path;
}

void write_and_close(File file, const Target& target,
                     std::span<const std::span<const std::byte>> parts) {
  // The process's mask was applied on creation; the old permissions do not pass through it.
  if (target.old_mode && ::fchmod(file.descriptor(), *target.old_mode) != 0) {
    throw_system_error(fmt::format("cannot set the permissions of '{}'", file.path()));
  }
  for (const auto part : parts) file.write(part);
  file.sync();
  file.close();
}

// The new name is on disk only once the directory is.
void sync_directory(const std::string& directory) {
  File file(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), directory);
  if (file.descriptor() < 0) throw_system_error(fmt::format("cannot open '{}'", directory));
  if (::fsync(file.descriptor()) != 0 && errno != EINVAL) {  // EINVAL: a file system without it
    throw_system_error(fmt::format("cannot write '{}'", directory));
  }
}

}  // namespace

void write_file_atomically(const std::string& path,
                           std::span<const std::span<const std::byte>> parts) {
  const Target target = find_target(path);
  int descriptor = -1;
  const std::string sibling = create_sibling(target, descriptor);
  File file(descriptor, path);
  if (descriptor < 0) throw_system_error(fmt::format("cannot write '{}'", path));
  try {
    write_and_close(std::move(file), target, parts);
    if (std::rename(sibling.c_str(), target.path().c_str()) != 0) {
      throw_system_error(fmt::format("cannot write '{}'", path));
    }
  } catch (...) {
    ::unlink(sibling.c_str());
    throw;
  }
  sync_directory(target.directory);
}

void write_file_atomically(const std::string& path, std::string_view text) {
  const std::span<const std::byte> bytes = std::as_bytes(std::span(text));
  write_file_atomically(path, std::span(&bytes, 1));
}

}  // namespace xgrad::io
