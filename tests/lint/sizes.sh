#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Sizes: a file has 500 lines and a function 60; beyond that they are named, and 800 and 100
# fail. A function counts from the first line of its head to its closing brace.
set -eu
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

# limit NAME WARN FAIL: lines "SIZE WHAT" in $scratch/sizes.
limit()
{
  [ -s "$scratch/sizes" ] || die "$1: nothing was measured"
  awk -v limit="$3" '$1 > limit' "$scratch/sizes" | sort -rn >"$scratch/bad"
  report "$1 of at most $3 lines" "$scratch/bad"
  awk -v low="$2" -v high="$3" '$1 > low && $1 <= high' "$scratch/sizes" | sort -rn |
    sed "s/^/# warning: over $2: /"
  note "$(sort -n "$scratch/sizes" | awk '{ size[NR] = $1; what = $2 }
    END { print NR " measured, median " size[int((NR + 1) / 2)] ", largest " size[NR] " (" what ")" }')"
}

# shellcheck disable=SC2086 # a list
{
  find $folders tests -name '*.[ch]'
  find scripts tests/guest tests/lint tests/package tests/bench -type f
} | sort -u | xargs wc -l | awk '$2 != "total" { print $1, $2 }' >"$scratch/sizes"
limit files 500 800

# shellcheck disable=SC2086 # a list
find $folders tests -name '*.c' | sort | xargs awk -f tests/lint/functions.awk >"$scratch/sizes"
limit functions 60 100
finish
