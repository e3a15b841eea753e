// The input and output functions that libsndfile calls; they throw nothing.
#include <xgrad/nn/data/readers/audio/memory_file.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>

namespace xgrad::nn::data {

Sound MemoryFile::open(int mode, ::SF_INFO& info) {
  ::SF_VIRTUAL_IO io = {};
  io.get_filelen = [](void* file) { return static_cast<MemoryFile*>(file)->size(); };
  io.seek = [](::sf_count_t offset, int whence, void* file) {
    return static_cast<MemoryFile*>(file)->seek(offset, whence);
  };
  io.read = [](void* bytes, ::sf_count_t count, void* file) {
    return static_cast<MemoryFile*>(file)->read(bytes, count);
  };
  io.write = [](const void* bytes, ::sf_count_t count, void* file) {
    return static_cast<MemoryFile*>(file)->write(bytes, count);
  };
  io.tell = [](void* file) { return static_cast<MemoryFile*>(file)->position_; };
  return Sound(::sf_open_virtual(&io, mode, &info, this));
}

::sf_count_t MemoryFile::size() const {
  return static_cast<::sf_count_t>(source_.size() + written_.size());  // one of which is empty
}

::sf_count_t MemoryFile::seek(::sf_count_t offset, int whence) {
  const ::sf_count_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? position_ : size();
  if (offset < -base || offset > size() - base) return -1;
  return position_ = base + offset;
}

::sf_count_t MemoryFile::read(void* bytes, ::sf_count_t count) {
  const std::string_view content = written_.empty() ? source_ : std::string_view(written_);
  count = std::clamp<::sf_count_t>(count, 0, size() - position_);
  std::memcpy(bytes, content.data() + position_, static_cast<std::size_t>(count));
  position_ += count;
  return count;
}

::sf_count_t MemoryFile::write(const void* bytes, ::sf_count_t count) {
  try {
    written_.resize(static_cast<std::size_t>(std::max(size(), position_ + count)));
  } catch (const std::exception&) {
    return 0;  // the caller reports that not all was written
  }
  std::memcpy(written_.data() + position_, bytes, static_cast<std::size_t>(count));
  position_ += count;
  return count;
}

}  // namespace xgrad::nn::data
