#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# All C is formatted as .clang-format says.
set -eu
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

tool=${CLANG_FORMAT:-clang-format}
command -v "$tool" >/dev/null 2>&1 ||
  skip_all "clang-format is missing: apt-get install clang-format, then configure again"
note "$("$tool" --version)"

# shellcheck disable=SC2086 # a list
find $folders tests -name '*.[ch]' | sort >"$scratch/files"
[ -s "$scratch/files" ] || die "no source was found in $SRCDIR"
xargs "$tool" --style=file --dry-run -Werror <"$scratch/files" >"$scratch/said" 2>&1 || :
# A line for each place; its excerpt and caret say little.
grep -E '^[^ ].*: (error|warning): ' "$scratch/said" | cut -d: -f1,2 | sort -u |
  sed "s|\$|: $tool -i would change this line|" >"$scratch/bad" || :
# Whatever else it may have to say is no success either.
if [ -s "$scratch/said" ] && [ ! -s "$scratch/bad" ]; then
  cp "$scratch/said" "$scratch/bad"
fi
report "$(wc -l <"$scratch/files") files are formatted" "$scratch/bad"
finish
