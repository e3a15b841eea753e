// The temporary file that becomes a target's new content, and those that dead processes left.
#pragma once

#include <xgrad/core/io/file.hpp>

#include <string>
#include <sys/types.h>

namespace xgrad::io {

/// A new file beside a target, called `.NAME.tmp.PID.NUMBER`, locked while it is open; removed
/// again unless it was renamed.
class TemporaryFile {
 public:
  /// Creates it in `folder` for the target `name` of that folder; the process's mask applies to
  /// `mode`, and error messages name the target `path`. Throws IoError.
  TemporaryFile(const File& folder, const std::string& name, ::mode_t mode,
                const std::string& path);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  File& file() { return file_; }
  /// Closes the file and puts it in the place of the target. Throws IoError.
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
  std::string target_, name_;  // in the folder
  File file_;
};

/// Removes the temporary files for the target `name` that no process holds any more. Files whose
/// process lives stay, in this process and others; on file systems that other machines may share,
/// where locks do not tell, all stay.
void remove_abandoned(const File& folder, const std::string& name);

}  // namespace xgrad::io
