#!/usr/bin/env bash
# Runs the program music as people do: program.sh PATH_OF_THE_PROGRAM
source "$(dirname "$0")/../support/program.sh"

# Training on composed pieces, and the evaluation.
small=(--composed 80 --hidden 64 --batch 8 --lr 0.02 --threads 1)
run 0 train "${small[@]}" --epochs 20 --out model
has out '^80 pieces for training, 20 for early stopping, 20 for evaluation$'
has out '^training +[0-9.]+ +[0-9.]+ %$'
score() { sed -n "s/^$1 \+\([0-9.]\+\).*/\1/p" out; }
awk "BEGIN { exit !($(score 'evaluation') < $(score 'frequencies of keys')) }" || fail "no better than frequencies"
awk "BEGIN { exit !($(score 'evaluation') > $(score 'entropy of the rules')) }" || fail "better than the rules"

# A training that is killed and resumed ends as if nothing had happened.
run 0 train "${small[@]}" --epochs 6 --out uninterrupted
"$program" train "${small[@]}" --epochs 6 --out killed > out 2> err &
training=$!
until [[ -s killed ]] || ! kill -0 "$training" 2> kill.err; do sleep 0.02; done
kill -KILL "$training" 2> kill.err || true
{ wait "$training" || true; } 2> kill.err  # where the shell says that it was killed
run 0 train "${small[@]}" --epochs 6 --out killed --resume
cmp -s killed uninterrupted || fail "another model after a kill"
refused "its clip is '1', now it is '2'" train "${small[@]}" --clip 2 --epochs 6 --out killed --resume

# Samples are MIDI files.
run 0 sample --model model --length 8 --seed 1 --out one.mid
has out '^one.mid: 8 time steps$'
[[ $(head -c 4 one.mid) == MThd ]] || fail "no MIDI file"
run 0 sample --model model --length 8 --seed 1 --out two.mid
cmp -s one.mid two.mid || fail "a seed gives two pieces"
run 0 sample --model model --length 8 --seed 2 --out two.mid
! cmp -s one.mid two.mid || fail "two seeds give one piece"

# Pieces from a file.
printf '{"train": [[[60, 64], [60, -1], []], [[62]]], "valid": [[[60], [64]]], "test": [[[60], [61]]]}' > pieces.json
run 0 train --data pieces.json --hidden 4 --epochs 2 --threads 1 --out other
has out '^2 pieces for training, 1 for early stopping, 1 for evaluation$'
! grep -q 'entropy' out || fail "a file has no rules"

# Bad input: one message, and nothing lost.
run 0 train --help
has out '--composed'
cp model kept
refused 'subcommand is required'
refused "'missing.json': No such file" train --data missing.json
refused 'replace its data' train --data ./pieces.json --out pieces.json
printf '{"train": [[[60, 20]]], "valid": [], "test": []}' > low.json
refused "low.json': 20 in train\[0\]\[0\] is not a MIDI note" train --data low.json
printf '{"train": [' > half.json
refused "half.json' is not JSON" train --data half.json
refused 'not UTF-8' train --data model
refused "'nowhere/model': No such file" train "${small[@]}" --out nowhere/model
refused "'nowhere/x.mid': No such file" sample --model model --out nowhere/x.mid
refused 'No such file' sample --model missing
refused 'pieces.json' sample --model pieces.json
for option in hidden epochs lr composed patience dropout; do
  for value in nan inf 1x '' -1; do refused "--$option" train "--$option=$value"; done
done
for option in length temperature tempo; do
  for value in nan inf 1x '' -1 0; do refused "--$option" sample --model model "--$option=$value"; done
done
cmp -s model kept || fail "the model was changed"
