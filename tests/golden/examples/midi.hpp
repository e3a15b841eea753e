// A MIDI file by mido 1.2.10.
//
// Written by tests/golden/generate/generate_examples.py; regenerate with
//   /usr/bin/python3 tests/golden/generate/generate_examples.py
#pragma once

#include <string_view>

// clang-format off
namespace golden::examples {

// Of the notes {60, 64, 67}, {60, 65}, {}, {21}, {21, 108} and 40 times {50}, at 120 steps a minute.
inline constexpr std::string_view midi(
    "MThd\000\000\000\006\000\000\000\001\001\340MTrk\000\000\000M\000\377"
    "Q\003\007\241 \000\300\023\000\220<P\000\220@P\000\220CP\203`\200@"
    "\000\000\200C\000\000\220AP\203`\200<\000\000\200A\000\203`\220\025P\203"
    "`\220lP\203`\200\025\000\000\200l\000\000\2202P\201\226\000\2002\000\000"
    "\377/\000",
    99);

}  // namespace golden::examples
