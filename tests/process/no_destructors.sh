#!/usr/bin/env bash
# no_destructors.sh LIBRARY: fails where an object of the static library has static or thread-local
# objects with destructors, after which threads and other destructors could still use them. Excepted
# are that of <iostream>, which xtensor includes, and the return of a thread's free memory.
found=$(readelf --relocs --wide "$1" | awk '
  /^File: / { sub(/.*\(/, "("); object = $0 }
  / __cxa_atexit/ { ++destructors[object] }
  / _ZNSt8ios_base4InitD1Ev/ { --destructors[object] }
  / __cxa_thread_atexit/ && object !~ /^\((memory\.cpp|unity_core_memory_cxx\.cxx)\.o\)$/ { ++destructors[object] }
  END { for (object in destructors) if (destructors[object] != 0) print object }')
[[ -z $found ]] || { echo "$found"; exit 1; }
nm "$1" > /dev/null 2>&1
