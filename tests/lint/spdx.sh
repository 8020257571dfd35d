#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every source, script, man page and build file says its licence on its first line, or on its
# second behind `#!`.
set -eu
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

places=
for place in $folders tests scripts docs m4 .ci debian; do
  [ ! -d "$place" ] || places="$places $place"
done
{
  # shellcheck disable=SC2086 # a list
  find $places -type f \( -name '*.[ch15]' -o -name '*.sh' -o -name '*.awk' -o -name '*.am' -o \
    -name '*.ac' -o -name '*.m4' -o -name '*.py' -o -name '*.[sS]' -o -name '*.inc' -o \
    -name '*.lds' -o -name '*.cc' -o -name '*.rs' -o -name '*.prepare' \)
  # Scripts without an extension; anything else, such as a test's data, does not begin so.
  # shellcheck disable=SC2086 # a list
  find $places -type f ! -name '*.*' | while read -r file; do
    case $(head -c 2 "$file" | tr -d '\0') in '#!') echo "$file" ;; esac
  done
  for file in Makefile.am configure.ac .clang-format; do
    [ ! -e "$file" ] || echo "$file"
  done
} | sort -u >"$scratch/files"
count=$(wc -l <"$scratch/files")
[ "$count" -gt 50 ] || die "only $count files were found in $SRCDIR"
while read -r file; do
  line=$(sed -n '1{/^#!/!p;};2{p;q;}' "$file" | head -n 1)
  case $line in
  *'SPDX-License-Identifier: GPL-2.0-or-later' | *'SPDX-License-Identifier: GPL-2.0-or-later */') ;;
  *) echo "$file" ;;
  esac
done <"$scratch/files" >"$scratch/bad"
report "$count files begin with SPDX-License-Identifier: GPL-2.0-or-later" "$scratch/bad"
finish
