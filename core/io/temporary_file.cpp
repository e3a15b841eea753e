// Temporary files of running processes are identified by a lock, which the system releases however
// a process ends. Process ids are not used for this, because they are reused.
#include <xgrad/core/error.hpp>
#include <xgrad/core/io/temporary_file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <memory>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>
#include <utility>

namespace xgrad::io {
namespace {

// The prefix of the names of a target's temporary files, truncated to leave space for the numbers.
std::string stem(const std::string& target) {
  return fmt::format(".{}.tmp.", target.substr(0, 200));
}

// True for a stem followed by two numbers with a dot between them.
bool is_temporary(std::string_view name, std::string_view stem) {
  if (!name.starts_with(stem)) return false;
  name.remove_prefix(stem.size());
  const auto skip_digits = [&] {
    const std::size_t digits = std::min(name.find_first_not_of("0123456789"), name.size());
    name.remove_prefix(digits);
    return digits > 0;
  };
  if (!skip_digits() || !name.starts_with('.')) return false;
  name.remove_prefix(1);
  return skip_digits() && name.empty();
}

// True for file systems of a single machine; on shared ones, a lock may apply to this machine only.
bool locks_tell(const File& folder) {
  constexpr long kZfs = 0x2fc12fc1, kXfs = 0x58465342;
  constexpr long kLocal[] = {EXT4_SUPER_MAGIC,
                             BTRFS_SUPER_MAGIC,
                             F2FS_SUPER_MAGIC,
                             TMPFS_MAGIC,
                             RAMFS_MAGIC,
                             OVERLAYFS_SUPER_MAGIC,
                             kXfs,
                             kZfs};
  struct statfs status;
  return ::fstatfs(folder.descriptor(), &status) == 0 &&
         std::ranges::count(kLocal, static_cast<long>(status.f_type)) > 0;
}

bool lock(const File& file) {
  return retried([&] { return ::flock(file.descriptor(), LOCK_EX | LOCK_NB); }) == 0;
}

// Whether a name refers to an open file; unknown, with errno, when the system does not answer.
enum class Named { yes, no, unknown };

Named still_named(const File& folder, const char* name, const File& file) {
  struct stat opened, named;
  if (::fstat(file.descriptor(), &opened) != 0) return Named::unknown;
  if (::fstatat(folder.descriptor(), name, &named, AT_SYMLINK_NOFOLLOW) != 0) {
    return errno == ENOENT ? Named::no : Named::unknown;
  }
  const bool equal =
      S_ISREG(opened.st_mode) && opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
  return equal ? Named::yes : Named::no;
}

File open_at(const File& folder, const char* name, int flags, ::mode_t mode,
             const std::string& path) {
  const int all_flags = flags | O_CLOEXEC | O_NOFOLLOW;
  std::string shown = path;  // copied before there is a file that a failure would leave behind
  return {retried([&] { return ::openat(folder.descriptor(), name, all_flags, mode); }),
          std::move(shown)};
}

}  // namespace

TemporaryFile::TemporaryFile(const File& folder, const std::string& name, ::mode_t mode,
                             const std::string& path)
    : TemporaryFile(folder, create(folder, name, mode, path)) {}

TemporaryFile::TemporaryFile(const File& folder, Created created)
    : folder_(folder),
      target_(std::move(created.target)),
      name_(std::move(created.name)),
      file_(std::move(created.file)) {}

TemporaryFile::~TemporaryFile() {
  if (!name_.empty()) ::unlinkat(folder_.descriptor(), name_.c_str(), 0);
}

TemporaryFile::Created TemporaryFile::create(const File& folder, const std::string& target,
                                             ::mode_t mode, const std::string& path) {
  static std::atomic<unsigned> counter = 0;
  const bool locked = locks_tell(folder);
  std::string own_target =
      target;  // copied before there is a file that a failure would leave behind
  const auto created = [&](std::string& name, File& file) {
    return Created{std::move(own_target), std::move(name), std::move(file)};
  };
  while (true) {
    std::string name = fmt::format("{}{}.{}", stem(target), ::getpid(), counter++);
    File file = open_at(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL, mode, path);
    if (file.descriptor() < 0 && errno == EEXIST) continue;
    if (file.descriptor() < 0) throw_system_error(fmt::format("cannot write '{}'", path));
    if (!locked) return created(name, file);
    // Until the file is locked, another process may treat it as abandoned and remove it.
    Named named = Named::no;
    if (lock(file)) {
      named = still_named(folder, name.c_str(), file);
    } else if (errno != EWOULDBLOCK) {
      named = Named::unknown;
    }
    if (named == Named::yes) return created(name, file);
    if (named == Named::no) continue;
    const int reason = errno;
    ::unlinkat(folder.descriptor(), name.c_str(), 0);
    errno = reason;
    throw_system_error(fmt::format("cannot lock a file beside '{}'", path));
  }
}

// Closes the file first, because some file systems report errors only then; a duplicate of the
// descriptor keeps the lock until the rename.
void TemporaryFile::rename() {
  const auto fail = [&] { throw_system_error(fmt::format("cannot write '{}'", file_.path())); };
  const File holder(::fcntl(file_.descriptor(), F_DUPFD_CLOEXEC, 0), file_.path());
  if (holder.descriptor() < 0) fail();
  file_.close();
  if (::renameat(folder_.descriptor(), name_.c_str(), folder_.descriptor(), target_.c_str()) != 0) {
    fail();
  }
  name_.clear();
}

void remove_abandoned(const File& folder, const std::string& name) {
  if (!locks_tell(folder)) return;
  const std::unique_ptr<::DIR, int (*)(::DIR*)> entries(::opendir(folder.path().c_str()),
                                                        &::closedir);
  if (!entries) return;
  const std::string beginning = stem(name);
  while (const ::dirent* entry = ::readdir(entries.get())) {
    if (!is_temporary(entry->d_name, beginning)) continue;
    const File file = open_at(folder, entry->d_name, O_RDONLY | O_NONBLOCK, 0, entry->d_name);
    if (file.descriptor() < 0 || !lock(file)) continue;
    if (still_named(folder, entry->d_name, file) == Named::yes) {
      ::unlinkat(folder.descriptor(), entry->d_name, 0);
    }
  }
}

}  // namespace xgrad::io
