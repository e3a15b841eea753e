// Well-formedness of UTF-8.
#pragma once

#include <string_view>

namespace xgrad::io {

/// True when `text` is UTF-8 as RFC 3629 defines it: no overlong forms, surrogates or values beyond
/// U+10FFFF.
bool is_utf8(std::string_view text);

}  // namespace xgrad::io
