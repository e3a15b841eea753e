#!/usr/bin/env bash
# Runs the program char_rnn as people do: program.sh PATH_OF_THE_PROGRAM
set -euo pipefail
char_rnn=$1
text=/usr/share/common-licenses/GPL-3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail() { printf 'FAILED: %s\n' "$*" >&2; cat out err >&2; exit 1; }
# run EXPECTED_CODE ARGUMENT...: the output lies in the files out and err
run() {
  local expected=$1 code=0
  shift
  "$char_rnn" "$@" > out 2> err < /dev/null || code=$?
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
small=(--text "$text" --hidden 16 --batch 8 --sequence 20 --seed 3 --threads 1)

# Training, in plain lines, and what it leaves.
run 0 train "${small[@]}" --layers 2 --dropout 0.1 --steps 30 --log-every 10 --sample-every 20 --out model
has out '^35149 characters, [0-9]+ distinct; 33391 train, 1758 are held out$'
has out '^step 1/30  loss [0-9]\.[0-9]{7}  [0-9.]+ bits/char  [0-9]+ chars/s  gradient [0-9.]+ '
[[ $(grep -c '^step ' out) -eq 4 ]] || fail "expected lines of the steps 1, 10, 20 and 30"
has out '^training: [0-9.]+ s, [0-9.]+ ms/step, [0-9]+ chars/s$'
has out '^held-out: [0-9]\.[0-9]{4} nats/char, [0-9]\.[0-9]{4} bits/char$'
has out '^model: model$'
held_out=$(grep '^held-out' out)
cp model kept

# The model measures as when it was trained, and goes on from a prime.
run 0 eval --model model --text "$text"
[[ $(< out) == "$held_out" ]] || fail "eval differs from: $held_out"
tail -c 1758 "$text" > last
run 0 eval --model model --text last --whole
has out "${held_out#held-out: }"
run 0 sample --model model --prime 'The GNU' --length 50 --temperature 0.5 --seed 4
[[ $(wc -c < out) -eq 58 && $(head -c 7 out) == 'The GNU' ]] || fail "prime, 50 characters, newline"
cp out first
run 0 sample --model model --prime 'The GNU' --length 50 --temperature 0.5 --seed 4
cmp -s out first || fail "another text from the same seed"

# A signal ends training after the running step, with a model that works.
interrupted() {
  local signal=$1 expected=$2 code=0
  "$char_rnn" train "${small[@]}" --steps 1000000 --log-every 1 --out "by-$signal" > out 2> err &
  until grep -q '^step 3/' out; do sleep 0.05; done
  kill "-$signal" $!
  wait $! || code=$?
  [[ $code -eq $expected ]] || fail "$signal: code $code, expected $expected"
  has out "^interrupted; the model so far: by-$signal$"
  run 0 eval --model "by-$signal" --text "$text"
}
interrupted INT 130
interrupted TERM 143

# On a terminal there is one living line, which fits. A root directory without /dev/pts has none.
if script -qec true /dev/null > out 2>&1 < /dev/null; then
  script -qec "stty cols 60; '$char_rnn' train ${small[*]} --steps 20 --out tty" /dev/null > out < /dev/null
  tr '\r' '\n' < out | sed 's/\x1b\[K//' > drawn
  has drawn '^20/20  loss'
  awk '/loss/ && length($0) > 59 { exit 1 }' drawn || fail "a line that wraps"
  [[ $(grep -c loss out) -eq 1 ]] || fail "more than one line of progress"
else
  echo "no pseudo-terminal here: the living line is not tested"
fi

# Bad input: one message, and nothing lost.
refused "cannot read 'missing': No such file" train --text missing
refused 'Is a directory' train --text .
refused 'too short for a sequence of 5000' train --text "$text" --sequence 5000
printf 'tiny' > tiny
refused 'too few' train --text tiny --batch 1 --sequence 1
refused 'cannot write to .*No such file' train "${small[@]}" --out nowhere/model
refused 'no regular file' train "${small[@]}" --out .
refused 'replace its text' train --text tiny --out ./tiny
[[ $(< tiny) == tiny ]] || fail "the text is gone"
refused "--hidden: '0' is no positive number" train "${small[@]}" --hidden 0
refused '--steps' train "${small[@]}" --steps -1
refused '--cell' train "${small[@]}" --cell tree
refused '--dropout' train "${small[@]}" --dropout 1.5
refused '--text is required' train
refused 'subcommand is required'
refused "the character '~' at position 3" sample --model model --prime 'The~'
refused '--temperature' sample --model model --temperature -1
printf '%s' '~unknown~' > unknown
refused "'~' at position 0" eval --model model --text unknown --whole
refused 'missing' sample --model missing
refused "$text" sample --model "$text"
head -c 3000 model > short
refused 'short' eval --model short --text "$text"
code=0
"$char_rnn" sample --model model > /dev/full 2> err || code=$?
[[ $code -eq 2 ]] || fail "a full disk goes unnoticed"
has err 'not complete: No space left'
cmp -s model kept || fail "the model was changed"
