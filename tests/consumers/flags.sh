#!/usr/bin/env bash
# flags.sh CMAKE COMPILER XGRAD FOLDER: fails unless a project with xgrad as its subproject gets the
# library optimised where it chose no kind of build, and its own flags stay what they were.
set -euo pipefail
cmake=$1 compiler=$2 xgrad=$3 folder=$4

# flags FILE CMAKE_ARGUMENT...: how a file of the project is compiled
flags() {
  local file=$1
  shift
  rm -rf "$folder"
  mkdir -p "$(dirname "$folder")"
  "$cmake" -S "$xgrad/tests/consumers" -B "$folder" -G 'Unix Makefiles' \
    -D "CMAKE_CXX_COMPILER=$compiler" -D "XGRAD_SOURCE_DIR=$xgrad" "$@" > "$folder.log" 2>&1 ||
    { cat "$folder.log"; exit 1; } >&2
  grep '"command"' "$folder/compile_commands.json" | grep -- "-c [^ ]*$file\"\|$file\\\\\"\"" ||
    { echo "no file like $file" >&2; exit 1; }
}
# expect PATTERN FILE CMAKE_ARGUMENT...; refuse the same
expect() {
  local command
  command=$(flags "${@:2}")
  grep -q -- "$1" <<< "$command" || { echo "${*:2}: no $1"; exit 1; }
}
refuse() {
  local command
  command=$(flags "${@:2}")
  ! grep -q -- "$1" <<< "$command" || { echo "${*:2}: $1"; exit 1; }
}
# expect_path OPTION END FILE: the option is there with a path that ends so, hyphens and spaces in it or not
expect_path() {
  local command
  command=$(flags "$3")
  grep -Eq -- "^$1.*$2[\\\"]*\$" <<< "${command// -/$'\n'-}" || { echo "$3: no $1 ...$2"; exit 1; }
}

expect ' -O2 ' core/array.cpp
expect 'NDEBUG' core/array.cpp
refuse ' -O\| -DNDEBUG' consumers/main.cpp
expect_path '-isystem ' /xgrad/include consumers/main.cpp
expect_path -I /xgrad/include core/array.cpp
expect ' -O0 ' core/array.cpp -D CMAKE_CXX_FLAGS=-O0
refuse ' -O2 \| -DNDEBUG' core/array.cpp -D CMAKE_CXX_FLAGS=-O0
refuse ' -O[023] \| -DNDEBUG' core/array.cpp -D CMAKE_BUILD_TYPE=Debug
expect ' -O3 .* -O2 ' core/array.cpp -D CMAKE_BUILD_TYPE=Release
