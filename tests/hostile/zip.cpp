// The ways in which archives are wrong, for every format that is an archive.
#include "hostile/zip.hpp"

namespace test {

using namespace std::string_literals;

std::vector<HostileFile> hostile_zips(const std::string& member, const std::string& content) {
  const ZipMember valid{.name = member, .content = content};
  const auto with = [&](const auto& change, const ZipEnd& end = {}) {
    ZipMember changed = valid;
    change(changed);
    return archive_of({changed}, end);
  };
  const auto ends = [&](const ZipEnd& end) { return archive_of({valid}, end); };
  constexpr std::uint64_t kMost = 0xFFFF'FFFF;
  const char *const none = "not a zip archive", *const bad = "'file' (";
  const std::uint64_t size = content.size();
  return {
      {"PK", none},
      {"PK\3\4", none},
      {"PK\5\6", none},
      {"PK\5\6"s + std::string(17, '\0'), none},
      {"PK\5\6"s + std::string(6, '\0') + "\1\0\1\0"s + std::string(10, '\0'), none},
      {ends({.magic = "PK\5\7"}), none},
      {ends({.count = 2}), none},
      {ends({.count = 0}), none},
      {ends({.count = 0xFFFE}), none},
      {ends({.count = std::uint64_t{1} << 40, .zip64 = true}), none},
      {ends({.count = ~std::uint64_t{0}, .zip64 = true}), none},
      {ends({.offset = 0}), none},
      {ends({.offset = kMost - 1}), none},
      {ends({.offset = ~std::uint64_t{0} - 10, .zip64 = true}), none},
      {ends({.size = 0}), none},
      {ends({.size = kMost - 1}), none},
      {ends({.size = ~std::uint64_t{0} - 10, .zip64 = true}), none},
      {ends({.disk = 1}), none},
      {ends({.comment_size = 100}), none},
      {with([](ZipMember& m) { m.central_magic = "PK\1\3"; }), none},
      {with([](ZipMember& m) { m.offset = 1; }), bad},
      {with([](ZipMember& m) { m.offset = kMost - 1; }), bad},
      {with([](ZipMember& m) { m.crc = 12345; }), "CRC error"},
      {with([](ZipMember& m) { m.flags = 1; }), "it is encrypted"},
      {with([](ZipMember& m) { m.method = 12; }), "unsupported compression 12"},
      {with([](ZipMember& m) { m.method = 99; }), bad},
      {with([](ZipMember& m) { m.method = 8; }), "member 0: "},  // which it is not
      {with([&](ZipMember& m) { m.size = size + 1; }), "member 0: "},
      {with([&](ZipMember& m) { m.size = size - 1; }), "member 0: "},
      {with([&](ZipMember& m) { m.size = kMost - 1; }), "cannot be compressed to"},
      {with([&](ZipMember& m) { m.packed_size = kMost - 1; }), "member 0: "},
      {with([&](ZipMember& m) { m.packed_size = m.size = kMost - 1; }), "member 0: "},
      {with([&](ZipMember& m) {
         m.packed_size = m.size = kMost;  // "in the fields of zip64"
         m.extra = little(1, 2) + little(16, 2) + little(std::uint64_t{1} << 62, 8) +
                   little(std::uint64_t{1} << 62, 8);
       }),
       "member 0: "},
      {with([&](ZipMember& m) {
         m.packed_size = m.size = kMost;
         m.extra = little(1, 2) + little(0xFFFF, 2);
       }),
       bad},
  };
}

HostileFile zip_of_many(const std::string& member) {
  constexpr std::uint64_t kCount = 400'000;
  std::vector<ZipMember> members;
  for (std::uint64_t i = 0; i < kCount; ++i) {
    members.push_back({.name = std::to_string(i) + member, .content = ""});
  }
  return {archive_of(members, {.zip64 = true}), "members"};
}

}  // namespace test
