// A file that a reader refuses, and the reader.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace test {

/// Parses the bytes of a file that is called "file", whose members are called "file/" and so on.
using ParseFile = std::function<void(std::string_view bytes)>;

/// A file that is refused, and a part of its message.
struct HostileFile {
  std::string bytes;
  const char* reason;
};

}  // namespace test
