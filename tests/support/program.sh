# What the tests of example programs share. To be sourced with the path of the program as $1: the test
# goes on in an empty folder, which is removed at the end.
set -euo pipefail
readonly program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail() { printf 'FAILED: %s\n' "$*" >&2; cat out err >&2; exit 1; }
# run EXPECTED_CODE ARGUMENT...: the output lies in the files out and err
run() {
  local expected=$1 code=0
  shift
  "$program" "$@" > out 2> err < /dev/null || code=$?
  [[ $code -eq $expected ]] || fail "'$*' ended with $code, expected $expected"
}
# has FILE PATTERN: the file has a line like the pattern
has() { grep -Eq -- "$2" "$1" || fail "no line in $1 is like: $2"; }
# refused PATTERN ARGUMENT...: code 2, and a message with at most one line more
refused() {
  local pattern=$1
  shift
  run 2 "$@"
  has err "$pattern"
  [[ $(wc -l < err) -le 2 ]] || fail "'$*' says too much"
}
