#!/usr/bin/env bash
# Runs the program long_range as people do: program.sh PATH_OF_THE_PROGRAM
source "$(dirname "$0")/../support/program.sh"
small=(--hidden 8 --threads 1)

# Every task trains, and leaves pictures and tables.
for task in adding copy order parity dyck; do
  run 0 train "${small[@]}" --task "$task" --time 30 --cell gru --init default --steps 3 --batch 4 --verbose
  has out "^$task, 30 time steps: (mean squared error|cross entropy), [0-9.]+ without memory$"
  has out '^step +3 '
  name=$task-gru-default-30-hidden-8-batch-4-steps-3
  has out "^$name +3 +[0-9.]+ +[0-9.]+ "
  for file in "$name"-{before,after}.{svg,csv}; do [[ -s $file ]] || fail "$file is missing"; done
done
[[ $(wc -l < "$name-after.csv") -eq 31 ]] || fail "expected a row for each step"
has "$name-after.csv" '^layer,direction,time,gradient_h,jacobian_h,saturated_r,saturated_z$'

# All combinations of what is listed, repeatable.
combinations=(train "${small[@]}" --time 12 --cell rnn lstm --steps 2 --clip 1 0 --out new/pictures)
run 0 "${combinations[@]}"
has out '^rnn, chrono: left out, for an rnn has no gates$'
[[ $(grep -c -- '-12-' out) -eq 10 ]] || fail "expected 2 initialisations of an rnn and 3 of an lstm, twice"
[[ $(find new/pictures -name '*-after.svg' | wc -l) -eq 10 ]] || fail "expected a picture of each"
[[ -s new/pictures/adding-lstm-chrono-12-hidden-8-steps-2-unclipped-after.svg ]] || fail "no picture of the last"
sha256sum new/pictures/* > sums
run 0 "${combinations[@]}"
sha256sum --quiet --check sums || fail "another run gives other pictures"

# Training ends early where the loss is small enough.
run 0 train "${small[@]}" --time 10 --cell gru --init default --until 1000 --steps 5
has out '^adding-gru-default-10-hidden-8-steps-5-until-1000 +0 '

# Numbers beyond all bounds end it too, and the table says so.
run 0 train "${small[@]}" --time 10 --cell rnn --init orthogonal --gain 2 --lr 1e38 --steps 5
has out '^adding-rnn-orthogonal-gain-2-10-.* (nan|inf) .* training ended: the loss is not finite$'

# A look before training.
run 0 look "${small[@]}" --time 10 60 --out new/looks
has out '^rnn, default +[0-9.]+e-[0-9]+  The gradient vanishes in layer 0'
has out '^ +\* rnn, default'
[[ -s new/looks/adding-10.svg && -s new/looks/adding-60.svg ]] || fail "no pictures"
run 0 look --hidden 16 --threads 1 --cell rnn --init orthogonal --gain 1 4 --time 200
has out '^rnn, orthogonal, gain 4 +[0-9.]+e\+[0-9]+  The gradient explodes in layer 0: .* clip it'
for task in adding copy order parity dyck; do
  run 0 look "${small[@]}" --task "$task" --cell rnn --init default
done
run 0 look --help
has out '--time .*as suits the task'

# Images, here of two kinds.
mkdir images
for part in train t10k; do
  { printf '\0\0\x08\x03\0\0\0\x02\0\0\0\x1c\0\0\0\x1c'; printf '%01568d' 7; } |
    gzip > "images/$part-images-idx3-ubyte.gz"
  printf '\0\0\x08\x01\0\0\0\x02\x01\x09' | gzip > "images/$part-labels-idx1-ubyte.gz"
done
run 0 train "${small[@]}" --task digits --data images --cell gru --init default --steps 3
has out '^digits, 28 time steps: cross entropy, 2.3026 without memory$'
has out '^digits-gru-default-28-hidden-8-steps-3 +3 +[0-9.]+ '
refused 'digits: 200 time steps, expected 28, .* or 784' look --task digits --data images --time 200
refused 'cannot read .nowhere/train-images-idx3-ubyte.gz.: No such file' look --task digits --data nowhere
has err 'dataset-fashion-mnist'

# Bad input.
refused 'subcommand is required'
refused '--task' train --task tree
refused '--cell' train --cell tree
refused "--time: '0' is no whole number from 1 to 1000000" train --time 0
refused "--hidden: '-3' is no whole number from 1 to 65536" train --hidden -3
refused "--seed: '18446744073709551616' is no whole number" train --seed 18446744073709551616
refused "cannot write '/proc/long_range.svg'" train --out /proc
for value in nan inf 1x '1 ' ''; do refused '--lr' train "--lr=$value"; done
refused "--clip: '-1' is no non-negative number" train --clip -1
refused "cannot make the folder 'sums': .*(exists|Not a directory)" look --out sums
refused 'copy: 10 time steps leave no delay' look --task copy --time 10
refused 'no gates' train --cell rnn --init chrono
refused 'has no orthogonal' look --init default --gain 2
code=0
"$program" look "${small[@]}" --time 10 > /dev/full 2> err || code=$?
[[ $code -eq 2 ]] || fail "a full disk goes unnoticed"
has err 'not complete: No space left'
