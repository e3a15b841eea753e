// The one entry of the metadata that holds all checksums.
#include <xgrad/core/io/checksum.hpp>
#include <xgrad/core/io/safetensors_checksums.hpp>

#include <algorithm>

namespace xgrad::io {
namespace {

constexpr std::string_view kAlgorithm = "xxh3";
constexpr std::size_t kDigits = 16;

}  // namespace

std::string header_checksum(const std::vector<const NamedEntry*>& tensors,
                            const std::map<std::string, std::string>& metadata) {
  Checksum sum;
  for_each_member(tensors, metadata, [&](std::string_view member) { sum.add(member); });
  return sum.digits();
}

std::string format_checksums(const std::string& header, const std::vector<std::string>& tensors) {
  std::string entry(kAlgorithm);
  (entry += ' ') += header;
  for (const std::string& sum : tensors) (entry += ' ') += sum;
  return entry;
}

std::vector<std::string> parse_checksums(std::string_view entry) {
  if (!entry.starts_with(kAlgorithm)) return {};
  std::vector<std::string> sums;
  for (entry.remove_prefix(kAlgorithm.size()); !entry.empty(); entry.remove_prefix(kDigits + 1)) {
    if (entry.size() <= kDigits || entry.front() != ' ') return {};
    const std::string_view sum = entry.substr(1, kDigits);
    if (sum.find_first_not_of("0123456789abcdef") != sum.npos) return {};
    sums.emplace_back(sum);
  }
  return sums;
}

}  // namespace xgrad::io
