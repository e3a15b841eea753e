#!/usr/bin/env bash
# Runs the program speech as people do: program.sh PATH_OF_THE_PROGRAM
source "$(dirname "$0")/../support/program.sh"

# little_endian NUMBER BYTES
little_endian() {
  local i
  for ((i = 0; i < $2; i++)); do printf "\\x$(printf %02x $(($1 >> (8 * i) & 255)))"; done
}
# tone PERIOD: 800 samples of a square wave of 8 bits
tone() {
  local high low
  high=$(printf '%*s' $(($1 / 2)) '' | tr ' ' '\240') low=$(printf '%*s' $(($1 / 2)) '' | tr ' ' '\140')
  yes "$high$low" | tr -d '\n' | head -c 800
}
# recording FILE PERIOD...: a WAV file of 8 kHz with a tone of each period
recording() {
  local path=$1 bytes=$((800 * ($# - 1))) period
  shift
  {
    printf RIFF; little_endian $((bytes + 36)) 4; printf 'WAVEfmt '; little_endian 16 4
    little_endian 1 2; little_endian 1 2; little_endian 8000 4; little_endian 8000 4
    little_endian 1 2; little_endian 8 2; printf data; little_endian "$bytes" 4
    for period in "$@"; do tone "$period"; done
  } > "$path"
}
export LC_ALL=C
set +o pipefail  # head ends yes
mkdir -p data/{no,on,nono}
for speaker in {1..6}; do
  n=$((12 + 2 * (speaker % 3))) o=$((36 + 2 * speaker))
  recording "data/no/s${speaker}_nohash_0.wav" $n $o
  recording "data/on/s${speaker}_nohash_0.wav" $o $n
  recording "data/nono/s${speaker}_nohash_0.wav" $n $o $n $o
done
set -o pipefail
small=(--data data --hidden 16 --batch 4 --lr 0.02 --threads 1)

# Training, and the evaluation of each held-out speaker.
run 0 train "${small[@]}" --held-out 0.3 --epochs 30 --out model
has out '^18 recordings at 8000 Hz with 2 characters; 6 are held out$'
[[ $(grep -cE '^s[1-6] +3 +[0-9.]+ % +[0-9.]+ % +[0-9.]+ %$' out) -eq 2 ]] || fail "expected two speakers"
has out '^all +6 +[0-9.]+ % +[0-9.]+ % +([89][0-9]|100)\.[0-9] %$'
has out '^speakers of the training +12 '

# Transcripts.
run 0 recognize --model model data/no/s1_nohash_0.wav data/nono/s2_nohash_0.wav
has out "^data/no/s1_nohash_0.wav  greedy 'no'  beam 'no' [0-9.]+ % '.*' [0-9.]+ % '.*' [0-9.]+ %$"
has out "^data/nono/s2_nohash_0.wav  greedy 'nono' "
run 0 recognize --model model --top 1 --beam 1 data/on/s1_nohash_0.wav
has out "beam 'on' [0-9.]+ %$"

# A training that is killed and resumed ends as if nothing had happened.
quick=("${small[@]}" --epochs 6)
run 0 train "${quick[@]}" --out uninterrupted
"$program" train "${quick[@]}" --out killed > out 2> err &
training=$!
until [[ -s killed ]] || ! kill -0 "$training" 2> kill.err; do sleep 0.02; done
kill -KILL "$training" 2> kill.err || true
{ wait "$training" || true; } 2> kill.err  # where the shell says that it was killed
run 0 train "${quick[@]}" --out killed --resume
cmp -s killed uninterrupted || fail "another model after a kill"
refused "its clip is '1', now it is '2'" train "${quick[@]}" --clip 2 --out killed --resume
run 0 train "${small[@]}" --words no on --epochs 1 --out few
has out '^12 recordings '

# Bad input: one message, and nothing lost.
run 0 train --help
has out '--held-out'
cp model kept
refused 'subcommand is required'
refused '--data is required' train
refused 'FILE is required' recognize
refused "cannot read the folder 'missing'" train --data missing
refused "no recordings 'data/no/WORD" train --data data/no
refused "there is no folder 'yes' in 'data'" train "${small[@]}" --words yes
refused 'none is left for training' train "${small[@]}" --held-out 1
refused "'nowhere/model': No such file" train "${small[@]}" --out nowhere/model
refused 'No such file' recognize --model missing data/no/s1_nohash_0.wav
refused "No such file" recognize --model model missing.wav
refused 's1_nohash_0.wav' recognize --model data/no/s1_nohash_0.wav data/no/s1_nohash_0.wav
refused 'model' recognize --model model model
mkdir -p broken/no
head -c 500 data/no/s1_nohash_0.wav > broken/no/s1_nohash_0.wav
refused 'broken/no/s1_nohash_0.wav' train --data broken
for option in hidden epochs lr held-out dropout; do
  for value in nan inf 1x '' -1; do refused "--$option" train --data data "--$option=$value"; done
done
cmp -s model kept || fail "the model was changed"
