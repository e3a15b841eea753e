#!/usr/bin/env bash
# no_destructors.sh LIBRARY: fails where an object of the static library has static or thread-local
# objects with destructors, after which threads and other destructors could still use them. Excepted
# are objects with <iostream>, which xtensor includes, and the return of a thread's free memory.
objects_with() { nm -A "$1" 2> /dev/null | grep -E "$2" | cut -d : -f 2 | sort -u; }
found=$(comm -23 <(objects_with "$1" ' U __cxa_(thread_)?atexit') <(objects_with "$1" ' U _ZNSt8ios_base4InitD1Ev') |
        grep -v '^memory\.cpp\.o$')
[[ -z $found ]] || { echo "$found"; exit 1; }
nm "$1" > /dev/null 2>&1
