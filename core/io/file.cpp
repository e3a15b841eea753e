// Reading and writing through file descriptors; interrupted and short transfers are continued.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace xgrad::io {
namespace {

// One system call moves less than 2 GiB on Linux.
constexpr std::size_t kLongestTransfer = std::size_t{1} << 30;

struct stat status_of(const File& file) {
  struct stat status;
  if (::fstat(file.descriptor(), &status) != 0) {
    throw_system_error(fmt::format("cannot examine '{}'", file.path()));
  }
  return status;
}

}  // namespace

void throw_system_error(const std::string& what) {
  throw IoError(fmt::format("{}: {}", what, std::generic_category().message(errno)));
}

File File::open(const std::string& path) {
  // Without O_NONBLOCK, opening a pipe waits for its writer.
  File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK), path);
  if (file.descriptor_ < 0) throw_system_error(fmt::format("cannot open '{}'", path));
  if (!S_ISREG(status_of(file).st_mode)) {
    throw IoError(fmt::format("cannot read '{}': not a regular file", path));
  }
  return file;
}

File::File(File&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::size_t File::size() const {
  return static_cast<std::size_t>(status_of(*this).st_size);
}

std::size_t File::read(std::span<std::byte> bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const std::size_t wanted = std::min(bytes.size() - done, kLongestTransfer);
    const ::ssize_t count = ::read(descriptor_, bytes.data() + done, wanted);
    if (count == 0) break;
    if (count > 0) {
      done += static_cast<std::size_t>(count);
    } else if (errno != EINTR) {
      throw_system_error(fmt::format("cannot read '{}'", path_));
    }
  }
  return done;
}

void File::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const std::size_t wanted = std::min(bytes.size(), kLongestTransfer);
    const ::ssize_t count = ::write(descriptor_, bytes.data(), wanted);
    if (count >= 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      throw_system_error(fmt::format("cannot write '{}'", path_));
    }
  }
}

void File::sync() {
  if (::fsync(descriptor_) != 0) throw_system_error(fmt::format("cannot write '{}'", path_));
}

void File::close() {
  if (::close(std::exchange(descriptor_, -1)) != 0) {
    throw_system_error(fmt::format("cannot write '{}'", path_));
  }
}

}  // namespace xgrad::io
