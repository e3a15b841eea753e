// Inflates the members of a gzip file one after the other.
#include <xgrad/core/error.hpp>
#include <xgrad/nn/data/readers/bytes.hpp>
#include <xgrad/nn/data/readers/gzip/gzip.hpp>
#include <xgrad/nn/data/readers/input.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <new>
#define ZLIB_CONST
#include <zlib.h>
#undef ZLIB_CONST

namespace xgrad::nn::data {
namespace {

// The decompressor of zlib, which is released at the end.
class Inflater {
 public:
  Inflater() {
    constexpr int kGzip = 16, kLargestWindow = 15;
    if (::inflateInit2(&stream_, kGzip + kLargestWindow) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { ::inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  ::z_stream& stream() { return stream_; }

 private:
  ::z_stream stream_ = {};
};

// Decompresses one member, which it takes from the input.
void append_member(Input& input, std::size_t max_bytes, std::string& content) {
  constexpr std::size_t kMostAtOnce = std::size_t{1} << 30;  // zlib counts in 32 bits
  Inflater inflater;
  ::z_stream& stream = inflater.stream();
  std::array<char, 65536> part;
  for (int status = Z_OK; status != Z_STREAM_END;) {
    const std::string_view rest = input.rest().substr(0, kMostAtOnce);
    stream.next_in = reinterpret_cast<const ::Bytef*>(rest.data());
    stream.avail_in = static_cast<::uInt>(rest.size());
    stream.next_out = reinterpret_cast<::Bytef*>(part.data());
    stream.avail_out = static_cast<::uInt>(part.size());
    status = ::inflate(&stream, Z_NO_FLUSH);
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
    input.take(rest.size() - stream.avail_in, "compressed data");
    if (status == Z_BUF_ERROR) input.reject("truncated: the compressed data has no end");
    if (status != Z_OK && status != Z_STREAM_END) {
      input.reject_at(input.offset(), fmt::format("damaged gzip data: {}",
                                                  stream.msg ? stream.msg : "invalid stream"));
    }
    const std::size_t count = part.size() - stream.avail_out;
    if (count > max_bytes - content.size()) {
      input.reject(fmt::format("contains more than {} bytes, the most allowed", max_bytes));
    }
    content.append(part.data(), count);
  }
}

}  // namespace

std::string read_gzip(const std::string& path, std::size_t max_bytes) {
  return with_out_of_memory(
      [&]() -> std::string { return decompress_gzip(read_bytes(path), path, max_bytes); });
}

std::string decompress_gzip(std::string_view bytes, const std::string& name,
                            std::size_t max_bytes) {
  return with_out_of_memory([&]() -> std::string {
    Input input(bytes, name);
    std::string content;
    do {
      append_member(input, max_bytes, content);
    } while (!input.rest().empty());
    return content;
  });
}

}  // namespace xgrad::nn::data
