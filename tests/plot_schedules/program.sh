#!/usr/bin/env bash
# Runs the program plot_schedules as people do: program.sh PATH_OF_THE_PROGRAM
set -euo pipefail
plot_schedules=$1
picture=$(dirname "$0")/../../docs/schedules.svg
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

"$plot_schedules" --out "$folder/schedules.svg"
cmp "$folder/schedules.svg" "$picture" || fail "docs/schedules.svg is not what the program writes"
"$plot_schedules" > "$folder/out"
grep -q '^CosineAnnealingWarmRestarts$' "$folder/out" || fail "no plot of CosineAnnealingWarmRestarts"
code=0
"$plot_schedules" --out "$folder/missing/schedules.svg" 2> "$folder/err" || code=$?
[[ $code -eq 2 ]] || fail "expected code 2 for a folder that does not exist, not $code"
grep -q 'missing' "$folder/err" || fail "the message does not name the file"
