#!/usr/bin/env bash
# Runs the program names as people do: program.sh PATH_OF_THE_PROGRAM
source "$(dirname "$0")/../support/program.sh"

# Names of invented languages, of which one has four times as many as the other.
{
  echo name,language
  for begin in Ba Cor De Ful Mar Nó Per Sa; do
    for middle in b l nd r t v z; do
      echo "$begin${middle}ini,Inian"
      for end in owa owski ska ski; do echo "$begin$middle$end,Skian"; done
    done
  done
} > names.csv
small=(--data names.csv --embedding 8 --hidden 8 --epochs 8 --batch 16 --threads 1)

# Training, evaluation and the picture.
run 0 train "${small[@]}" --lr 0.02 --out model --plot plot.svg
has out '^280 names in 2 languages with [0-9]+ characters; 28 are held out$'
has out '^epoch   8/8  loss 0\.[0-9]{4}  lr 0\.[0-9]{5}$'
has out '^ +accuracy +Ini +Ski$'
has out '^Inian +100.0 % +[0-9]+ +0$'
has out '^all names +(9[0-9]|100)\.[0-9] %$'
[[ $(grep -c '<text' plot.svg) -ge 9 ]] || fail "the picture has no names and cells"
cp out first
run 0 train "${small[@]}" --lr 0.02 --out model --plot plot.svg
cmp -s out first || fail "another run gives other results"

# Predictions, also of characters that the model has not seen.
run 0 predict --model model Parini Полowska
has out '^Parini +Inian [0-9.]+ %  Skian [0-9.]+ %$'
has out '^Полowska +Skian [0-9.]+ %  Inian [0-9.]+ %$'
run 0 predict --model model --top 1 Parini
[[ $(grep -o '%' out | wc -l) -eq 1 ]] || fail "expected one language"

# Bad input: one message, and nothing lost.
run 0 train --help
has out '--embedding'
cp names.csv kept
cp model kept-model
refused 'subcommand is required'
refused '--data is required' train
refused 'NAME is required' predict
refused "'missing.csv': No such file" train --data missing.csv
refused "'nowhere/model': No such file" train "${small[@]}" --out nowhere/model
refused 'replace its data' train "${small[@]}" --out ./names.csv
refused 'the file of two outputs' train "${small[@]}" --out model --plot model
printf 'name\nSmith\n' > one.csv
refused 'has one column' train --data one.csv
printf 'name,language\nSmith,English\n' > few.csv
refused '1 names in 1 languages' train --data few.csv
{ cat names.csv; printf 'b\xff,Skian\n'; } > bytes.csv
refused 'UTF-8' train --data bytes.csv
refused 'No such file' predict --model missing Parini
refused "names.csv" predict --model names.csv Parini
head -c 2000 model > short
refused 'short' predict --model short Parini
refused 'empty' predict --model model ''
refused 'UTF-8' predict --model model $'b\xff'
refused 'norm' train "${small[@]}" --lr 1e30 --out never
[[ ! -e never ]] || fail "a model that is not finite is saved"
for option in embedding hidden dropout batch epochs lr weight-decay clip seed threads; do
  for value in nan inf 1x '1 ' '' -1; do refused "--$option" train --data names.csv "--$option=$value"; done
done
cmp -s names.csv kept || fail "the data were changed"
cmp -s model kept-model || fail "the model was changed"
code=0
"$program" predict --model model Parini > /dev/full 2> err || code=$?
[[ $code -eq 2 ]] || fail "a full disk goes unnoticed"
has err 'not complete: No space left'
