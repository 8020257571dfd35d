# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What the tests of this folder and of languages/ share, to be sourced: results in TAP, and how gdb
# is asked. They know the registers of x86-64 only.

number=0
failed=0

# result STATUS TEXT: one line of TAP.
result()
{
  number=$((number + 1))
  if [ "$1" = 0 ]; then
    echo "ok $number - $2"
  else
    echo "not ok $number - $2"
    failed=$((failed + 1))
  fi
}

# need TOOL...: end the test where one is not there, or gdb's script is of no use.
need()
{
  missing=
  for tool; do
    command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
  done
  if [ -n "$missing" ]; then
    echo "Bail out! not found:$missing; scripts/install-deps installs what is missing"
    exit 1
  fi
  if [ "$(uname -m)" != x86_64 ]; then
    echo '1..0 # SKIP the script for gdb knows the registers of x86-64 only'
    exit
  fi
}

# gdb_settings: what is printed is whole, and on one line.
gdb_settings()
{
  printf 'set %s\n' 'pagination off' 'confirm off' 'width 0' 'print repeats 0' \
    'print elements 0' 'breakpoint always-inserted on' 'prompt '
}

# gdb_bias PROGRAM: the address of its code less the offset in the file, as a term.
gdb_bias()
{
  readelf -lW "$1" | awk '$1 == "LOAD" && / R E / { print "(" $3 " - " $2 ")"; exit }'
}

# result_of_gdb STATUS PROGRAM TEXT: as result(), with the first errors of gdb if it is bad.
result_of_gdb()
{
  [ "$1" = 0 ] || sed 's/^/# gdb: /' "$2.errors" | head -n 5
  result "$1" "$3"
}

# names_of_programs: those that were built in this folder, one a line.
names_of_programs()
{
  find . -name '*.lines' | sed 's|^\./||; s/\.lines$//' | sort
}

# finish: the plan; fails if a test has.
finish()
{
  echo "1..$number"
  [ $failed = 0 ]
}
