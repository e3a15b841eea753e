#!/usr/bin/env bash
# at_exit.sh PROGRAM WAY CODE: runs the program 20 times; fails unless it always ends with the code.
for _ in {1..20}; do
  code=0
  timeout 60 "$1" "$2" || code=$?
  if [[ $code -ne $3 ]]; then
    echo "$2 ended with $code, not $3"
    exit 1
  fi
done
