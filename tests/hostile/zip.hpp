// Zip archives put together by hand, of which every field may be wrong.
#pragma once

#include "hostile/table.hpp"
#include <optional>
#include <string>
#include <vector>

namespace test {

/// A member; fields that are not given follow from the content.
struct ZipMember {
  std::string name;
  std::string content;
  int method = 0;  // stored
  int flags = 0;
  std::optional<std::uint64_t> packed_size = {}, size = {}, crc = {};
  std::optional<std::uint64_t> offset = {};  // of the local header
  std::string extra = {};                    // fields of the central directory
  std::string central_magic = "PK\1\2";
};

/// The end of an archive; fields that are not given follow from the members.
struct ZipEnd {
  std::optional<std::uint64_t> count = {}, offset = {}, size = {};
  int disk = 0, comment_size = 0;
  std::string magic = "PK\5\6";
  bool zip64 = false;
};

/// The checksum of zip and gzip.
inline std::uint32_t crc_32(std::string_view bytes) {
  std::uint32_t sum = 0xFFFF'FFFF;
  for (const char byte : bytes) {
    sum ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) sum = sum >> 1 ^ (sum & 1 ? 0xEDB8'8320U : 0U);
  }
  return ~sum;
}

/// The archive of the members.
inline std::string archive_of(const std::vector<ZipMember>& members, const ZipEnd& end = {}) {
  std::string file, directory;
  for (const ZipMember& member : members) {
    const std::string common =
        little(20, 2) + little(static_cast<std::uint64_t>(member.flags), 2) +
        little(static_cast<std::uint64_t>(member.method), 2) + std::string(4, '\0') +
        little(member.crc.value_or(crc_32(member.content)), 4) +
        little(member.packed_size.value_or(member.content.size()), 4) +
        little(member.size.value_or(member.content.size()), 4) + little(member.name.size(), 2);
    directory += member.central_magic + little(20, 2) + common + little(member.extra.size(), 2) +
                 std::string(10, '\0') + little(member.offset.value_or(file.size()), 4) +
                 member.name + member.extra;
    file += "PK\3\4" + common + std::string(2, '\0') + member.name + member.content;
  }
  const std::uint64_t count = end.count.value_or(members.size());
  const std::uint64_t offset = end.offset.value_or(file.size());
  const std::uint64_t size = end.size.value_or(directory.size());
  file += directory;
  if (end.zip64) {
    const std::size_t here = file.size();
    file += "PK\6\6" + little(44, 8) + little(45, 2) + little(45, 2) + std::string(8, '\0') +
            little(count, 8) + little(count, 8) + little(size, 8) + little(offset, 8);
    file += "PK\6\7" + std::string(4, '\0') + little(here, 8) + little(1, 4);
  }
  const auto field = [&](std::uint64_t value, std::size_t bytes) {
    return little(end.zip64 ? ~std::uint64_t{0} : value, bytes);
  };
  return file + end.magic + little(static_cast<std::uint64_t>(end.disk), 2) + little(0, 2) +
         field(count, 2) + field(count, 2) + field(size, 4) + field(offset, 4) +
         little(static_cast<std::uint64_t>(end.comment_size), 2);
}

/// Archives that are none, or whose directory and members contradict each other; `member` is the name and
/// `content` the content of a valid one.
std::vector<HostileFile> hostile_zips(const std::string& member, const std::string& content);

/// An archive of very many members without content.
HostileFile zip_of_many(const std::string& member);

}  // namespace test
