#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# run.sh: what is fetched of programs of C++ and Rust is the variable. TAP. As tests/truth/run.sh, but
# with programs that are written (build), and say themselves what their variables are.
#
# The environment is that of make check. SONDE_LANGUAGES="gcc_* rust_O0" compares other programs: the
# ways to compile them.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
: "${SONDE:?run.sh: SONDE must name the program}"
# shellcheck source=tests/truth/lib.sh
. "$here/../lib.sh"

# ask NAME SOURCE LANGUAGE: run the program under gdb; NAME.trace is what it says, NAME.truth what is true.
ask()
{
  {
    gdb_settings
    echo "set language $3"
    awk -v anywhere=1 -v bias="$(gdb_bias "$1")" -f "$here/../gdb.awk" "$2.definitions" "$1.lines"
  } >"$1.gdb"
  sed "s|^run\$|run >$1.truth|" "$1.gdb" | gdb -q -nx "$1" >"$1.trace" 2>"$1.errors" || :
}

# judge NAME: figures of check are `hits H compared C ...`.
judge()
{
  status=0
  : >"$1.known"
  ./check "$1.truth" "$1.trace" "$1.known" >"$1.said" || status=$?
  sed "s/^/# $1: /" "$1.said"
  result "$status" "$1: what is fetched is the variable"
  compared=$(tail -n 1 "$1.said" | cut -d' ' -f4)
  status=0
  [ "${compared:-0}" -ge 300 ] || status=1
  result_of_gdb $status "$1" "$1: 300 values were compared with the truth"
  status=0
  [ ! -s "$1.wrong" ] || status=1
  sed 's/^/# /' "$1.wrong"
  result $status "$1: what must be there is, and what cannot be is refused with its reason"
}

need gdb clang++ g++ readelf
work=$(mktemp -d "${TMPDIR:-/tmp}/sonde-languages.XXXXXX")
trap 'rm -rf "$work"' EXIT
set -f
# shellcheck disable=SC2086 # a list
sh "$here/build" x86_64 "$work" ${SONDE_LANGUAGES:-gcc_O0 gcc_O2 clang_O0_dwarf4 clang_O2 rust_O0 rust_O2*} >"$work/summary"
sed 's/^/# /' "$work/summary"
cd "$work"
names_of_programs >names
while read -r name; do
  case $name in
  # gdb knows C's expressions only where it is told to.
  rust*) ask "$name" program.rs c ;;
  *) ask "$name" program.cc c++ ;;
  esac
  judge "$name"
done <names
finish
