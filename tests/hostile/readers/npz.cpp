// Row: archives of NumPy.
#include "golden/readers/npz.hpp"

#include <xgrad/nn/data/readers/npz/npz.hpp>

#include "hostile/zip.hpp"
#include "readers/npy_files.hpp"

using namespace test;
using namespace golden::readers;
using namespace std::string_literals;

namespace {

// The bytes with `from` replaced by `to`, of the same length, wherever it is.
std::string renamed(std::string_view file, std::string_view from, std::string_view to) {
  std::string bytes(file);
  for (std::size_t at = 0; (at = bytes.find(from, at)) != bytes.npos; at += to.size()) {
    bytes.replace(at, from.size(), to);
  }
  return bytes;
}

FileReader npz_reader() {
  const std::string array = described("<f4", "(1,)", "1234");
  const auto of = [](const std::string& name, const std::string& content) {
    return archive_of({{.name = name, .content = content}});
  };
  std::vector<HostileFile> hostile = hostile_zips("x.npy", array);
  const std::vector<HostileFile> own = {
      {"\x93NUMPY", "not a zip archive"},
      {of("x.txt", array), "\"x.txt\" is not an array"},
      {of("", array), "is not an array"},
      {of("x.npy/", ""), "is not an array"},
      {of("x.NPY", array), "is not an array"},
      {of("x.npy\n", array), "is not an array"},
      {renamed(npz_stored, "weight.npy", "weight.txt"), "\"weight.txt\" is not an array"},
      {archive_of({{.name = "x.npy", .content = array}, {.name = "x.npy", .content = array}}),
       "\"x.npy\" is a duplicate"},
      {of("x.npy", ""), "'file/x.npy' (0 bytes): not a .npy file"},
      {of("x.npy", archive_of({{.name = "x.npy", .content = array}})), "not a .npy file"},
      {of("x.npy", described("|O", "(1,)", "12345678")), "unsupported element type"},
      {of("x.npy", described("|u1", "(1000000000000,)", "1")), "take 1000000000000 bytes"},
      {of(repeated("x", 60'000) + ".npy", "N"), "not a .npy file"},
      {of("\x1b[31m.npy", "N"), "not a .npy file"},
      {of("x.npy", array + "\n"), "too long"},
  };
  hostile.insert(hostile.end(), own.begin(), own.end());
  return {
      .name = "npz",
      .parse =
          [](std::string_view bytes) {
            for (const auto& [name, x] :
                 xgrad::nn::data::parse_npz(bytes, "file", {.max_bytes = 1 << 20})) {
              read_elements(x);
            }
          },
      .valid = {std::string(npz_stored), std::string(npz_compressed), std::string(npz_zip64),
                std::string(npz_empty), of("x.npy", array)},
      .hostile = hostile,
      .large = {[] { return zip_of_many(".npy"); },
                [] {  // entries that share one member
                  std::vector<ZipMember> members(
                      50'000, {.name = "x", .content = "", .size = 1 << 20, .offset = 0});
                  for (std::size_t i = 0; i < members.size(); ++i) {
                    members[i].name = std::to_string(i) + ".npy";
                    members[i].packed_size = 1024;
                    members[i].method = 8;
                  }
                  return HostileFile{archive_of(members), "'file' ("};
                },
                [] {
                  return HostileFile{
                      archive_of({{.name = "x.npy", .content = std::string(24 << 20, '\0')}}),
                      "the arrays take more bytes than .max_bytes allows"};
                }},
  };
}

const Row kNpzRow(npz_reader);

}  // namespace
