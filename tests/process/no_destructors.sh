#!/usr/bin/env bash
# no_destructors.sh LIBRARY: fails where an object of the static library has static or thread-local
# objects with destructors, after which threads and other destructors could still use them. Excepted
# are <iostream>, which xtensor includes, and the return of a thread's free memory.
found=$(nm -A "$1" 2> /dev/null | grep -E ' U __cxa_(thread_)?atexit' |
        grep -vE ':(linalg|memory)\.cpp\.o:')
[[ -z $found ]] || { echo "$found"; exit 1; }
nm "$1" > /dev/null 2>&1
