#!/usr/bin/env bash
# tools/bench refuses invalid arguments with a message, before it installs or builds anything.
set -euo pipefail
cd "$(dirname "$0")/../../.."

# refuses MESSAGE ARGUMENT...
refuses() {
  local output
  if output=$(tools/bench "${@:2}" 2>&1) || [[ $output != "bench: $1"* ]]; then
    printf "tools/bench %s: expected '%s', got '%s'\n" "${*:2}" "$1" "$output"
    exit 1
  fi
}

refuses "--against needs a value" tiny_mul --against
refuses "no comparison or option 'tiny'" tiny
refuses "no comparison or option '--againts=HEAD'" --againts=HEAD
refuses "no revision 'nowhere'" --against nowhere tiny_mul
refuses "--against compares only: char_rnn recurrent" --against HEAD losses
refuses "--against compares only: char_rnn recurrent" --against=HEAD recurrent threads
refuses "--write is not for --against" --against HEAD --write
refuses "--limit needs --against" --limit 1.03 tiny_mul
