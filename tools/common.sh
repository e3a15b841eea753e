# shellcheck shell=bash disable=SC2034
# What the tools share; sourced by them, never run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The releases of Debian that xgrad supports are 12 and 13. This one, or 12 on another system:
version=$(source /etc/os-release 2> /dev/null && echo "${VERSION_CODENAME:-}") || true
[[ $version == trixie ]] && readonly version=13 || readonly version=12

# The Debian packages, by what they are for; both releases call them the same. This is the only list.
declare -A packages=(
  [build]="g++ cmake ninja-build libxtensor-dev libxsimd-dev xtl-dev libxtensor-blas-dev
           libfmt-dev libxsmm-dev libopenblas-dev nlohmann-json3-dev libcli11-dev
           libxxhash-dev zlib1g-dev"
  [test]="libboost-test-dev make qemu-user libsndfile1-dev libzip-dev libprotobuf-dev
          protobuf-compiler python3-protobuf"
  [demo]="bible-kjv"
  [examples]="espeak-ng"
  [all]="clang clang-tidy"
  [bench]="python3"
  [peers]="libtorch-dev libdnnl-dev"
  [fuzz]="clang libclang-rt-$((version == 12 ? 14 : 19))-dev"
  [screenshots]="chromium fonts-dejavu-core"
  [roots]="debootstrap wget"
)
# The code has the format of clang-format 14, which Debian 13 does not have.
[[ $version -ne 12 ]] || packages[all]+=" clang-format-14"
readonly packages

# The steps of tools/test; the first is what it does when nothing is asked for. The last is the other
# release of Debian; .ci/run relies on the order of the first two.
readonly steps=(release format clang asan tsan tidy "debian$((25 - version))")

export CXX=g++  # the presets clang and tidy name their own
command -v ccache > /dev/null && export CMAKE_CXX_COMPILER_LAUNCHER=ccache

# The exit code of a tool that could not do its work on this system, and of tools/test where that was
# its only step.
readonly skipped_code=75

say() { printf '\n== %s\n' "$*"; }
fail() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }

# Writes the text to learn from to the file $1; a Debian system without the Bible has its licences to learn from.
make_text() {
  if command -v bible > /dev/null; then
    # One verse a line behind its reference ("Ge1:1 In the beginning..."), which is cut off.
    bible -f 'Gen1:1-Rev22:21' < /dev/null | sed 's/^[^ ]* //' > "$1"
  else
    cat /usr/share/common-licenses/* > "$1"
  fi
}
