// Fuzz target: the reader whose row of tests/hostile/readers is linked with it. With the environment variable
// XGRAD_FUZZ_SEEDS it writes the files of the row into that folder, to start from, and ends.
#include "fuzz/fuzz.hpp"
#include "hostile/table.hpp"
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace {

void write(const std::filesystem::path& path, const std::string& bytes) {
  constexpr std::size_t kMost = 1 << 13;  // larger ones are slow to mutate
  if (bytes.size() > kMost) return;
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void write_seeds(const std::filesystem::path& folder) {
  int count = 0;
  for (const test::FileReader& reader : test::every_reader()) {
    for (const std::string& bytes : reader.valid) write(folder / std::to_string(count++), bytes);
    for (const auto& file : reader.hostile) write(folder / std::to_string(count++), file.bytes);
  }
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* const folder = std::getenv("XGRAD_FUZZ_SEEDS");
  if (!folder) return 0;
  write_seeds(folder);
  std::exit(0);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const test::FileReader reader = test::every_reader().front();
  return fuzz::parse(bytes, size, reader.parse);
}
