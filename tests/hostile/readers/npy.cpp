// Row: arrays of NumPy.
#include "golden/readers/npy.hpp"

#include <xgrad/nn/data/readers/npy.hpp>

#include "hostile/table.hpp"
#include "readers/npy_files.hpp"

using namespace test;

namespace {

FileReader npy_reader() {
  using namespace golden::readers;
  std::vector<std::string> valid = {std::string(npy_fortran), std::string(npy_scalar),
                                    std::string(npy_row), std::string(npy_empty),
                                    std::string(npy_bools)};
  for (const NpyFile& file : npy_files) valid.emplace_back(file.bytes);
  const std::string magic("\x93NUMPY", 6);
  return {
      .name = "npy",
      .parse =
          [](std::string_view bytes) {
            read_elements(xgrad::nn::data::parse_npy(bytes, "file"));
            xgrad::nn::data::parse_npy(bytes, "file", xgrad::float64);
          },
      .valid = valid,
      .hostile =
          {
              {"", "not a .npy file"},
              {"PK\3\4 a zip file", "not a .npy file"},
              {magic, "truncated: version of 1 bytes at byte 6, only 0 bytes are there"},
              {magic + '\4' + '\0', "unsupported version 4.0, expected 1.0, 2.0 or 3.0"},
              {magic + '\1' + '\1', "unsupported version 1.1"},
              {magic + std::string("\1\0\xff\xff", 4), "the header claims 65535 bytes, the most"},
              {magic + std::string("\2\0\xff\xff\xff\xff", 6), "claims 4294967295 bytes"},
              {magic + std::string("\1\0\x80\0{}", 6), "truncated: header of 128 bytes"},
              {npy("{}"), "the description has no 'descr'"},
              {npy("{'descr': '<f4', 'fortran_order': False}"), "has no 'shape'"},
              {npy("{'descr': '<f4', 'shape': ()}"), "has no 'fortran_order'"},
              {npy("{'descr': '<f4', 'descr': '<f4'}"),
               R"(the key "descr" is unknown or a duplicate)"},
              {npy("{'order': 'C'}"), R"(the key "order" is unknown)"},
              {npy("{'descr': [('a', '<f4')]}"), "structured element types are not supported"},
              {npy("{'descr': 4}"), "byte 20: expected a string"},
              {npy("{'descr': '<f4"), "a string has no end"},
              {npy("{'fortran_order': 0}"), "expected True or False"},
              {npy("{'shape': 3}"), "expected '('"},
              {npy("{'shape': (3)}"), "expected ','"},
              {npy("{'shape': (3, -1)}"), "expected a size"},
              {npy("{'shape': (3, 18446744073709551616)}"), "expected a size"},
              {npy("{'shape': (3; 4)}"), "expected ','"},
              {npy("{'descr' '<f4'}"), "expected ':'"},
              {npy("{'shape': (2,)"), "expected '}'"},
              {npy(std::string(200, '(')), "expected '{'"},
              {described("<f4", "(1,)", "1234").replace(9, 1, 1, '\1'), "truncated: header"},
              {npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3)}", "1234"),
               "elements of shape [2, 3] take 24 bytes"},
              {npy("{'descr': '<f4', 'fortran_order': False, 'shape': ()} x", "1234"),
               "text follows the description"},
              {described("|O", "(1,)"), R"(unsupported element type "|O")"},
              {described("<c8", "(1,)"), R"(unsupported element type "<c8")"},
              {described("<u8", "(1,)"), R"(unsupported element type "<u8")"},
              {described("<f16", "(1,)"), R"(unsupported element type "<f16")"},
              {described("f4", "(1,)"), R"(unsupported element type "f4")"},
              {described("", "(1,)"), R"(unsupported element type "")"},
              {described("<f4", "(3,)", "1234"),
               "truncated: 4-byte elements of shape [3] take 12 bytes at byte 128, 4 bytes are "
               "there"},
              {described("<f4", "(1,)", "12345678"),
               "too long: 4-byte elements of shape [1] take 4"},
              {described("<f8", "(4294967296, 4294967296)", "1234"),
               "shape [4294967296, 4294967296] is too large"},
              {described("<f8", "(0, 9223372036854775807, 4)"), "is too large"},
              {described("<f8", "(0, 1152921504606846976)"), "is too large"},
              {described("<f8", "(2305843009213693952,)"), "is too large"},
              {described("|u1", "(1000000000000,)", "1"), "take 1000000000000 bytes"},
              {described("|u1", "(1, 1, 1, 1, 1, 1, 1, 1, 1)", "1"),
               "9 axes, at most 8 are supported"},
          },
      .large = {[] {
                  return HostileFile{npy(repeated("(", 9'000)), "expected '{'"};
                },
                [magic] {
                  return HostileFile{magic + "\2" + std::string(1, '\0') + little(24 << 20, 4) +
                                         std::string(24 << 20, ' '),
                                     "the header claims 25165824 bytes"};
                },
                [] {
                  return HostileFile{
                      described("|u1", "(100, 16777216)", std::string(24 << 20, '\1')),
                      "take 1677721600 bytes"};
                }},
  };
}

const Row kNpyRow(npy_reader);

}  // namespace
