#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# run.sh: what is fetched is the variable. TAP. Made-up programs whose variables are known at each
# place (build) run under gdb, which evaluates sonde's fetch arguments in place of a kernel, and
# says what it has itself for the variables (gdb.awk). Both are compared with the truth, and with
# each other (check).
#
# A value may be wrong only where `known` names it, since the compiler's own description is wrong
# there, and gdb reads the same or nothing. Of compilers that `known` is not about, gdb has to
# read the same.
#
# The environment is that of make check. SONDE_TRUTH="2:gcc_* 3:clang_O?" compares other programs:
# seeds, and the ways to compile them (build).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
: "${SONDE:?run.sh: SONDE must name the program}"
# Two compilers, their levels, DWARF 4 and 5, in what takes half a minute.
default='1:gcc_O2 1:clang_O2 1:clang_O0 2:gcc_O1 2:gcc_Os 2:clang_O2_dwarf4 3:gcc_O0 3:clang_Os'
# shellcheck source=tests/truth/lib.sh
. "$here/lib.sh"

# ask NAME: run the program under gdb; NAME.trace is what it says.
ask()
{
  {
    gdb_settings
    awk -v bias="$(gdb_bias "$1")" -f "$here/gdb.awk" definitions "$1.lines"
  } >"$1.gdb"
  gdb -q -nx "$1" <"$1.gdb" >"$1.trace" 2>"$1.errors" || :
}

# field N TEXT
field()
{
  printf '%s\n' "$2" | cut -d' ' -f"$1"
}

# judge NAME TEXT
judge()
{
  if sh "$here/known.sh" x86_64 "$seed" "$1" >"$1.all"; then
    # The script for gdb leaves out returns.
    sed -n '/^P/p' "$1.all" >"$1.known"
    set -- "$1" "$2" "$1.known"
  fi
  status=0
  "$work/check" truth "$1.trace" ${3+"$3"} >"$1.said" || status=$?
  figures=$(tail -n 1 "$1.said")
  sed "s/^/# $1: /" "$1.said"
  result "$status" "$2: what is fetched is the variable"
  compared=$(field 4 "$figures")
  agrees=$(field 15 "$figures")
  status=0
  [ "${compared:-0}" -ge 5000 ] && [ "${agrees:-0}" -ge 5000 ] || status=1
  result_of_gdb $status "$1" "$2: 5000 values were compared with the truth, and with what gdb has"
}

need gdb clang gcc readelf
work=$(mktemp -d "${TMPDIR:-/tmp}/sonde-truth.XXXXXX")
trap 'rm -rf "$work"' EXIT
# The patterns are not for files.
set -f
# shellcheck disable=SC2086 # a list
printf '%s\n' ${SONDE_TRUTH:-$default} >"$work/programs"
seeds=$(cut -d: -f1 "$work/programs" | sort -nu)
for seed in $seeds; do
  # shellcheck disable=SC2046 # a list
  sh "$here/build" x86_64 "$work" "$seed" $(sed -n "s/^$seed://p" "$work/programs") >"$work/summary"
  sed 's/^/# /' "$work/summary"
  cd "$work/$seed"
  names_of_programs >names
  while read -r name; do
    ask "$name"
    judge "$name" "seed $seed, $name"
  done <names
done
finish
