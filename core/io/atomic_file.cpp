// Writes and syncs a temporary file beside the target, then renames it to the target.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/atomic_file.hpp>
#include <xgrad/core/io/file.hpp>
#include <xgrad/core/io/temporary_file.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace xgrad::io {
namespace {

struct Target {
  std::string directory, name;       // after resolving symbolic links
  std::optional<::mode_t> old_mode;  // permissions of the existing file
};

Target find_target(const std::string& path) {
  const auto fail = [&](const char* reason) {
    throw IoError(fmt::format("cannot write '{}': {}", path, reason));
  };
  if (path.find('\0') != path.npos) fail("its name holds a NUL byte");
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr),
                                                         &std::free);
  // A name that cannot be resolved may be a link, which the rename would replace.
  if (!real && errno != ENOENT) throw_system_error(fmt::format("cannot write '{}'", path));
  const std::string resolved = real ? real.get() : path;
  const std::size_t slash = resolved.rfind('/');
  Target target;
  target.directory = slash == std::string::npos ? "./" : resolved.substr(0, slash + 1);
  target.name = slash == std::string::npos ? resolved : resolved.substr(slash + 1);
  struct stat status;
  if (::stat(resolved.c_str(), &status) == 0) {
    if (!S_ISREG(status.st_mode)) fail("not a regular file");
    target.old_mode = status.st_mode & 07777u;
  } else if (errno != ENOENT) {
    throw_system_error(fmt::format("cannot write '{}'", path));
  }
  if (target.name.empty()) fail("the name of the file is empty");
  return target;
}

// Opened before anything changes: a rename is durable only after the folder is synced, and a
// writable folder may be unreadable.
File open_folder(const Target& target, const std::string& path) {
  constexpr int kFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  File folder(retried([&] { return ::open(target.directory.c_str(), kFlags); }), target.directory);
  if (folder.descriptor() < 0) {
    throw_system_error(
        fmt::format("cannot write '{}'", path),
        fmt::format("'{}' has to be a folder that can be read and written", target.directory));
  }
  return folder;
}

void sync_folder(const File& folder, const std::string& path) {
  if (retried([&] { return ::fsync(folder.descriptor()); }) == 0) return;
  if (errno == EINVAL) return;  // a file system that does not support it
  throw_system_error(
      fmt::format("'{}' has its new content, but may lose it in a crash of the system: cannot "
                  "synchronise the folder '{}'",
                  path, folder.path()));
}

}  // namespace

void write_file_atomically(const std::string& path,
                           std::span<const std::span<const std::byte>> parts) {
  const Target target = find_target(path);
  const File folder = open_folder(target, path);
  remove_abandoned(folder, target.name);
  TemporaryFile temporary(folder, target.name, target.old_mode.value_or(0666), path);
  File& file = temporary.file();
  // Creation applied the process's umask; the old permissions are set without it.
  if (target.old_mode &&
      retried([&] { return ::fchmod(file.descriptor(), *target.old_mode); }) != 0) {
    throw_system_error(fmt::format("cannot set the permissions of '{}'", path));
  }
  for (const auto part : parts) file.write(part);
  file.sync();
  temporary.rename();
  sync_folder(folder, path);
}

void write_file_atomically(const std::string& path, std::string_view text) {
  const std::span<const std::byte> bytes = std::as_bytes(std::span(text));
  write_file_atomically(path, std::span(&bytes, 1));
}

void check_writable(const std::string& path) {
  const Target target = find_target(path);
  const File folder = open_folder(target, path);
  const TemporaryFile temporary(folder, target.name, 0666, path);
}

}  // namespace xgrad::io
