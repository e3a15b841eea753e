// The kinds of errors, and the module path that each message begins with.
#pragma once

#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

namespace xgrad {

/// Base of every error thrown here: `what()` holds the module path, the facts, and a hint on its
/// own line.
class Error : public std::runtime_error {
 public:
  explicit Error(std::string_view message, std::string_view hint = {});

 protected:
  explicit Error(const std::runtime_error& composed) noexcept : std::runtime_error(composed) {}
};

/// Sizes or axes that do not fit together.
class ShapeError : public Error {
  using Error::Error;
};

/// An element type that the operation does not take.
class DTypeError : public Error {
  using Error::Error;
};

/// An index or axis outside its range.
class IndexError : public Error {
  using Error::Error;
};

/// An argument whose value makes no sense.
class ValueError : public Error {
  using Error::Error;
};

/// A wrong use of the graph: no graph, a second backward pass, a saved value changed after use.
class GraphError : public Error {
  using Error::Error;
};

/// The operating system refused to read or write.
class IoError : public Error {
  using Error::Error;
};

/// A file whose content breaks the rules of its format.
class FormatError : public Error {
  using Error::Error;
};

/// NaN or infinity where only finite numbers make sense.
class NumericError : public Error {
  using Error::Error;
};

/// More memory asked for than there is. It can be made where there is none left at all: without
/// room for its message, it has a short one. See Note [Out of memory].
class OutOfMemory : public Error {
 public:
  explicit OutOfMemory(std::string_view message, std::string_view hint = {}) noexcept;
  const char* what() const noexcept override;
};

/// Throws OutOfMemory in the place of what a container threw; to be called where it is caught, for
/// it throws a std::length_error of anybody else's again.
[[noreturn]] void throw_out_of_memory(const std::exception& failure);

/// What `function` returns. Where it throws std::bad_alloc, or a container's std::length_error,
/// throws OutOfMemory instead. Errors of user code that `function` calls stay what they are.
template <class Function>
decltype(auto) with_out_of_memory(const Function& function) {
  try {
    return function();
  } catch (const std::bad_alloc& failure) {
    throw_out_of_memory(failure);
  } catch (const std::length_error& failure) {
    throw_out_of_memory(failure);
  }
}

/// Names the module that runs while it lives; messages of errors thrown meanwhile begin with the
/// path of all scopes.
class Scope {
 public:
  /// Both texts must outlive the scope: `name` is the step in the path ("lstm"), `description` what
  /// it is ("LSTM 65 -> 128").
  Scope(std::string_view name, std::string_view description);
  ~Scope();
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

  /// The path of the calling thread, such as "model.lstm (LSTM 65 -> 128)"; empty outside every
  /// module.
  static std::string path();
  /// The text of `path()`, stored for good and found again without composing it; cheap enough for
  /// every operation.
  static const char* interned_path();

 private:
  std::string_view name_, description_;
  mutable const char* interned_ = nullptr;
  const Scope* outer_;
};

}  // namespace xgrad
