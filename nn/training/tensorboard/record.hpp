// Records of a TFRecord file. Internal.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace xgrad::nn::training {

/// CRC-32C (Castagnoli), the cyclic redundancy check of RFC 3720.
std::uint32_t crc32c(std::string_view bytes);

/// A record with this content: its length (uint64), the masked CRC of the length (uint32), the content
/// and its masked CRC; all numbers are little-endian. A CRC c is masked as
/// (c >> 15 | c << 17) + 0xa282ead8, because the content may contain CRCs itself.
std::string record_of(std::string_view content);

}  // namespace xgrad::nn::training
