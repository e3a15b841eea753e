// Source: a series of time steps, read by position from memory or from a file.
#pragma once

#include <xgrad/autograd/tensor.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace xgrad::nn::data {

/// A series of time steps: a text, or a signal with features.
class Source {
 public:
  virtual ~Source() = default;
  /// The number of time steps.
  virtual Index size() const = 0;
  /// The time steps from `begin` to before `end`, which lie in [0, size]. May be called on several
  /// threads.
  /// -> [end - begin, ...]
  virtual Tensor read(Index begin, Index end) const = 0;
};

/// A series in memory.
class TensorSource : public Source {
 public:
  /// [time, ...]
  /// Throws ShapeError for a scalar.
  explicit TensorSource(Tensor series);
  Index size() const override;
  /// Reads a view.
  Tensor read(Index begin, Index end) const override;

 private:
  Tensor series_;
};

/// The elements of a file, in the byte order of the machine. Bytes are read as int64, from 0 to 255.
enum class FileElement : std::uint8_t { byte, int64, float32, float64 };

/// Options of FileSource.
struct FileSourceOptions {
  FileElement element = FileElement::byte;
  /// The shape of a time step; one element by default.
  Shape features = {};
  /// The number of bytes before the first time step.
  Index offset = 0;
};

/// A series in a file, of which only the time steps that are read are in memory: a text of bytes, or
/// a signal of binary numbers.
class FileSource : public Source {
 public:
  /// Throws IoError for a file that cannot be read, FormatError when it does not consist of whole time
  /// steps, ValueError for a negative offset, ShapeError for features without elements or
  /// of kMaxRank axes.
  explicit FileSource(const std::string& path, const FileSourceOptions& options = {});
  ~FileSource() override;
  Index size() const override;
  /// -> [end - begin, features...]
  /// Throws IoError, also for a file that has become shorter; IndexError for steps out of range.
  Tensor read(Index begin, Index end) const override;

 private:
  struct File;
  std::unique_ptr<File> file_;
};

/// A source whose time steps are results of a function, such as a lookup of token ids.
class MappedSource : public Source {
 public:
  /// `function` is called with consecutive time steps and returns as many.
  MappedSource(std::shared_ptr<const Source> source, std::function<Tensor(const Tensor&)> function);
  Index size() const override;
  /// Throws ShapeError when the function returns another number of time steps.
  Tensor read(Index begin, Index end) const override;

 private:
  std::shared_ptr<const Source> source_;
  std::function<Tensor(const Tensor&)> function_;
};

}  // namespace xgrad::nn::data
