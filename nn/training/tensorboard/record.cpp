// Frames the content of records.
#include <xgrad/nn/training/tensorboard/record.hpp>

#include <boost/crc.hpp>

namespace xgrad::nn::training {
namespace {

template <class Integer>
std::string little_endian(Integer number) {
  std::string bytes;
  for (std::size_t i = 0; i < sizeof number; ++i) {
    bytes += static_cast<char>(number >> (8 * i) & 0xFF);
  }
  return bytes;
}

std::string masked_crc(std::string_view bytes) {
  const std::uint32_t crc = crc32c(bytes);
  return little_endian<std::uint32_t>((crc >> 15 | crc << 17) + 0xA282EAD8U);
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

std::string record_of(std::string_view content) {
  const std::string length = little_endian<std::uint64_t>(content.size());
  return length + masked_crc(length) + std::string(content) + masked_crc(content);
}

}  // namespace xgrad::nn::training
