// Files of Python's module wave, and two put together by hand.
//
// Written by tests/golden/generate/generate_readers.py; regenerate with
//   /usr/bin/python3 tests/golden/generate/generate_readers.py
#pragma once

#include <string_view>

// clang-format off
namespace golden::readers {

inline constexpr std::string_view wav_8(
    "RIFF(\000\000\000WAVEfmt \020\000\000\000\001\000\001\000"
    "@\037\000\000@\037\000\000\001\000\010\000data\004\000\000\000\000\200\377\300",
    48);

inline constexpr std::string_view wav_16(
    "RIFF0\000\000\000WAVEfmt \020\000\000\000\001\000\002\000"
    "D\254\000\000\020\261\002\000\004\000\020\000data\014\000\000\000\000\200\377\177"
    "\000\000\001\000\377\377\000@",
    56);

inline constexpr std::string_view wav_24(
    "RIFF6\000\000\000WAVEfmt \020\000\000\000\001\000\003\000"
    "\000w\001\000\000/\r\000\t\000\030\000data\022\000\000\000\000\000\200\377"
    "\377\177\000\000\000\001\000\000\377\377\377\000\000@",
    62);

inline constexpr std::string_view wav_32(
    "RIFF8\000\000\000WAVEfmt \020\000\000\000\001\000\001\000"
    "\"V\000\000\210X\001\000\004\000 \000data\024\000\000\000\000\000\000\200"
    "\200\377\377\177\000\000\000\000\200\000\000\000\000\000\000\300",
    64);

inline constexpr std::string_view wav_float64(
    "RIFFP\000\000\000WAVEfmt \020\000\000\000\003\000\002\000"
    "\200\273\000\000\000\270\013\000\020\000@\000odd \003\000\000\000123\000"
    "data \000\000\000\000\000\000\000\000\000\340\077\000\000\000\000\000\000\360\277"
    "\232\231\231\231\231\231\271\077\000\000\000\000\000\000\000@",
    88);

inline constexpr std::string_view wav_extensible(
    "RIFFR\000\000\000WAVEfmt (\000\000\000\376\377\003\000"
    "\000w\001\000\000/\r\000\t\000\030\000\026\000\030\000\007\000\000\000\001\000\000\000"
    "\000\000\020\000\200\000\000\252\0008\233qodd \003\000\000\000123\000"
    "data\t\000\000\000\000\000\200\377\377\077\000\000@\000",
    90);

}  // namespace golden::readers
