// Reads and writes through file descriptors; continues interrupted and partial transfers.
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

// On Linux one system call transfers less than 2 GiB.
constexpr std::size_t kLongestTransfer = std::size_t{1} << 30;

struct stat status_of(const File& file) {
  struct stat status;
  if (::fstat(file.descriptor(), &status) != 0) {
    throw_system_error(fmt::format("cannot examine '{}'", file.path()));
  }
  return status;
}

// Calls `transfer(done, wanted)` until all bytes are read or the file ends.
template <class Transfer>
std::size_t read_all(const std::string& path, std::span<std::byte> bytes,
                     const Transfer& transfer) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const std::size_t wanted = std::min(bytes.size() - done, kLongestTransfer);
    const auto count = retried([&] { return transfer(done, wanted); });
    if (count < 0) throw_system_error(fmt::format("cannot read '{}'", path));
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

}  // namespace

void throw_system_error(const std::string& what, std::string_view hint) {
  throw IoError(fmt::format("{}: {}", what, std::generic_category().message(errno)), hint);
}

File File::open(const std::string& path) {
  // Without O_NONBLOCK, opening a pipe would wait for its writer.
  File file(retried([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); }), path);
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
  return read_all(path_, bytes, [&](std::size_t done, std::size_t wanted) {
    return ::read(descriptor_, bytes.data() + done, wanted);
  });
}

std::size_t File::read_at(std::size_t position, std::span<std::byte> bytes) const {
  return read_all(path_, bytes, [&](std::size_t done, std::size_t wanted) {
    return ::pread(descriptor_, bytes.data() + done, wanted, static_cast<off_t>(position + done));
  });
}

void File::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const std::size_t wanted = std::min(bytes.size(), kLongestTransfer);
    const auto count = retried([&] { return ::write(descriptor_, bytes.data(), wanted); });
    if (count < 0) throw_system_error(fmt::format("cannot write '{}'", path_));
    if (count == 0) {
      throw IoError(fmt::format("cannot write '{}': the system accepts none of {} bytes", path_,
                                bytes.size()));
    }
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

void File::sync() {
  if (retried([&] { return ::fsync(descriptor_); }) != 0) {
    throw_system_error(fmt::format("cannot write '{}'", path_));
  }
}

// Linux closes the descriptor before close() can be interrupted, and another thread may already
// have reused its number, so EINTR is success here and close() must not be repeated.
void File::close() {
  if (::close(std::exchange(descriptor_, -1)) != 0 && errno != EINTR) {
    throw_system_error(fmt::format("cannot write '{}'", path_));
  }
}

}  // namespace xgrad::io
