# shellcheck shell=bash disable=SC2034
# What the tools share; sourced by them, never run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The Debian packages, by what they are for. This is the only list of them.
declare -rA packages=(
  [build]="g++ cmake ninja-build libxtensor-dev libxsimd-dev xtl-dev libxtensor-blas-dev
           libfmt-dev libxsmm-dev libopenblas-dev nlohmann-json3-dev libcli11-dev"
  [test]="libboost-test-dev"
  [demo]="bible-kjv"
  [all]="clang clang-tidy clang-format"
)

# The steps of tools/test; the first is what it does when nothing is asked for.
readonly steps=(release format clang asan tsan tidy)

export CXX=g++  # the presets clang and tidy name their own
command -v ccache > /dev/null && export CMAKE_CXX_COMPILER_LAUNCHER=ccache

say() { printf '\n== %s\n' "$*"; }
fail() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }
