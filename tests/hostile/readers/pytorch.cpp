// Row: archives of torch.save; tests/pytorch has the pickles in them.
#include "golden/readers/pytorch.hpp"

#include <xgrad/nn/data/readers/pytorch/pytorch.hpp>

#include "hostile/zip.hpp"
#include "pytorch/archives.hpp"

using namespace test;
using namespace golden::readers;
using namespace std::string_literals;

namespace {

const std::string kPickle = pickled_tensor("FloatStorage", 6, "(K\2K\3t(K\3K\1t");

// An archive with the storage "0" of 24 bytes, unless others are given.
std::string pt(const std::string& pickle, const std::string& storage = std::string(24, '\1')) {
  return archive({{"a/data.pkl", pickle}, {"a/data/0", storage}});
}

// A pickle of a list that holds a list that holds a list.
std::string nested(std::size_t depth) {
  return "\x80\2" + repeated("]", depth) + repeated("a", depth - 1) + ".";
}

FileReader pytorch_reader() {
  std::vector<HostileFile> hostile = hostile_zips("a/data.pkl", "\x80\2}.");
  const std::string small(pt_small);
  const std::vector<HostileFile> own = {
      {std::string(pt_legacy), "the format of PyTorch before 1.6"},
      {std::string(pt_complex), "unsupported storage \"ComplexFloatStorage\""},
      {archive({{"data.pkl", kPickle}}), "no member is called data.pkl"},
      {archive({{"a/data.pkl", kPickle}}), "the archive has no storage \"0\""},
      {archive({{"a/data.pkl", kPickle}, {"a/constants.pkl", "N."}}), "a program of TorchScript"},
      {archive_of({{.name = repeated("a", 60'000) + "/data.pkl", .content = "N"}}),
       "truncated: an opcode"},
      {archive_of({{.name = "\x1b[31m/data.pkl", .content = "N"}}), "truncated: an opcode"},
      {archive_of({{.name = "a/data.pkl", .content = "\x80\2}."},
                   {.name = "a/data.pkl", .content = "\x80\2}."}}),
       "\"a/data.pkl\" appears twice"},
      {pt(kPickle, ""), "6 elements of 4 bytes are expected, it has 0 bytes"},
      {pt(kPickle, std::string(23, '\1')), "it has 23 bytes"},
      {pt(kPickle, std::string(1 << 16, '\1')), "it has 65536 bytes"},
      {pt(pickled_tensor("FloatStorage", 6,
                         "(J\xff\xff\xff\x7f"s + "J\xff\xff\xff\x7f"s + "t(K\0K\0t"s)),
       "exceed a storage of 6 elements"},
      {pt("cposix\nsystem\n(X\1\0\0\0xtR."s), "\"posix.system\" is not allowed"},
      {pt("\x80\4\x95\0\0\0\0\0\0\0\0}."s), "the opcode 0x95 is not allowed"},
      {pt("\x80\2X\xff\xff\xff\x7f."s), "truncated: a text"},
      {pt("\x80\2r\xff\xff\xff\xff."s), "a value is missing"},
      {pt("\x80\2}j\xff\xff\xff\xff."s), "a value is not in the memo"},
      {pt(nested(100)), "nested too deeply"},
      {pt(nested(100'000)), "nested too deeply"},
      {pt("]q\0h\0a."s), "nested too deeply"},
      {pt("\xEF\xBB\xBF" + kPickle), "the opcode 0xef is not allowed"},
      {pt("{\"x\": [1, 2]}"), "is not allowed"},
      {pt(small), "is not allowed"},
  };
  hostile.insert(hostile.end(), own.begin(), own.end());
  return {
      .name = "pytorch",
      .parse =
          [](std::string_view bytes) {
            for (const auto& [name, x] : xgrad::nn::data::parse_pt(bytes, "file")) read_elements(x);
          },
      .valid = {small, std::string(pt_types), std::string(pt_views), std::string(pt_nested),
                pt(kPickle), pt("\x80\2}.")},
      .hostile = hostile,
      .large = {
          [] { return zip_of_many("/a"); },
          [] {
            return HostileFile{pt(std::string(24 << 20, 'N')), "its values take too much memory"};
          },
          [] {
            return HostileFile{pt(std::string(12 << 20, ']'), std::string(12 << 20, '\1')),
                               "its values take too much memory"};
          },
          [] {  // values that leave no memory for a storage
            return HostileFile{
                pt("\x80\2" + repeated("}", 450'000) + kPickle, std::string(23 << 20, '\1')),
                "its names and values take too much memory"};
          },
          [] {
            return HostileFile{
                pt("\x80\2" + repeated("}", 100'000) + kPickle, std::string(24 << 20, '\1')),
                "6 elements of 4 bytes are expected, it has 25165824 bytes"};
          }},
  };
}

const Row kPyTorchRow(pytorch_reader);

}  // namespace
