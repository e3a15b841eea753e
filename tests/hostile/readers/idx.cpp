// Row: arrays of the MNIST format.
#include <xgrad/nn/data/readers/idx.hpp>

#include "hostile/table.hpp"

using namespace test;
using namespace std::string_literals;

namespace {

// A file of a type, big-endian sizes of its axes, and these element bytes.
std::string idx(char type, const std::vector<std::uint32_t>& sizes, const std::string& elements) {
  std::string file = {'\0', '\0', type, static_cast<char>(sizes.size())};
  for (const std::uint32_t size : sizes) {
    const std::string bytes = little(size, 4);
    file.append(bytes.rbegin(), bytes.rend());
  }
  return file + elements;
}

FileReader idx_reader() {
  constexpr std::uint32_t kMost = 0xFFFF'FFFF, kHalf = 0x8000'0000;
  return {
      .name = "idx",
      .parse =
          [](std::string_view bytes) {
            read_elements(xgrad::nn::data::parse_idx(bytes, "file"));
            xgrad::nn::data::parse_idx(bytes, "file", xgrad::float32);
          },
      .valid = {idx('\x08', {2, 2, 3}, "\x00\x01\x02\x7F\x80\xFF\x0A\x0B\x0C\x0D\x0E\x0F"s),
                idx('\x08', {3}, "\7\2\1"), idx('\x09', {2}, "\xFF\1"),
                idx('\x0B', {2}, "\xFF\xFE\1\0"s), idx('\x0C', {1}, "\x80\0\0\1"s),
                idx('\x0D', {1}, "\xBF\xC0\0\0"s), idx('\x0E', {}, "\x3F\xE0\0\0\0\0\0\0"s),
                idx('\x08', {0, 5}, "")},
      .hostile =
          {
              {"", "truncated: magic of 2 bytes at byte 0, only 0 bytes are there"},
              {"\1\0\x08\1"s, "not an IDX file"},
              {"\x1F\x8B\x08\0"s, "compressed with gzip\n  hint: parse_idx(read_gzip(path), path)"},
              {"\0\0\x0A\1\0\0\0\0"s, "unknown element type 0x0a"},
              {"\0\0\x08"s, "truncated: number of axes"},
              {"\0\0\x08\xFF\0\0\0\1"s, "truncated: size of an axis of 4 bytes at byte 8"},
              {"\0\0\x08\x09"s + std::string(36, '\0'), "9 axes, at most 8 are supported"},
              {"\0\0\x08\1\0\0\0\2\1"s, "truncated: 1-byte elements of shape [2] take 2 bytes"},
              {"\0\0\x08\1\0\0\0\1\1\1"s, "too long: 1-byte elements of shape [1] take 1 bytes"},
              {"\0\0\x0E\3\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s, "is too large"},
              {"\0\0\x08\2\xFF\xFF\xFF\xFF\0\0\0\1\1"s, "take 4294967295 bytes at byte 12"},
              {"\0"s, "truncated: magic of 2 bytes at byte 0, only 1"},
              {"\0\0"s, "truncated: element type"},
              {"\0\1\x08\1\0\0\0\1\1"s, "not an IDX file"},
              {"\x08\3\0\0\2\0\0\0"s, "not an IDX file"},  // of the other byte order
              {"\x80\2}q\0."s, "not an IDX file"},
              {idx('\0', {1}, "1"), "unknown element type 0x00"},
              {idx('\x07', {1}, "1"), "unknown element type 0x07"},
              {idx('\x0F', {1}, "1"), "unknown element type 0x0f"},
              {idx('\xFF', {1}, "1"), "unknown element type 0xff"},
              {"\0\0\x08\1"s, "truncated: size of an axis of 4 bytes at byte 4, only 0"},
              {"\0\0\x08\2\0\0\0\1\0\0\0"s, "truncated: size of an axis of 4 bytes at byte 8"},
              {"\0\0\x08\1\2\0\0\0ab"s, "shape [33554432] take 33554432 bytes"},
              {idx('\x08', {}, ""), "shape [] take 1 bytes at byte 4, 0 bytes are there"},
              {idx('\x08', {}, "12"), "too long: 1-byte elements of shape [] take 1 bytes"},
              {idx('\x08', {0}, "1"), "too long: 1-byte elements of shape [0] take 0 bytes"},
              {idx('\x08', {0, kMost, kMost, kMost}, ""), "is too large"},
              {idx('\x08', {kMost, kMost, kMost, 0}, ""), "is too large"},
              {idx('\x08', {kHalf, kHalf}, ""), "is too large"},
              {idx('\x08', {kHalf, kHalf, 4}, ""), "is too large"},
              {idx('\x0E', {kHalf, kHalf, 2}, ""), "is too large"},
              {idx('\x08', {kMost}, "1"), "take 4294967295 bytes at byte 8, 1 bytes are there"},
              {idx('\x0E', {kMost}, "12345678"), "take 34359738360 bytes"},
              {idx('\x0C', {1}, "123"), "truncated: 4-byte elements of shape [1] take 4 bytes"},
              {idx('\x0B', {2}, "12345"), "too long: 2-byte elements of shape [2] take 4 bytes"},
              {"\0\0\x08\xFF"s + std::string(1020, '\1'), "255 axes, at most 8 are supported"},
              {"\0\0\x08\xFF"s + std::string(1019, '\1'), "truncated: size of an axis"},
              {idx('\x08', {1, 1, 1, 1, 1, 1, 1, 1, 1}, "1"), "9 axes, at most 8 are supported"},
          },
      .large = {[] {
                  return HostileFile{idx('\x08', {25, 1 << 21}, std::string(24 << 20, '\1')),
                                     "shape [25, 2097152] take 52428800 bytes"};
                },
                [] {
                  return HostileFile{idx('\x0C', {4096}, std::string(24 << 20, '\1')),
                                     "too long: 4-byte elements of shape [4096]"};
                }},
  };
}

const Row kIdxRow(idx_reader);

}  // namespace
