// Collects the rows, and spoils valid files.
#include "hostile/table.hpp"

#include <algorithm>
#include <random>
#include <stdexcept>
#include <utility>

namespace test {
namespace {

std::vector<FileReader (*)()>& rows() {
  static std::vector<FileReader (*)()> all;
  return all;
}

// Reverses the bytes of each word of `size` bytes, as a machine of the other byte order writes it.
std::string with_reversed_words(std::string bytes, std::size_t size) {
  for (std::size_t at = 0; at + size <= bytes.size(); at += size) {
    const auto word = bytes.begin() + static_cast<std::ptrdiff_t>(at);
    std::reverse(word, word + static_cast<std::ptrdiff_t>(size));
  }
  return bytes;
}

// The bytes as a wrong program for texts transfers them.
std::string in_utf8(std::string_view latin_1) {
  std::string text;
  for (const char byte : latin_1) {
    const auto code = static_cast<unsigned char>(byte);
    if (code >= 0x80) text += static_cast<char>(0xC0 | code >> 6);
    text += static_cast<char>(code < 0x80 ? code : 0x80 | (code & 0x3F));
  }
  return text;
}

std::string with_line_ends_of_windows(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    if (byte == '\n') text += '\r';
    text += byte;
  }
  return text;
}

template <class Change>
std::string changed(std::string bytes, const Change& change) {
  std::ranges::transform(bytes, bytes.begin(),
                         [&](char byte) { return static_cast<char>(change(byte)); });
  return bytes;
}

std::string noise(std::size_t size) {
  std::mt19937 random(2);
  std::string bytes(size, '\0');
  std::ranges::generate(bytes, [&] { return static_cast<char>(random()); });
  return bytes;
}

}  // namespace

Row::Row(FileReader (*reader)()) {
  rows().push_back(reader);
}

std::vector<FileReader> every_reader() {
  std::vector<FileReader> readers;
  for (FileReader (*const reader)() : rows()) readers.push_back(reader());
  std::ranges::sort(readers, {}, [](const FileReader& one) { return std::string_view(one.name); });
  return readers;
}

std::string repeated(std::string_view piece, std::size_t count) {
  std::string text;
  text.reserve(piece.size() * count);
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
}

std::string replaced(std::string bytes, std::size_t offset, std::string_view others) {
  if (offset + others.size() > bytes.size()) throw std::out_of_range("bytes beyond the file");
  return bytes.replace(offset, others.size(), others);
}

std::string little(std::uint64_t value, std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i, value >>= 8) bytes += static_cast<char>(value);
  return bytes;
}

void read_elements(const xgrad::Tensor& x) {
  xgrad::visit_dtype(x.dtype(), [&]<class T>(T) {
    if (!std::cmp_equal(x.to_vector<T>().size(), x.numel()))
      throw std::logic_error("elements are missing");
  });
}

std::vector<std::string> spoiled(const std::string& valid) {
  using namespace std::string_literals;
  const std::size_t half = valid.size() / 2, page = std::min<std::size_t>(valid.size(), 16);
  return {
      "",
      "\0"s,
      std::string(4, '\0'),
      std::string(65'536, '\0'),
      std::string(65'536, '\xFF'),
      std::string(valid.size(), '\0'),
      noise(4096),
      "\xEF\xBB\xBF" + valid,  // byte order marks
      "\xFF\xFE" + valid,
      valid.substr(1),
      valid.substr(0, valid.size() - 1),
      valid.substr(0, half),
      valid.substr(half),
      valid.substr(0, page),
      valid + valid,
      valid + '\0',
      valid + '\n',
      '\n' + valid,
      valid + std::string(4096, '\0'),
      valid + noise(4096),
      std::string(page, '\0') + valid.substr(page),
      valid.substr(0, valid.size() - page) + std::string(page, '\0'),
      valid.substr(0, half) + '\0' + valid.substr(half),
      valid.substr(0, half) + noise(16) + valid.substr(half),
      std::string(valid.rbegin(), valid.rend()),
      with_reversed_words(valid, 2),
      with_reversed_words(valid, 4),
      with_reversed_words(valid, 8),
      changed(valid, [](char byte) { return ~byte; }),
      changed(valid, [](char byte) { return byte & 0x7F; }),
      in_utf8(valid),
      with_line_ends_of_windows(valid),
      "<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head></html>\n",
      "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935\nsize 12345\n",
  };
}

}  // namespace test
