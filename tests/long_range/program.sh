#!/usr/bin/env bash
# Runs the program long_range as people do: program.sh PATH_OF_THE_PROGRAM
set -euo pipefail
long_range=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail() { printf 'FAILED: %s\n' "$*" >&2; cat out err >&2; exit 1; }
# run EXPECTED_CODE ARGUMENT...: the output lies in the files out and err
run() {
  local expected=$1 code=0
  shift
  "$long_range" "$@" > out 2> err < /dev/null || code=$?
  [[ $code -eq $expected ]] || fail "'$*' ended with $code, expected $expected"
}
# has FILE PATTERN: the file has a line like the pattern
has() { grep -Eq -- "$2" "$1" || fail "no line in $1 is like: $2"; }
# refused PATTERN ARGUMENT...: code 2, and a message
refused() {
  local pattern=$1
  shift
  run 2 "$@"
  has err "$pattern"
}
small=(--hidden 8 --threads 1)

# Every task trains, and leaves pictures and tables.
for task in adding copy order parity dyck; do
  run 0 train "${small[@]}" --task "$task" --time 30 --cell gru --init default --steps 3 --batch 4 --verbose
  has out "^$task, 30 time steps: (mean squared error|cross entropy), [0-9.]+ without memory$"
  has out '^step +3 '
  has out '^gru-default-30 +3 +[0-9.]+ +[0-9.]+ '
done
for file in gru-default-30-{before,after}.{svg,csv}; do [[ -s $file ]] || fail "$file is missing"; done
[[ $(wc -l < gru-default-30-after.csv) -eq 31 ]] || fail "expected a row for each step"
has gru-default-30-after.csv '^layer,direction,time,gradient_h,jacobian_h,saturated_r,saturated_z$'

# All combinations of what is listed, repeatable.
mkdir pictures
combinations=(train "${small[@]}" --time 12 --cell rnn lstm --steps 2 --clip 1 0 --out pictures)
run 0 "${combinations[@]}"
[[ $(grep -c -- '-12' out) -eq 10 ]] || fail "expected 2 initialisations of an rnn and 3 of an lstm, twice"
[[ -s pictures/lstm-chrono-12-unclipped-after.svg ]] || fail "no picture of the last"
sha256sum pictures/* > sums
run 0 "${combinations[@]}"
sha256sum --quiet --check sums || fail "another run gives other pictures"

# Training ends early where the loss is small enough.
run 0 train "${small[@]}" --time 10 --cell gru --init default --until 1000 --steps 5
has out '^gru-default-10 +0 '

# A look before training.
run 0 look "${small[@]}" --time 10 60 --out pictures
has out '^rnn-default-60 +[0-9.]+e-[0-9]+  The gradient vanishes in layer 0'
has out '^       \* rnn, default|^ +\* rnn, default'
[[ -s pictures/adding-10.svg && -s pictures/adding-60.svg ]] || fail "no pictures"

# Bad input.
refused 'subcommand is required'
refused '--task' train --task tree
refused '--cell' train --cell tree
refused '--time' train --time 0
refused '--out' look --out nowhere
refused 'copy_memory: delay is -10, must be positive' look --task copy --time 10
refused 'no gates' train --cell rnn --init chrono
