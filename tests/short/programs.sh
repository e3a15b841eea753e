#!/usr/bin/env bash
# Compares the accuracy of the short programs with that of their twins: programs.sh FORECAST NAMES CHAR_MODEL
here=$(realpath "$(dirname "$0")")
source "$here/../support/program.sh"
"$here/data.sh" .
readonly text=/usr/share/common-licenses/GPL-3 steps=600

# The results of the twins with the seeds 1 to 5 on the same data, by PyTorch 1.13.1 of Debian 12 (OMP_NUM_THREADS=1):
#   for seed in 1 2 3 4 5; do /usr/bin/python3 examples/short/forecast.py weather.csv $seed; done
#   for seed in 1 2 3 4 5; do /usr/bin/python3 examples/short/names.py names.csv $seed; done
#   for seed in 1 2 3 4 5; do /usr/bin/python3 examples/short/char_model.py GPL-3 checkpoint$seed 600 $seed; done
readonly twin_forecast='0.8942 0.8881 0.8653 0.8530 0.8886'
readonly twin_names='0.7188 0.8125 0.6687 0.7562 0.7250'
readonly twin_char_model='3.2900 3.3373 3.4243 3.4503 3.2658'

# compare NAME UNIT TWIN_RESULTS RESULTS: the means differ by less than four standard errors of their difference
compare() {
  awk -v name="$1" -v unit="$2" -v twin="$3" -v own="$4" '
    function measure(text,   values, count, i) {
      count = split(text, values, " ")
      mean = square = 0
      for (i = 1; i <= count; i++) mean += values[i] / count
      for (i = 1; i <= count; i++) square += (values[i] - mean) ^ 2 / (count - 1) / count
      return count
    }
    BEGIN {
      if (measure(twin) != 5) exit 1
      twin_mean = mean; twin_square = square
      if (measure(own) != 5) exit 1
      error = sqrt(square + twin_square)
      printf "%s: %s %.4f, PyTorch %.4f, standard error of the difference %.4f\n", name, unit, mean, twin_mean, error
      exit (mean - twin_mean) ^ 2 > (4 * error) ^ 2
    }' || fail "$1: '$4' differs from the twin's '$3'"
}

# results PATTERN PROGRAM ARGUMENT...: the numbers behind the pattern with each seed, the last argument
results() {
  local pattern=$1
  shift
  for seed in 1 2 3 4 5; do
    "$@" "$seed" > out 2> err < /dev/null || fail "$* $seed"
    sed -n "s/^$pattern: //p" out
  done | tr '\n' ' '
}
char_model() { "$program_char_model" "$text" "checkpoint$1" "$steps" "$1"; }
readonly program_char_model=$3

compare forecast 'mean absolute error' "$twin_forecast" "$(results 'mean absolute error' "$1" weather.csv)"
compare names accuracy "$twin_names" "$(results accuracy "$2" names.csv)"
compare char_model 'bits per character' "$twin_char_model" "$(results 'bits per character' char_model)"

# A finished training that is started again is not continued.
char_model 1 > out
has out "^resumed after step $steps$"
has out '^bits per character: '
