#!/usr/bin/env bash
# preprocessed.sh COMPILER INCLUDE_DIRECTORY HEADER MOST: fails where including a header brings more
# than MOST lines of code. Their number is what compiling a user's file costs, and never varies.
set -euo pipefail
lines=$(echo "#include <$3>" | "$1" -std=c++20 "-I$2" -x c++ -E -P - | grep -c .)
echo "$3: $lines lines, at most $4"
((lines <= $4))
