// A program outside the tree that uses a component: it decompresses a file of gzip.
#include <xgrad/nn/data/readers/gzip/gzip.hpp>

#include <string_view>

int main() {
  // gzip.compress(b"xgrad", mtime=0)
  constexpr std::string_view file(
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xabH/JL\x01\x00"
      "0\xd0=\xc8\x05\x00\x00\x00",
      25);
  return xgrad::nn::data::decompress_gzip(file, "file") == "xgrad" ? 0 : 1;
}
