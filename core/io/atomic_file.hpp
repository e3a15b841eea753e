// Replacing a file so that readers, and a crash at any moment, see the old one or the new one
// whole.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace xgrad::io {

/// Makes the concatenation of `parts` the content of `path`, with the permissions the file had, and
/// removes what processes that died in the middle of it left beside `path`. Throws IoError with the
/// system's reason; the old file, if any, is then as it was, unless the message says that the new
/// content is in place and only its durability is unknown.
void write_file_atomically(const std::string& path,
                           std::span<const std::span<const std::byte>> parts);

/// Writes a text as `write_file_atomically` above writes bytes.
void write_file_atomically(const std::string& path, std::string_view text);

/// Finds out what would keep a file from being written at `path`, by creating the temporary file
/// that would come first, and removing it. Throws IoError.
void check_writable(const std::string& path);

}  // namespace xgrad::io
