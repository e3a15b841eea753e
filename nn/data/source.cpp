// Reads time steps of tensors and files.
#include <xgrad/autograd/ops.hpp>
#include <xgrad/core/error.hpp>
#include <xgrad/core/format.hpp>
#include <xgrad/core/io/file.hpp>
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/nn/data/source.hpp>

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

namespace xgrad::nn::data {
namespace {

DType dtype_of(FileElement element) {
  switch (element) {
    case FileElement::float32:
      return float32;
    case FileElement::float64:
      return float64;
    case FileElement::int64:
    case FileElement::byte:
      break;
  }
  return int64;
}

Index bytes_of(FileElement element) {
  return element == FileElement::byte ? 1 : static_cast<Index>(size_of(dtype_of(element)));
}

}  // namespace

TensorSource::TensorSource(Tensor series) : series_(std::move(series)) {
  if (series_.rank("TensorSource") == 0)
    throw ShapeError("TensorSource: the series is a scalar, expected [time, ...]");
}

Index TensorSource::size() const {
  return series_.size(0);
}

Tensor TensorSource::read(Index begin, Index end) const {
  return narrow(series_, 0, begin, end - begin);
}

struct FileSource::File {
  io::File file;
  FileElement element;
  Shape features;
  Index offset, step_bytes, size;
};

FileSource::FileSource(const std::string& path, const FileSourceOptions& options) {
  if (options.offset < 0)
    throw ValueError(fmt::format("FileSource: offset is {}, must not be negative", options.offset));
  const Index elements = checked_numel("FileSource", options.features);
  if (elements == 0)
    throw ShapeError(fmt::format("FileSource: features {} have no elements", options.features));
  if (options.features.size() == kMaxRank)
    throw ShapeError(fmt::format("FileSource: features {} have {} axes, expected fewer than {}",
                                 options.features, kMaxRank, kMaxRank),
                     "time is an axis, too");
  io::File file = io::File::open(path);
  const Index step_bytes = elements * bytes_of(options.element);
  const Index bytes = static_cast<Index>(file.size()) - options.offset;
  if (bytes < 0 || bytes % step_bytes != 0)
    throw FormatError(
        fmt::format("FileSource: '{}' has {} bytes, expected {} and then a multiple of {} for each "
                    "time step",
                    path, file.size(), options.offset, step_bytes));
  file_.reset(new File{std::move(file), options.element, options.features, options.offset,
                       step_bytes, bytes / step_bytes});
}

FileSource::~FileSource() = default;

Index FileSource::size() const {
  return file_->size;
}

// The page cache of the system already reads ahead in blocks, so there is no other buffer here.
Tensor FileSource::read(Index begin, Index end) const {
  if (begin < 0 || begin > end || end > file_->size)
    throw IndexError(
        fmt::format("FileSource: there are no time steps {} to {} in '{}', which has {}", begin,
                    end, file_->file.path(), file_->size));
  return with_out_of_memory([&]() -> Tensor {
    Shape shape = file_->features;
    shape.insert(0, end - begin);
    Array steps = Array::empty(shape, dtype_of(file_->element));
    const auto bytes = static_cast<std::size_t>((end - begin) * file_->step_bytes);
    const auto position = static_cast<std::size_t>(file_->offset + begin * file_->step_bytes);
    auto* const elements = static_cast<std::byte*>(steps.raw());
    // Bytes are read into the end of the array and widened from its front.
    std::byte* const target =
        elements + static_cast<std::size_t>(steps.numel()) * size_of(steps.dtype()) - bytes;
    if (file_->file.read_at(position, {target, bytes}) < bytes)
      throw IoError(fmt::format("FileSource: '{}' ends before time step {}, it had {}",
                                file_->file.path(), end, file_->size));
    if (file_->element == FileElement::byte) {
      auto* const ids = steps.mutable_data<Index>();
      for (std::size_t i = 0; i < bytes; ++i) ids[i] = std::to_integer<Index>(target[i]);
    }
    return Tensor(std::move(steps));
  });
}

MappedSource::MappedSource(std::shared_ptr<const Source> source,
                           std::function<Tensor(const Tensor&)> function)
    : source_(std::move(source)), function_(std::move(function)) {}

Index MappedSource::size() const {
  return source_->size();
}

Tensor MappedSource::read(Index begin, Index end) const {
  Tensor steps = function_(source_->read(begin, end));
  if (steps.rank("MappedSource") == 0 || steps.size(0) != end - begin)
    throw ShapeError(fmt::format("MappedSource: the function returns {} for {} time steps",
                                 steps.shape(), end - begin));
  return steps;
}

}  // namespace xgrad::nn::data
