// Fuzz target: tables, and all of their columns.
#include <xgrad/nn/data/readers/csv.hpp>

#include "fuzz/fuzz.hpp"
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  return fuzz::parse(bytes, size, [](std::string_view file) {
    const xgrad::nn::data::CsvTable table(std::string(file), "file");
    for (const std::string& column : table.columns()) table.categories(column);
    table.tensor({}, xgrad::float64);
  });
}
