// Files of numpy.save.
//
// Written by tests/golden/generate/generate_readers.py; regenerate with
//   /usr/bin/python3 tests/golden/generate/generate_readers.py
#pragma once

#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

// clang-format off
namespace golden::readers {

inline constexpr std::string_view npy_f2_little(
    "\223NUMPY\001\000v\000{'descr': '<f2"
    "', 'fortran_order': Fals"
    "e, 'shape': (2, 3), }   "
    "                        "
    "                        "
    "       \n\0008\000\275\377{\001\000\000\374\000\200",
    140);

inline constexpr std::string_view npy_f2_big(
    "\223NUMPY\001\000v\000{'descr': '>f2"
    "', 'fortran_order': Fals"
    "e, 'shape': (2, 3), }   "
    "                        "
    "                        "
    "       \n8\000\275\000{\377\000\001\374\000\200\000",
    140);

inline constexpr std::string_view npy_f4_little(
    "\223NUMPY\001\000v\000{'descr': '<f4"
    "', 'fortran_order': Fals"
    "e, 'shape': (2, 3), }   "
    "                        "
    "                        "
    "       \n\000\000\000\077\000\000\240\277\377\377\177\177\001\000\000\000"
    "\000\000\200\377\000\000\000\200",
    152);

inline constexpr std::string_view npy_f4_big(
    "\223NUMPY\001\000v\000{'descr': '>f4"
    "', 'fortran_order': Fals"
    "e, 'shape': (2, 3), }   "
    "                        "
    "                        "
    "       \n\077\000\000\000\277\240\000\000\177\177\377\377\000\000\000\001"
    "\377\200\000\000\200\000\000\000",
    152);

inline constexpr std::string_view npy_f8_little(
    "\223NUMPY\001\000v\000{'descr': '<f8"
    "', 'fortran_order': Fals"
    "e, 'shape': (2, 3), }   "
    "                        "
    "                        "
    "       \n\000\000\000\000\000\000\340\077\000\000\000\000\000\000\364\277"
    "\377\377\377\377\377\377\357\177\001\000\000\000\000\000\000\000\000\000\000\000\000\000\360\377"
    "\000\000\000\000\000\000\000\200",
    176);

inline constexpr std::string_view npy_f8_big(
    "\223NUMPY\001\000v\000{'descr': '>f8"
    "', 'fortran_order': Fals"
    "e, 'shape': (2, 3), }   "
    "                        "
    "                        "
    "       \n\077\340\000\000\000\000\000\000\277\364\000\000\000\000\000\000"
    "\177\357\377\377\377\377\377\377\000\000\000\000\000\000\000\001\377\360\000\000\000\000\000\000"
    "\200\000\000\000\000\000\000\000",
    176);

inline constexpr std::string_view npy_i1_little(
    "\223NUMPY\001\000v\000{'descr': '|i1"
    "', 'fortran_order': Fals"
    "e, 'shape': (2, 3), }   "
    "                        "
    "                        "
    "       \n\000\001\002d\200\177",
    134);

inline constexpr std::string_view npy_i2_little(
    "\223NUMPY\001\000v\000{'descr': '<i2"
    "', 'fortran_order': Fals"
    "e, 'shape': (2, 3), }   "
    "                        "
    "                        "
    "       \n\000\000\001\000\002\000d\000\000\200\377\177",
    140);

inline constexpr std::string_view npy_i2_big(
    "\223NUMPY\001\000v\000{'descr': '>i2"
    "', 'fortran_order': Fals"
    "e, 'shape': (2, 3), }   "
    "                        "
    "                        "
    "       \n\000\000\000\001\000\002\000d\200\000\177\377",
    140);

inline constexpr std::string_view npy_i4_little(
    "\223NUMPY\001\000v\000{'descr': '<i4"
    "', 'fortran_order': Fals"
    "e, 'shape': (2, 3), }   "
    "                        "
    "                        "
    "       \n\000\000\000\000\001\000\000\000\002\000\000\000d\000\000\000"
    "\000\000\000\200\377\377\377\177",
    152);

inline constexpr std::string_view npy_i4_big(
    "\223NUMPY\001\000v\000{'descr': '>i4"
    "', 'fortran_order': Fals"
    "e, 'shape': (2, 3), }   "
    "                        "
    "                        "
    "       \n\000\000\000\000\000\000\000\001\000\000\000\002\000\000\000d"
    "\200\000\000\000\177\377\377\377",
    152);

inline constexpr std::string_view npy_i8_little(
    "\223NUMPY\001\000v\000{'descr': '<i8"
    "', 'fortran_order': Fals"
    "e, 'shape': (2, 3), }   "
    "                        "
    "                        "
    "       \n\000\000\000\000\000\000\000\000\001\000\000\000\000\000\000\000"
    "\002\000\000\000\000\000\000\000d\000\000\000\000\000\000\000\000\000\000\000\000\000\000\200"
    "\377\377\377\377\377\377\377\177",
    176);

inline constexpr std::string_view npy_i8_big(
    "\223NUMPY\001\000v\000{'descr': '>i8"
    "', 'fortran_order': Fals"
    "e, 'shape': (2, 3), }   "
    "                        "
    "                        "
    "       \n\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\001"
    "\000\000\000\000\000\000\000\002\000\000\000\000\000\000\000d\200\000\000\000\000\000\000\000"
    "\177\377\377\377\377\377\377\377",
    176);

inline constexpr std::string_view npy_u1_little(
    "\223NUMPY\001\000v\000{'descr': '|u1"
    "', 'fortran_order': Fals"
    "e, 'shape': (2, 3), }   "
    "                        "
    "                        "
    "       \n\000\001\002d\000\377",
    134);

inline constexpr std::string_view npy_u2_little(
    "\223NUMPY\001\000v\000{'descr': '<u2"
    "', 'fortran_order': Fals"
    "e, 'shape': (2, 3), }   "
    "                        "
    "                        "
    "       \n\000\000\001\000\002\000d\000\000\000\377\377",
    140);

inline constexpr std::string_view npy_u2_big(
    "\223NUMPY\001\000v\000{'descr': '>u2"
    "', 'fortran_order': Fals"
    "e, 'shape': (2, 3), }   "
    "                        "
    "                        "
    "       \n\000\000\000\001\000\002\000d\000\000\377\377",
    140);

inline constexpr std::string_view npy_u4_little(
    "\223NUMPY\001\000v\000{'descr': '<u4"
    "', 'fortran_order': Fals"
    "e, 'shape': (2, 3), }   "
    "                        "
    "                        "
    "       \n\000\000\000\000\001\000\000\000\002\000\000\000d\000\000\000"
    "\000\000\000\000\377\377\377\377",
    152);

inline constexpr std::string_view npy_u4_big(
    "\223NUMPY\001\000v\000{'descr': '>u4"
    "', 'fortran_order': Fals"
    "e, 'shape': (2, 3), }   "
    "                        "
    "                        "
    "       \n\000\000\000\000\000\000\000\001\000\000\000\002\000\000\000d"
    "\000\000\000\000\377\377\377\377",
    152);

inline constexpr std::string_view npy_b1_little(
    "\223NUMPY\001\000v\000{'descr': '|b1"
    "', 'fortran_order': Fals"
    "e, 'shape': (2, 3), }   "
    "                        "
    "                        "
    "       \n\001\000\001\001\000\000",
    134);

struct NpyFile {
  const char* descr;
  std::string_view bytes;
  std::vector<double> numbers = {};
  std::vector<std::int64_t> integers = {};
};

/// Arrays [2, 3] of every element type.
inline const NpyFile npy_files[] = {
    {.descr = "<f2", .bytes = npy_f2_little, .numbers = {0.5, -1.25, 65504.0, 5.960464477539063e-08, -INFINITY, -0.0}},
    {.descr = ">f2", .bytes = npy_f2_big, .numbers = {0.5, -1.25, 65504.0, 5.960464477539063e-08, -INFINITY, -0.0}},
    {.descr = "<f4", .bytes = npy_f4_little, .numbers = {0.5, -1.25, 3.4028234663852886e+38, 1.401298464324817e-45, -INFINITY, -0.0}},
    {.descr = ">f4", .bytes = npy_f4_big, .numbers = {0.5, -1.25, 3.4028234663852886e+38, 1.401298464324817e-45, -INFINITY, -0.0}},
    {.descr = "<f8", .bytes = npy_f8_little, .numbers = {0.5, -1.25, 1.7976931348623157e+308, 5e-324, -INFINITY, -0.0}},
    {.descr = ">f8", .bytes = npy_f8_big, .numbers = {0.5, -1.25, 1.7976931348623157e+308, 5e-324, -INFINITY, -0.0}},
    {.descr = "<i1", .bytes = npy_i1_little, .integers = {0, 1, 2, 100, -128, 127}},
    {.descr = "<i2", .bytes = npy_i2_little, .integers = {0, 1, 2, 100, -32768, 32767}},
    {.descr = ">i2", .bytes = npy_i2_big, .integers = {0, 1, 2, 100, -32768, 32767}},
    {.descr = "<i4", .bytes = npy_i4_little, .integers = {0, 1, 2, 100, -2147483648, 2147483647}},
    {.descr = ">i4", .bytes = npy_i4_big, .integers = {0, 1, 2, 100, -2147483648, 2147483647}},
    {.descr = "<i8", .bytes = npy_i8_little, .integers = {0, 1, 2, 100, INT64_MIN, 9223372036854775807}},
    {.descr = ">i8", .bytes = npy_i8_big, .integers = {0, 1, 2, 100, INT64_MIN, 9223372036854775807}},
    {.descr = "<u1", .bytes = npy_u1_little, .integers = {0, 1, 2, 100, 0, 255}},
    {.descr = "<u2", .bytes = npy_u2_little, .integers = {0, 1, 2, 100, 0, 65535}},
    {.descr = ">u2", .bytes = npy_u2_big, .integers = {0, 1, 2, 100, 0, 65535}},
    {.descr = "<u4", .bytes = npy_u4_little, .integers = {0, 1, 2, 100, 0, 4294967295}},
    {.descr = ">u4", .bytes = npy_u4_big, .integers = {0, 1, 2, 100, 0, 4294967295}},
    {.descr = "<b1", .bytes = npy_b1_little, .numbers = {1, 0, 1, 1, 0, 0}},
};

// numpy.arange(6.0).reshape(2, 3), version 2
inline constexpr std::string_view npy_version_2(
    "\223NUMPY\002\000t\000\000\000{'descr': '<"
    "f8', 'fortran_order': Fa"
    "lse, 'shape': (2, 3), } "
    "                        "
    "                        "
    "       \n\000\000\000\000\000\000\000\000\000\000\000\000\000\000\360\077"
    "\000\000\000\000\000\000\000@\000\000\000\000\000\000\010@\000\000\000\000\000\000\020@"
    "\000\000\000\000\000\000\024@",
    176);

// ... and version 3
inline constexpr std::string_view npy_version_3(
    "\223NUMPY\003\000t\000\000\000{'descr': '<"
    "f8', 'fortran_order': Fa"
    "lse, 'shape': (2, 3), } "
    "                        "
    "                        "
    "       \n\000\000\000\000\000\000\000\000\000\000\000\000\000\000\360\077"
    "\000\000\000\000\000\000\000@\000\000\000\000\000\000\010@\000\000\000\000\000\000\020@"
    "\000\000\000\000\000\000\024@",
    176);

// numpy.asfortranarray(numpy.arange(24, dtype='<f4').reshape(2, 3, 4))
inline constexpr std::string_view npy_fortran(
    "\223NUMPY\001\000v\000{'descr': '<f4"
    "', 'fortran_order': True"
    ", 'shape': (2, 3, 4), } "
    "                        "
    "                        "
    "       \n\000\000\000\000\000\000@A\000\000\200@\000\000\200A"
    "\000\000\000A\000\000\240A\000\000\200\077\000\000PA\000\000\240@\000\000\210A"
    "\000\000\020A\000\000\250A\000\000\000@\000\000`A\000\000\300@\000\000\220A"
    "\000\000 A\000\000\260A\000\000@@\000\000pA\000\000\340@\000\000\230A"
    "\000\0000A\000\000\270A",
    224);

// numpy.array(0.1)
inline constexpr std::string_view npy_scalar(
    "\223NUMPY\001\000v\000{'descr': '<f8"
    "', 'fortran_order': Fals"
    "e, 'shape': (), }       "
    "                        "
    "                        "
    "       \n\232\231\231\231\231\231\271\077",
    136);

// numpy.arange(3)
inline constexpr std::string_view npy_row(
    "\223NUMPY\001\000v\000{'descr': '<i8"
    "', 'fortran_order': Fals"
    "e, 'shape': (3,), }     "
    "                        "
    "                        "
    "       \n\000\000\000\000\000\000\000\000\001\000\000\000\000\000\000\000"
    "\002\000\000\000\000\000\000\000",
    152);

// numpy.zeros((2, 0, 3), 'f4')
inline constexpr std::string_view npy_empty(
    "\223NUMPY\001\000v\000{'descr': '<f4"
    "', 'fortran_order': Fals"
    "e, 'shape': (2, 0, 3), }"
    "                        "
    "                        "
    "       \n",
    128);

// numpy.array([True, False])
inline constexpr std::string_view npy_bools(
    "\223NUMPY\001\000v\000{'descr': '|b1"
    "', 'fortran_order': Fals"
    "e, 'shape': (2,), }     "
    "                        "
    "                        "
    "       \n\001\000",
    130);

}  // namespace golden::readers
