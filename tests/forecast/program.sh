#!/usr/bin/env bash
# Runs the program forecast as people do: program.sh PATH_OF_THE_PROGRAM
source "$(dirname "$0")/../support/program.sh"

# Days of 24 hours with slow weather.
awk 'BEGIN { print "date,temperature"
             for (t = 0; t < 600; t++) printf "%d,%.3f\n", t, 50 + 8 * sin(t / 3.82) + 9 * sin(t / 57) }' > hours.csv
small=(--data hours.csv --ahead 12 --hidden 8 --threads 1)
quick=("${small[@]}" --lags 24 --lr 0.02)

# Training, evaluation and the picture.
run 0 "${quick[@]}" --epochs 8 --out model --plot plot.svg
has out '^600 values; 426 windows for training, 104 held out$'
has out '^epoch   8/8  loss 0\.[0-9]{5}  lr 0\.[0-9]{5}$'
has out '^held out: mean absolute error [0-9.]+, seasonal naive [0-9.]+$'
has out '^80 % interval: contains [0-9.]+ % of the values, mean width [0-9.]+$'
read -r error naive < <(sed -n 's/^held out: mean absolute error \(.*\), seasonal naive \(.*\)$/\1 \2/p' out)
awk "BEGIN { exit !($error < $naive / 2) }" || fail "no better than the seasonal naive forecast"
[[ $(grep -c 'fill-opacity' plot.svg) -eq 1 ]] || fail "the picture has no interval"
cp out first
run 0 "${quick[@]}" --epochs 8 --out model --plot plot.svg
cmp -s out first || fail "another run gives other results"
run 0 "${quick[@]}" --epochs 1 --log --interval 50 --cell lstm --layers 2 --column temperature --out other
has out '^50 % interval: '
[[ -s forecast.svg ]] || fail "no picture under the default name"

# A training that is killed again and again, and resumed, ends as if nothing had happened.
run 0 "${quick[@]}" --epochs 20 --out uninterrupted
for kill in {1..4}; do
  "$program" "${quick[@]}" --epochs 20 --resume --out killed > out 2> err &
  training=$!
  until grep -q "^epoch *$((kill * 4))/" out || ! kill -0 "$training" 2> kill.err; do sleep 0.02; done
  kill -KILL "$training" 2> kill.err || true
  { wait "$training" || true; } 2> kill.err  # where the shell says that it was killed
done
run 0 "${quick[@]}" --epochs 20 --resume --out killed
has out '^resumed after epoch [0-9]+$'
cmp -s killed uninterrupted || fail "another model after kills"
refused "its lags is '24', now it is '23'" "${small[@]}" --lags 23 --lr 0.02 --epochs 20 --resume --out killed
refused "its epochs is '20', now it is '21'" "${quick[@]}" --epochs 21 --resume --out killed
head -c 3000 killed > short
refused 'short' "${quick[@]}" --resume --out short

# Bad input: one message, and nothing lost.
run 0 --help
has out '--interval'
cp hours.csv kept
refused '--data is required'
refused "cannot .* 'missing.csv': No such file" --data missing.csv
refused 'has no column "humidity"' "${small[@]}" --column humidity
printf 'temperature\n1\nwarm\n' > words.csv
refused "words.csv.*line 3" --data words.csv
refused 'are too few' "${small[@]}" --lags 500
refused 'longer than a season' "${small[@]}" --season 6
refused "cannot write 'nowhere/model': No such file" "${small[@]}" --out nowhere/model
refused "cannot write 'nowhere/plot.svg': No such file" "${small[@]}" --plot nowhere/plot.svg
refused 'replace its data' "${small[@]}" --out ./hours.csv
refused 'replace its data' "${small[@]}" --plot ./hours.csv
refused 'the file of two outputs' "${small[@]}" --out model --plot model
cmp -s hours.csv kept || fail "the data were changed"
refused 'norm' "${small[@]}" --epochs 3 --lr 1e30 --out never
refused "--interval: '100' is no whole number from 1 to 99" "${small[@]}" --interval 100
for option in season lags ahead hidden layers batch epochs lr clip seed threads weight-decay held-out; do
  for value in nan inf 1x '1 ' '' -1; do refused "--$option" --data hours.csv "--$option=$value"; done
done
code=0
"$program" "${small[@]}" --epochs 1 > /dev/full 2> err || code=$?
[[ $code -eq 2 ]] || fail "a full disk goes unnoticed"
has err 'not complete: No space left'
