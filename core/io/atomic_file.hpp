// Atomic replacement of files: readers, also after a crash, find either the old or the new file,
// complete.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace xgrad::io {

/// Replaces the content of `path` by the concatenation of `parts`. Retains the permissions of an
/// existing file, and removes temporary files that crashed processes left beside `path`. Throws
/// IoError with the system's reason; an existing file is unchanged then, unless the message states
/// that the new content is in place and only its durability is unknown.
void write_file_atomically(const std::string& path,
                           std::span<const std::span<const std::byte>> parts);

/// Writes a text; otherwise equal to the overload above.
void write_file_atomically(const std::string& path, std::string_view text);

/// Checks that a file can be written at `path` by creating and removing the temporary file. Throws
/// IoError.
void check_writable(const std::string& path);

}  // namespace xgrad::io
