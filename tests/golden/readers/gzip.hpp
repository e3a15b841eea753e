// Files of Python's module gzip.
//
// Written by tests/golden/generate/generate_readers.py; regenerate with
//   /usr/bin/python3 tests/golden/generate/generate_readers.py
#pragma once

#include <string_view>

// clang-format off
namespace golden::readers {

// 20 times "a,b\n1,2\n3,4\n"; then in two members.

inline constexpr std::string_view gzip_table(
    "\037\213\010\000\000\000\000\000\002\003K\324I\3422\3241\3422\3261\341J\034"
    "\001l\000,k\313\252\360\000\000\000",
    35);

inline constexpr std::string_view gzip_members(
    "\037\213\010\000\000\000\000\000\002\003K\324I\3422\3241\3422\3261\341J\244"
    "\021\033\000\371R1\215d\000\000\000\037\213\010\000\000\000\000\000\002\0033\3241"
    "\3422\3261\341J\324I\3422\034`6\000\301\271\n\027\214\000\000\000",
    70);

}  // namespace golden::readers
