// Files in memory for libsndfile.
#pragma once

#include <cstring>
#include <memory>
#include <sndfile.h>
#include <string>
#include <string_view>

namespace xgrad::nn::data {

struct CloseSound {
  void operator()(::SNDFILE* sound) const { ::sf_close(sound); }
};
using Sound = std::unique_ptr<::SNDFILE, CloseSound>;

/// The bytes of a file, and the position that libsndfile reads or writes next.
class MemoryFile {
 public:
  /// A file to read, which must outlive this, or an empty one to write.
  explicit MemoryFile(std::string_view bytes = {}) : source_(bytes) {}

  /// Opens the file, which must not be moved afterwards; nullptr if libsndfile cannot.
  Sound open(int mode, ::SF_INFO& info);
  /// What was written.
  const std::string& written() const { return written_; }

 private:
  ::sf_count_t size() const;
  ::sf_count_t seek(::sf_count_t offset, int whence);
  ::sf_count_t read(void* bytes, ::sf_count_t count);
  ::sf_count_t write(const void* bytes, ::sf_count_t count);

  std::string_view source_;
  std::string written_;
  ::sf_count_t position_ = 0;
};

}  // namespace xgrad::nn::data
