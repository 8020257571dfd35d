# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What the scripts of tests/bench share. Each sources it after `set -euo pipefail`.
#
#   SONDE     the program under test (default: ./sonde)
#   BUILDDIR  where sonde and the programs of tests/bench were built (default: the folder of SONDE)

export LC_ALL=C
sonde=${SONDE:-./sonde}
builddir=${BUILDDIR:-$(dirname "$sonde")}

die()
{
  echo "${0##*/}: $*" >&2
  exit 1
}

# need TOOL...: programs that have to be there, besides sonde itself.
need()
{
  local tool
  command -v "$sonde" >/dev/null || die "$sonde is not there: build it, or set SONDE"
  for tool; do
    command -v "$tool" >/dev/null ||
      die "no $tool: apt-get install linux-perf binutils util-linux coreutils"
  done
}

# built NAME: the path of a program of tests/bench.
built()
{
  [ -x "$builddir/tests/bench/$1" ] ||
    die "$builddir/tests/bench/$1 is not there: run make tests/bench/$1 in the build folder, or set BUILDDIR"
  printf '%s\n' "$builddir/tests/bench/$1"
}

# perf mounts tracefs if it can: in a mount namespace of its own that stays there. Only root may
# make one as it is.
# shellcheck disable=SC2034 # for those who source this
if [ "$(id -u)" = 0 ]; then alone=(unshare -m); else alone=(unshare -rm); fi

# random_bytes SEED: endless bytes for shuf and sort, always the same.
random_bytes()
{
  awk -v seed="$1" 'BEGIN { srand(seed); for (;;) printf "%c", 33 + int(90 * rand()) }'
}

# functions IMAGE: the names of functions in the symbol table, without entries of system calls.
functions()
{
  nm "$1" 2>/dev/null | awk '$2 == "T" || $2 == "t" { print $3 }' |
    grep -E '^[A-Za-z_][A-Za-z0-9_]*$' | grep -vE '^(__pfx_|__cfi_|_?__x64_sys|__se_sys|__do_sys)' |
    sort -u
}
