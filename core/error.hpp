// Error types, and the module path that messages start with.
#pragma once

#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

namespace xgrad {

/// Base of all errors thrown by the library. `what()` contains the module path, the facts, and a
/// hint on a separate line.
class Error : public std::runtime_error {
 public:
  explicit Error(std::string_view message, std::string_view hint = {});

 protected:
  explicit Error(const std::runtime_error& composed) noexcept : std::runtime_error(composed) {}
};

/// Sizes or axes that do not match.
class ShapeError : public Error {
  using Error::Error;
};

/// An element type that the operation does not support.
class DTypeError : public Error {
  using Error::Error;
};

/// An index or axis out of range.
class IndexError : public Error {
  using Error::Error;
};

/// An invalid argument value.
class ValueError : public Error {
  using Error::Error;
};

/// Invalid use of the graph: no graph, a second backward pass, or a saved tensor that was modified.
class GraphError : public Error {
  using Error::Error;
};

/// A read or write that the operating system refused.
class IoError : public Error {
  using Error::Error;
};

/// A file that violates its format.
class FormatError : public Error {
  using Error::Error;
};

/// NaN or infinity where finite values are required.
class NumericError : public Error {
  using Error::Error;
};

/// Insufficient memory. Can be constructed when no memory is left: if its message cannot be
/// allocated, it uses a short static one. See Note [Out of memory].
class OutOfMemory : public Error {
 public:
  explicit OutOfMemory(std::string_view message, std::string_view hint = {}) noexcept;
  const char* what() const noexcept override;
};

/// Throws OutOfMemory in place of an exception that a container threw. Must be called from a catch
/// block, because it rethrows a std::length_error from other sources.
[[noreturn]] void throw_out_of_memory(const std::exception& failure);

/// Returns the result of `function`, but throws OutOfMemory instead of std::bad_alloc or a
/// container's std::length_error. Errors of user code called by `function` pass unchanged.
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

/// During its lifetime, messages of errors thrown on this thread start with the path of all active
/// scopes.
class Scope {
 public:
  /// Both texts must outlive the scope: `name` is the module's name in the path ("lstm"),
  /// `description` its class and sizes ("LSTM 65 -> 128").
  Scope(std::string_view name, std::string_view description);
  ~Scope();
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

  /// The path of the calling thread, such as "model.lstm (LSTM 65 -> 128)"; empty outside modules.
  static std::string path();
  /// The result of `path()` as an interned string of static lifetime; cheap enough for every
  /// operation.
  static const char* interned_path();

 private:
  std::string_view name_, description_;
  mutable const char* interned_ = nullptr;
  const Scope* outer_;
};

}  // namespace xgrad
