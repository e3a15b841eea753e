// Records of TensorBoard's event files.
//
// Written by tests/golden/generate/generate_events.py; regenerate with
//   /usr/bin/python3 tests/golden/generate/generate_events.py
#pragma once

#include <string_view>

// clang-format off
namespace golden::readers {

inline constexpr std::string_view version_record(
    "\030\000\000\000\000\000\000\000\243\177K\"\t\000\000\020@\374T\331A\032\rb"
    "rain.Event:23\215/\351",
    40);

inline constexpr std::string_view scalars_record(
    "[\000\000\000\000\000\000\000\033\001\002\212\t\000\000\020@\374T\331A\020\007*"
    "N\n\021\n\ntrain/loss\025\315\314\314=\n\021\n\n"
    "train/zero\025\000\000\000\000\n\024\n\rtrain"
    "/gr\303\266\303\237e\025\000\000\200\377\n\020\n\ttrain/n"
    "an\025\000\000\300\177J\373&V",
    107);

inline constexpr std::string_view histogram_record(
    "\220\000\000\000\000\000\000\000\226c7\375\t\000\000\020@\374T\331A\020\200\200"
    "\200\200\200 *~\n|\n\007weights*q\t\000\000\000\000"
    "\000\000\000\300\021\000\000\000\000\000\000\000@\031\000\000\000\000\000\000\030@!\000"
    "\000\000\000\000\000\340\277)\000\000\000\000\000\200%@2 \000\000\000\000\000\000"
    "\360\277\000\000\000\000\000\000\000\000\000\000\000\000\000\000\360\077\000\000\000\000\000\000"
    "\000@: \000\000\000\000\000\000\000@\000\000\000\000\000\000\000\000\000\000\000\000"
    "\000\000\010@\000\000\000\000\000\000\360\077\206.\235\005",
    160);

inline constexpr std::string_view text_record(
    "=\000\000\000\000\000\000\000`I\361\354\t\000\000\020@\374T\331A\020\t*"
    "0\n.\n\006sampleB\032\010\007\022\004\022\002\010\001B\020G"
    "r\303\274\303\237e, *Welt*\nJ\010\n\006\n\004tex"
    "t\036^4\274",
    77);

inline constexpr std::string_view start_record(
    "\017\000\000\000\000\000\000\000mS+\t\t\000\000\020@\374T\331A\020\010:"
    "\002\010\001\355v\307\201",
    31);

}  // namespace golden::readers
