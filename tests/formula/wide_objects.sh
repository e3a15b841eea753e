#!/usr/bin/env bash
# Fails unless each object of wide kernels has one name that others see, its list of tables: a weak
# or unique symbol of code for a newer processor could be what the linker keeps for all.
set -euo pipefail
[[ $# -gt 0 ]] || { echo "no objects"; exit 1; }
for object in "$@"; do
  offered=$(nm --defined-only "$object" | awk '$2 !~ /^[bdrt]$/ { print $2, $3 }')
  [[ $offered == "D xgrad_wide_"* && $offered != *$'\n'* ]] || {
    printf '%s offers\n%s\n' "$object" "$offered"
    exit 1
  }
  size -A "$object" | awk '$1 ~ /^\.text/ { bytes += $2 } END { exit bytes == 0 }' || {
    echo "$object has no kernels"
    exit 1
  }
done
