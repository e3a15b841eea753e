// The temporary file that replaces a target, and removal of abandoned ones.
#pragma once

#include <xgrad/core/io/file.hpp>

#include <string>
#include <sys/types.h>

namespace xgrad::io {

/// A new file beside a target, called `.NAME.tmp.PID.NUMBER` and locked while it is open. The
/// destructor removes it unless it was renamed.
class TemporaryFile {
 public:
  /// Creates the file in `folder` for the target `name`. The process's umask applies to `mode`;
  /// error messages name the target `path`. Throws IoError.
  TemporaryFile(const File& folder, const std::string& name, ::mode_t mode,
                const std::string& path);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  File& file() { return file_; }
  /// Closes the file and renames it to the target. Throws IoError.
  void rename();

 private:
  struct Created {
    std::string target, name;
    File file;
  };
  TemporaryFile(const File& folder, Created created);
  static Created create(const File& folder, const std::string& target, ::mode_t mode,
                        const std::string& path);

  const File& folder_;
  std::string target_, name_;  // relative to the folder
  File file_;
};

/// Removes temporary files of the target `name` that no running process holds. On file systems that
/// may be shared with other machines, where locks are not reliable, it removes none.
void remove_abandoned(const File& folder, const std::string& name);

}  // namespace xgrad::io
