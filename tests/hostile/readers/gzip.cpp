// Row: arrays of the MNIST format, compressed with gzip as they are published.
#include <xgrad/nn/data/readers/gzip/gzip.hpp>
#include <xgrad/nn/data/readers/idx.hpp>

#include "hostile/zip.hpp"
#include <stdexcept>
#include <zlib.h>

using namespace test;
using namespace std::string_literals;

namespace {

const std::string kIdx = "\0\0\x08\1\0\0\0\4\7\2\1\0"s;

// A member of these deflated bytes, with the end that belongs to a content.
std::string member(const std::string& deflated, const std::string& content,
                   const std::string& header = "\x1f\x8b\x08\0\0\0\0\0\0\xff"s) {
  return header + deflated + little(crc_32(content), 4) + little(content.size(), 4);
}

// One block without compression.
std::string stored(const std::string& content) {
  const std::uint64_t size = content.size();
  return "\1" + little(size, 2) + little(~size, 2) + content;
}

// A member of compressed zeros.
std::string zeros(std::size_t count) {
  ::z_stream stream = {};
  constexpr int kGzip = 16, kLargestWindow = 15, kMemory = 8;
  const bool ready = ::deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzip + kLargestWindow,
                                    kMemory, Z_DEFAULT_STRATEGY) == Z_OK;
  std::string content(count, '\0'), file(::deflateBound(&stream, count) + 32, '\0');
  stream.next_in = reinterpret_cast<::Bytef*>(content.data());
  stream.avail_in = static_cast<::uInt>(content.size());
  stream.next_out = reinterpret_cast<::Bytef*>(file.data());
  stream.avail_out = static_cast<::uInt>(file.size());
  if (!ready || ::deflate(&stream, Z_FINISH) != Z_STREAM_END)
    throw std::runtime_error("zlib fails");
  ::deflateEnd(&stream);
  return file.substr(0, stream.total_out);
}

FileReader gzip_reader() {
  const std::string valid = member(stored(kIdx), kIdx);
  const auto header = [&](const std::string& bytes) { return member(stored(kIdx), kIdx, bytes); };
  const auto deflated = [](const std::string& bytes) { return member(bytes, kIdx); };
  const std::string zero_time(4, '\0');
  return {
      .name = "gzip",
      .parse =
          [](std::string_view bytes) {
            constexpr std::size_t kMost = 1 << 16;
            read_elements(xgrad::nn::data::parse_idx(
                xgrad::nn::data::decompress_gzip(bytes, "file", kMost), "file"));
          },
      .valid = {valid, header("\x1f\x8b\x08\x08"s + zero_time + "\0\3name\0"s),
                header("\x1f\x8b\x08\4"s + zero_time + "\0\3\2\0ab"s),
                header("\x1f\x8b\x08\x10"s + zero_time + "\0\3comment\0"s)},
      .hostile =
          {
              {"\x1f\x8b", "truncated: the compressed data has no end"},
              {"\x1f\x8b\x08\0"s, "truncated: the compressed data has no end"},
              {"\x1f\x8b\x08\0\0\0\0\0\0\xff"s, "truncated: the compressed data has no end"},
              {"not compressed", "damaged gzip data: incorrect header check"},
              {"\x78\x9c\3\0\0\0\0\1"s, "damaged gzip data: incorrect header check"},  // zlib
              {"BZh91AY&SY", "damaged gzip data: incorrect header check"},
              {"\xFD"s + "7zXZ\0"s, "damaged gzip data: incorrect header check"},
              {"\x28\xB5\x2F\xFD"s, "damaged gzip data: incorrect header check"},  // zstd
              {"\x1f\x8b\x07\0\0\0\0\0\0\xff"s, "damaged gzip data: unknown compression method"},
              {"\x1f\x8b\x08\xE0\0\0\0\0\0\xff"s, "damaged gzip data: unknown header flags set"},
              {"\x1f\x8b\x08\4"s + zero_time + "\0\3\xFF\xFFz"s, "truncated"},
              {"\x1f\x8b\x08\x08"s + zero_time + "\0\3"s + repeated("n", 100'000), "truncated"},
              {header("\x1f\x8b\x08\2"s + zero_time + "\0\3\0\0"s),
               "damaged gzip data: header crc mismatch"},
              {deflated("\7"), "damaged gzip data: invalid block type"},
              {deflated("\1\4\0\4\0abcd"s), "damaged gzip data: invalid stored block lengths"},
              {deflated("\1\xFF\xFF\0\0"s), "truncated: the compressed data has no end"},
              {deflated("\3\2\0"s), "damaged gzip data: invalid distance too far back"},
              {deflated("\xFD\xFF\xFF"), "damaged gzip data: too many length or distance symbols"},
              {deflated("\5\0\0\0\0\0\0\0"s), "'file' ("},
              {deflated(std::string(64, '\xFF')), "damaged gzip data"},
              {deflated("\3\0"s), "damaged gzip data: incorrect data check"},
              {replaced(valid, valid.size() - 8, "\1\2\3\4"), "incorrect data check"},
              {replaced(valid, valid.size() - 4, "\xFF\xFF\xFF\xFF"), "incorrect length check"},
              {valid + valid, "too long: 1-byte elements of shape [4] take 4 bytes"},
              {valid + "\x1f", "truncated: the compressed data has no end"},
              {valid + "trailing", "damaged gzip data: incorrect header check"},
              {valid + std::string(512, '\0'), "damaged gzip data: incorrect header check"},
              {member(stored(valid), valid), "the file is compressed with gzip"},
              {member(stored(""), ""), "truncated: magic of 2 bytes"},
              {member(stored("text"), "text"), "not an IDX file"},
              {zeros(1 << 20), "contains more than 65536 bytes"},
              {repeated(zeros(4096), 100), "contains more than 65536 bytes"},
          },
      .large = {[] {
                  return HostileFile{zeros(64 << 20), "contains more than 65536 bytes"};
                },
                [] {  // members without content
                  return HostileFile{repeated(member("\3\0"s, ""), 400'000),
                                     "truncated: magic of 2 bytes"};
                }},
  };
}

const Row kGzipRow(gzip_reader);

}  // namespace
