#!/usr/bin/env bash
# Kills trainings of char_rnn at random moments and resumes them: kills.sh PATH_OF_THE_PROGRAM
#
# In the end the file is that of an uninterrupted training. Moments are drawn in time, because saves take most of the
# time, and a kill after a certain step would miss them. The number of steps between two kills depends on the machine,
# so the uninterrupted training takes as many steps as the killed ones together.
source "$(dirname "$0")/../support/program.sh"
readonly kills=100
RANDOM=20  # the seed of the moments
training=(train --text /usr/share/common-licenses/BSD --cell gru --hidden 4 --dropout 0.2 --batch 2 --sequence 5
          --seed 3 --threads 1 --sample-every 4 --log-every 1)

temporaries() { find . -name '*killed*' ! -name killed | wc -l; }

left_behind=0
touch out err
for ((kill = 1; kill <= kills; ++kill)); do
  exec 3< <(exec "$program" "${training[@]}" --steps 1000000 --resume --out killed 2> err)
  pid=$!
  # One in five is killed while the program starts, the others up to 40 ms after their first step.
  if ((kill % 5)); then
    until read -r line <&3 && [[ $line == step* ]]; do
      kill -0 "$pid" 2> kill.err || fail "training $kill ended by itself"
    done
  fi
  sleep "$(printf '0.%03d' $((RANDOM % 40)))"
  code=0
  kill -KILL "$pid" 2> kill.err || true
  wait "$pid" 2> kill.err || code=$?
  [[ $code -eq 137 ]] || fail "training $kill ended by itself with $code"
  exec 3<&-
  left_behind=$((left_behind + ($(temporaries) > 0)))
done

# A training of fewer steps than the saved one only saves it.
run 0 "${training[@]}" --steps 1 --resume --out killed
has out '^resumed after step [0-9]+$'
steps=$(sed -n 's/^resumed after step //p' out)
[[ $left_behind -gt 0 ]] || fail "no kill interrupted a save"
[[ $(temporaries) -eq 0 ]] || fail "temporary files of killed saves remain after the next one"
echo "$kills kills in $steps steps, $left_behind times with a temporary file left behind"

run 0 "${training[@]}" --steps $((steps + 10)) --resume --out killed
run 0 "${training[@]}" --steps $((steps + 10)) --out uninterrupted
cmp killed uninterrupted || fail "the killed training differs from the uninterrupted one"
[[ $(find . -type f | sort | tr '\n' ' ') == './err ./kill.err ./killed ./out ./uninterrupted ' ]] ||
  fail "other files remain: $(ls -A)"
