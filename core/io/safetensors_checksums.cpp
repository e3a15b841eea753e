// Reads and writes the checksum entries of the metadata: one, unless there are very many tensors.
#include <xgrad/core/io/checksum.hpp>
#include <xgrad/core/io/safetensors_checksums.hpp>

#include <utility>

namespace xgrad::io {
namespace {

constexpr std::string_view kAlgorithm = "xxh3";
constexpr std::size_t kDigits = 16;
// Maximal number of checksums in one string, including quotes.
constexpr std::size_t kMostInEntry = (kMaxTextBytes - 2 - kAlgorithm.size()) / (kDigits + 1);

std::string key_of(std::size_t entry) {
  return std::string(kChecksumKey) + (entry == 0 ? "" : "." + std::to_string(entry));
}

// Appends the checksums of one entry; returns false if it is malformed.
bool parse(std::string_view entry, std::vector<std::string>& sums) {
  if (!entry.starts_with(kAlgorithm)) return false;
  for (entry.remove_prefix(kAlgorithm.size()); !entry.empty(); entry.remove_prefix(kDigits + 1)) {
    if (entry.size() <= kDigits || entry.front() != ' ') return false;
    const std::string_view sum = entry.substr(1, kDigits);
    if (sum.find_first_not_of("0123456789abcdef") != sum.npos) return false;
    sums.emplace_back(sum);
  }
  return true;
}

}  // namespace

std::string header_checksum(const std::vector<const NamedEntry*>& tensors,
                            const std::map<std::string, std::string>& metadata) {
  Checksum sum;
  for_each_member(tensors, metadata, [&](std::string_view member) { sum.add(member); });
  return sum.digits();
}

bool is_checksum_key(std::string_view key) {
  return key.starts_with(kChecksumKey) &&
         (key.size() == kChecksumKey.size() || key[kChecksumKey.size()] == '.');
}

void add_checksums(std::map<std::string, std::string>& metadata, const std::string& header,
                   const std::vector<std::string>& tensors) {
  std::string text(kAlgorithm);
  (text += ' ') += header;
  std::size_t entries = 0, in_entry = 1;
  for (const std::string& sum : tensors) {
    if (in_entry == kMostInEntry) {
      metadata.emplace(key_of(entries++), std::exchange(text, std::string(kAlgorithm)));
      in_entry = 0;
    }
    (text += ' ') += sum;
    ++in_entry;
  }
  metadata.emplace(key_of(entries), std::move(text));
}

std::optional<std::vector<std::string>> take_checksums(
    std::map<std::string, std::string>& metadata) {
  std::vector<std::string> sums;
  bool right = true;
  std::size_t entries = 0;
  // An entry is a continuation only if the previous one is full; otherwise the key is user
  // metadata.
  while (right && sums.size() == entries * kMostInEntry) {
    const auto entry = metadata.find(key_of(entries));
    if (entry == metadata.end()) break;
    right = parse(entry->second, sums);
    metadata.erase(entry);
    ++entries;
  }
  if (entries == 0) return std::nullopt;
  return right ? std::move(sums) : std::vector<std::string>();
}

}  // namespace xgrad::io
