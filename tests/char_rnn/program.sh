#!/usr/bin/env bash
# Runs the program char_rnn as people do: program.sh PATH_OF_THE_PROGRAM
source "$(dirname "$0")/../support/program.sh"
text=/usr/share/common-licenses/GPL-3
small=(--text "$text" --hidden 16 --batch 8 --sequence 20 --seed 3 --threads 1)

# Training, in plain lines, and what it leaves.
run 0 train "${small[@]}" --layers 2 --dropout 0.1 --steps 30 --log-every 10 --sample-every 20 --out model
has out '^35149 characters, a vocabulary of [0-9]+; 33391 train, 1758 are held out$'
has out '^step 1/30  loss [0-9]\.[0-9]{7}  bits/char [0-9.]+  gradient [0-9.]+  [0-9.]+ chars/s  [0-9:]+ left$'
[[ $(grep -c '^step ' out) -eq 4 ]] || fail "expected lines of the steps 1, 10, 20 and 30"
has out '^training: [0-9.]+ s, [0-9.]+ ms/step, [0-9]+ chars/s$'
has out '^held-out: [0-9]\.[0-9]{4} nats/char, [0-9]\.[0-9]{4} bits/char$'
has out '^model: model$'
held_out=$(grep '^held-out' out)
cp model kept

# The report is a page with the curves, the samples and the gradient flow, and the training is that without it.
run 0 train "${small[@]}" --layers 2 --dropout 0.1 --steps 30 --sample-every 20 --out reported --report report.html
has out '^report: report.html$'
for part in '<h2>Curves</h2>' '<h2>Gradient flow</h2>' '<h3>after step 20</h3>' '<th>hidden</th><td>16</td>' '<dd>30</dd>'; do
  has report.html "$part"
done
run 0 train "${small[@]}" --layers 2 --dropout 0.1 --steps 30 --sample-every 20 --out reported --resume
run 0 eval --model reported --text "$text"
[[ $(< out) == "$held_out" ]] || fail "with a report, eval differs from: $held_out"
refused "'reported' is the file of two outputs" train "${small[@]}" --out reported --report reported
refused "cannot write 'nowhere/report': No such file" train "${small[@]}" --out unused --report nowhere/report
[[ ! -e unused ]] || fail "a training that cannot write its report has begun"

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

# Runs in the background with every signal as a terminal leaves it: shells start such programs with SIGINT ignored,
# and nohup and some CI agents ignore more.
long_training=(env --default-signal "$program" train "${small[@]}" --steps 1000000 --log-every 1)
# until_there COMMAND...: waits until the command succeeds; fails when the training has ended
until_there() {
  until "$@"; do
    kill -0 $! 2> kill.err || fail "training ended before: $*"
    sleep 0.05
  done
}

# A signal ends training after the running step, with a model that works.
interrupted() {
  local signal=$1 expected=$2 code=0
  "${long_training[@]}" --out "by-$signal" > out 2> err &
  until_there grep -q '^step 3/' out
  kill "-$signal" $!
  wait $! || code=$?
  [[ $code -eq $expected ]] || fail "$signal: code $code, expected $expected"
  has out "^interrupted; the model so far: by-$signal; --resume continues$"
  run 0 eval --model "by-$signal" --text "$text"
}
interrupted INT 130
interrupted TERM 143
interrupted HUP 129

# So does a reader that goes away.
set +e
"${long_training[@]}" --out by-PIPE 2> err | head -1 > out
code=${PIPESTATUS[0]}
set -e
[[ $code -eq 141 ]] || fail "a closed pipe: code $code, expected 141"
run 0 eval --model by-PIPE --text "$text"

# Resume refuses other options; kills.sh tests it.
run 0 train "${small[@]}" --layers 2 --dropout 0.2 --steps 2 --out resumed
refused "its dropout is '0.2', now it is '0'" train "${small[@]}" --layers 2 --resume --out resumed
refused "its text is '" train "${small[@]}" --layers 2 --dropout 0.2 --level byte --resume --out resumed

# Words: a vocabulary of the frequent ones, in the file of the model.
run 0 train "${small[@]}" --level word --vocabulary 300 --steps 40 --log-every 10 --sample-every 20 --out words
has out '^[0-9]{4} words, a vocabulary of 300; [0-9]+ train, [0-9]+ are held out$'
has out '^step 10/40  loss [0-9.]+  perplexity [0-9.]+  gradient [0-9.]+  [0-9.]+ words/s'
has out '^held-out: [0-9.]{6} nats/word, perplexity [0-9]+\.[0-9]{2} per word, [0-9.]{6} bits/char, [0-9.]+ % <unk>$'
held_out=$(grep '^held-out' out)
run 0 eval --model words --text "$text"
[[ $(< out) == "$held_out" ]] || fail "eval differs from: $held_out"
run 0 sample --model words --prime 'the unheard-of license' --length 40 --temperature 0.5 --seed 4
[[ $(wc -w < out) -eq 43 && $(head -c 23 out) == 'the unheard-of license ' ]] || fail "prime, 40 words"
! grep -q unk out || fail "the unknown word is sampled"
run 0 train "${small[@]}" --level word --min-count 1 --embedding 0 --cell gru --steps 2 --out one-hot-words
[[ $(grep -Eo 'vocabulary of [0-9]+' out | grep -Eo '[0-9]+') -gt 900 ]] || fail "expected every word"
refused 'options of words' train "${small[@]}" --vocabulary 300
refused 'options of words' train "${small[@]}" --level byte --min-count 3
refused 'no word occurs 9999 times' train "${small[@]}" --level word --min-count 9999

# A failed save at a sample is reported, and made up for at a later one.
mkdir gone
"${long_training[@]}" --sample-every 2 --out gone/model > out 2> err &
until_there grep -q '^step 3/' out
mv gone away  # at once, whatever is being saved
until_there grep -q "is not saved, training goes on: cannot write 'gone/model': No such file" err
mkdir gone
until_there test -s gone/model
kill -INT $!
code=0
wait $! || code=$?
[[ $code -eq 130 ]] || fail "code $code after failed saves, expected 130"
run 0 eval --model gone/model --text "$text"
# At the end it is an error.
mkdir gone2
"${long_training[@]}" --out gone2/model > out 2> err &
until_there grep -q '^step 3/' out
mv gone2 away2
kill -TERM $!
code=0
wait $! || code=$?
[[ $code -eq 2 ]] || fail "code $code after the last save failed, expected 2"
has err "^char_rnn: cannot write 'gone2/model': No such file"

# Characters are those of UTF-8, or with --level byte any bytes; a pipe will do for a text.
for _ in {1..100}; do printf 'Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich. €\n'; done > utf8
mkfifo pipe
cat utf8 > pipe &
run 0 train --text pipe --hidden 8 --batch 4 --sequence 10 --threads 1 --steps 2 --out utf8-model
has out '^6700 characters, a vocabulary of 36;'
run 0 sample --model utf8-model --prime 'größer' --length 300 --temperature 2
iconv -f UTF-8 -t UTF-8 < out > /dev/null || fail "a sample is no UTF-8"
[[ $(LC_ALL=C.UTF-8 wc -m < out) -eq 307 ]] || fail "expected prime, 300 characters, newline"
printf 'abc\xff%.0s' {1..100} > bytes
refused 'the byte 0xff at offset 3 is not UTF-8' train --text bytes
has err '--level byte'
run 0 train --text bytes --level byte --hidden 8 --batch 4 --sequence 10 --threads 1 --steps 2 --out bytes-model
has out '^400 bytes, a vocabulary of 4;'
has out '^held-out: .* bits/byte$'
refused 'token "g" at position 0' sample --model bytes-model --prime 'größer'

# On a terminal there is one living line, which fits. A root directory without /dev/pts has none.
if script -qec true /dev/null > out 2>&1 < /dev/null; then
  script -qec "stty cols 60; '$program' train ${small[*]} --steps 20 --out tty" /dev/null > out < /dev/null
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
refused 'expected rows of at least 5000' train --text "$text" --sequence 5000
printf 'tiny' > tiny
refused 'too few' train --text tiny --batch 1 --sequence 1
refused "cannot write 'nowhere/model': No such file" train "${small[@]}" --out nowhere/model
refused 'not a regular file' train "${small[@]}" --out .
refused "cannot write '/proc/x'" train "${small[@]}" --out /proc/x
refused "cannot write '': the name of the file is empty" train "${small[@]}" --out ''
refused 'File name too long' train "${small[@]}" --out "$(printf 'n%.0s' {1..300})"
refused "cannot read '/dev/zero': neither a regular file nor a pipe" train --text /dev/zero
truncate -s 300M sparse
refused "'sparse' is longer than 268435456 bytes" train --text sparse
refused 'replace its data' train --text tiny --out ./tiny
[[ $(< tiny) == tiny ]] || fail "the text is gone"
refused "--hidden: '0' is no whole number from 1 to 65536" train "${small[@]}" --hidden 0
refused "--hidden: '99999999999999999999' is no whole number" train --text "$text" --hidden 99999999999999999999
refused "--layers: '1000000' is no whole number from 1 to 256" train "${small[@]}" --layers 1000000
refused "--seed: '18446744073709551616' is no whole number" sample --model model --seed 18446744073709551616
refused 'this machine has' train --text "$text" --hidden 65536 --layers 256
for option in hidden layers batch sequence steps lr clip seed threads dropout sample-every log-every vocabulary \
  min-count embedding; do
  for value in nan inf -inf 1e400 0x10 1x '1 ' ' 1' 1,5 '' +1 -1; do
    refused "--$option" train --text "$text" "--$option=$value"
  done
done
for option in length temperature seed; do
  for value in nan inf 1x '1 ' '' -1; do refused "--$option" sample --model model "--$option=$value"; done
done
refused "--steps: '010' is no whole number" train "${small[@]}" --steps 010
refused 'finite' train "${small[@]}" --steps 2 --lr 1e300 --out never --report failed.html
[[ ! -e never ]] || fail "a model that is not finite is saved"
has failed.html '^<p class="status">Trainer: .*finite'
refused '--steps' train "${small[@]}" --steps -1
refused '--cell' train "${small[@]}" --cell tree
refused '--level' train "${small[@]}" --level rune
refused '--dropout' train "${small[@]}" --dropout 1.5
refused '--text is required' train
refused 'subcommand is required'
refused 'token "~" at position 3' sample --model model --prime 'The~'
refused '--temperature' sample --model model --temperature -1
printf '%s' '~unknown~' > unknown
refused 'token "~" at position 0' eval --model model --text unknown --whole
refused 'missing' sample --model missing
refused "$text" sample --model "$text"
head -c 3000 model > short
refused 'short' eval --model short --text "$text"
code=0
"$program" sample --model model > /dev/full 2> err || code=$?
[[ $code -eq 2 ]] || fail "a full disk goes unnoticed"
has err 'not complete: No space left'
cmp -s model kept || fail "the model was changed"
