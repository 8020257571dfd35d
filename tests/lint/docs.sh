#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the documentation says of the program is so, and all of it is said: options, commands,
# exit statuses, environment, JSON keys, files.
set -eu
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

[ -x "$SONDE" ] || die "$SONDE is missing: run make"
architecture=docs/architecture.md

# page COMMAND: its manual page; the small ones share sonde(1).
page()
{
  if [ -e "docs/sonde-$1.1" ]; then echo "docs/sonde-$1.1"; else echo docs/sonde.1; fi
}

# section FILE NAME: the lines of a section of a manual page.
section()
{
  awk -v name="$2" '
    /^\.SH/ { sub(/^\.SH +/, ""); gsub(/"/, ""); inside = ($0 == name); next }
    inside' "$1"
}

# as_lines: words, one a line, sorted.
as_lines()
{
  tr ' ' '\n' | sed '/^$/d' | sort -u
}

# options_of FILE: options that have an entry there: -x, --long and whether a value follows.
options_of()
{
  awk '/^\.TP/ { tagged = 1; next } tagged { print; tagged = 0 }' "$1" |
    sed -e 's/\\-/-/g' | { grep -Eo -e '-(-[a-z][a-z-]*|[A-Za-z])\>' || :; } | as_lines
}

# in_page FILE: those under OPTIONS, and under VERBS where there are such.
in_page()
{
  { section "$1" OPTIONS; section "$1" VERBS; } >"$scratch/section"
  options_of "$scratch/section"
}

# in_table: the same of a help text on stdin.
in_table()
{
  sed -n 's/^    \( *-.*\)/\1/p' | sed 's/   *[^- ].*//' |
    grep -Eo -e '(^|[ ,])-(-[a-z][a-z-]*|[A-Za-z])\>' | tr -d ',' | as_lines
}

# The sections of one page hold the options of main() and of each command that has no page.
# subsection FILE NAME: the lines of a subsection of VERBS.
subsection()
{
  section "$1" VERBS | awk -v name="$2" '/^\.SS/ { inside = ($2 == name); next } inside'
}

# verbs_of COMMAND: the verbs that it has, one a line.
verbs_of()
{
  "$SONDE" help "$1" | sed -n 's/^    \([a-z][a-z]*\) .*/\1/p'
}

commands=$("$SONDE" help | sed -n 's/^    \([a-z][a-z]*\) .*/\1/p')
[ -n "$commands" ] || die "'sonde help' lists no command"
# One is for shells, and in no list.
for command in $commands complete; do
  verbs=$(verbs_of "$command")
  {
    "$SONDE" help "$command"
    for verb in $verbs; do "$SONDE" help "$command" "$verb"; done
  } | in_table >"$scratch/table"
  file=$(page "$command")
  if [ "$file" = docs/sonde.1 ]; then
    # Its options stand in the text on the command.
    { section "$file" DESCRIPTION; section "$file" COMPLETION; } | sed 's/\\-/-/g' >"$scratch/text"
    {
      grep -q -E "^\.B[R]? $command\>" "$scratch/text" || echo "no entry for the command"
      while read -r option; do
        grep -q -e "[[ ]$option\>" "$scratch/text" || echo "$option is not there"
      done <"$scratch/table"
    } >"$scratch/bad"
  else
    [ -s "$scratch/table" ] || die "'sonde help $command' lists no option"
    in_page "$file" >"$scratch/page"
    {
      comm -23 "$scratch/table" "$scratch/page" | sed 's/$/ is not in the page/'
      comm -13 "$scratch/table" "$scratch/page" | sed 's/$/ is not an option/'
    } >"$scratch/bad"
  fi
  report "$file has the options of 'sonde $command', and no others" "$scratch/bad"
  for verb in $verbs; do
    subsection "$file" "$verb" >"$scratch/text"
    "$SONDE" help "$command" "$verb" | in_table >"$scratch/table"
    options_of "$scratch/text" >"$scratch/page"
    section "$file" OPTIONS >"$scratch/text"
    options_of "$scratch/text" | sort -u - "$scratch/page" >"$scratch/both"
    {
      [ -s "$scratch/page" ] || subsection "$file" "$verb" | grep -q . || echo "no subsection"
      comm -23 "$scratch/table" "$scratch/both" | sed 's/$/ is not in the page/'
      comm -13 "$scratch/table" "$scratch/page" | sed 's/$/ is not an option/'
    } >"$scratch/bad"
    report "$file has the options of 'sonde $command $verb', and no others" "$scratch/bad"
  done
done

section docs/sonde-probe.1 "DIFFERENCES FROM PERF-PROBE(1)" | sed -n '/^There are no options/{n;p;}' | sed 's/\\-/-/g' |
  grep -Eo -e '--[a-z]+' >"$scratch/missing" || die "docs/sonde-probe.1 does not say which options perf alone has"
"$SONDE" help probe | in_table | grep -xF -f "$scratch/missing" >"$scratch/bad" || :
report "what docs/sonde-probe.1 calls no option is none" "$scratch/bad"

# Those of main() have no help text of their own: the table itself.
sed -n '/^static const struct option_spec options/,/^};/p' cli/main.c |
  awk -F '"' 'NF > 1 { print "--" $2 }
    match($0, /\047[A-Za-z]\047/) { print "-" substr($0, RSTART + 1, 1) }' | as_lines >"$scratch/table"
[ -s "$scratch/table" ] || die "cli/main.c has no table of options"
in_page docs/sonde.1 >"$scratch/page"
diff "$scratch/table" "$scratch/page" >"$scratch/bad" || :
report "docs/sonde.1 has the options of sonde itself, and no others" "$scratch/bad"

sed -n '/^enum exit_status/,/^}/s/.*= \([0-9]*\),.*/\1/p' cli/cmd.h | sort >"$scratch/statuses"
[ -s "$scratch/statuses" ] || die "cli/cmd.h has no exit status"
for file in docs/*.1; do
  section "$file" "EXIT STATUS" | sed -n 's/^\.B \([0-9][0-9]*\)$/\1/p' | sort |
    diff "$scratch/statuses" - >"$scratch/bad" || :
  report "$file has every exit status" "$scratch/bad"
done

# shellcheck disable=SC2086 # a list
find $folders -name '*.c' -exec sed -n 's/.*getenv("\([A-Z_]*\)").*/\1/p' {} + | sort -u \
  >"$scratch/variables"
for file in docs/*.1; do
  section "$file" ENVIRONMENT | sed -n '/^\.TP/{n;s/^\.B //p;}' | sort |
    diff "$scratch/variables" - >"$scratch/bad" || :
  report "$file has every variable of the environment" "$scratch/bad"
done

sed -n 's/.*give[_a-z]*(object, "\([a-z_]*\)".*/\1/p' cli/json.c cli/cache/json.c cli/session/json.c | sort -u >"$scratch/keys"
[ -s "$scratch/keys" ] || die "cli/json.c has no keys"
for file in docs/sonde-probe.1 docs/sonde-blacklist.1 docs/sonde-cache.1 docs/sonde-session.1; do section $file OUTPUT; done | grep '^\.[BR]' | grep -Eo '[a-z_]+' | sort -u >"$scratch/page"
comm -23 "$scratch/keys" "$scratch/page" >"$scratch/bad"
report "the pages have every key of the JSON" "$scratch/bad"

sed -n 's/.*give[_a-z]*(object, "\([a-z_]*\)".*/\1/p' cli/measure/json.c >"$scratch/keys"
[ -s "$scratch/keys" ] || die "cli/measure/json.c has no keys"
printf '%s\n' p50 p90 p99 >>"$scratch/keys"
sort -u -o "$scratch/keys" "$scratch/keys"
section docs/sonde-hist-output.5 JSON | grep '^\.[BR]' | grep -Eo '[a-z_][a-z0-9_]*' | sort -u >"$scratch/page"
comm -23 "$scratch/keys" "$scratch/page" >"$scratch/bad"
report "docs/sonde-hist-output.5 has every key of the JSON of tables" "$scratch/bad"

sed -n 's/.*give[_a-z]*([a-z]*, "\([a-z_]*\)".*/\1/p' cli/filter/json.c | sort -u >"$scratch/keys"
[ -s "$scratch/keys" ] || die "cli/filter/json.c has no keys"
section docs/sonde-filter.1 OUTPUT | grep '^\.[BR]' | grep -Eo '[a-z_]+' | sort -u >"$scratch/page"
comm -23 "$scratch/keys" "$scratch/page" >"$scratch/bad"
report "docs/sonde-filter.1 has every key of its JSON" "$scratch/bad"

sed -n 's/.*give[_a-z]*(.*"\([a-z_]*\)".*/\1/p' cli/trace/json_hit.c | sort -u >"$scratch/keys"
[ -s "$scratch/keys" ] || die "cli/trace/json_hit.c has no keys"
section docs/sonde-trace-output.5 JSON | grep '^\.[BR]' | grep -Eo '[a-z_]+' | sort -u >"$scratch/page"
comm -23 "$scratch/keys" "$scratch/page" >"$scratch/bad"
report "docs/sonde-trace-output.5 has every key of the JSON of hits" "$scratch/bad"

sed -n 's/.*give[_a-z]*(object, "\([a-z_]*\)".*/\1/p' cli/check/json.c | sort -u >"$scratch/keys"
[ -s "$scratch/keys" ] || die "cli/check/json.c has no keys"
section docs/sonde-check.1 OUTPUT | grep '^\.[BR]' | grep -Eo '[a-z_]+' | sort -u >"$scratch/page"
comm -23 "$scratch/keys" "$scratch/page" >"$scratch/bad"
report "docs/sonde-check.1 has every key of its JSON" "$scratch/bad"

# Tasks and facts: each topic has its entry, and each task.
{
  sed -n 's/^\t{"\([a-z]*\)", ".*/\1/p' cli/check/task.c
  sed -n '/^} topics/,/^};/s/"/\n"/gp' cli/check/check.c | sed -n 's/^"\([a-z]\{1,\}\)$/\1/p'
} >"$scratch/keys"
[ "$(wc -l <"$scratch/keys")" -gt 12 ] || die "cli/check/task.c or cli/check/check.c has no tables"
{ section docs/sonde-check.1 TASKS; section docs/sonde-check.1 FACTS; } | sed -n 's/^\.B //p' >"$scratch/page"
grep -vxF -f "$scratch/page" "$scratch/keys" >"$scratch/bad" || :
report "docs/sonde-check.1 has every task and every topic" "$scratch/bad"

for file in docs/*.[1-8]; do
  for title in NAME DESCRIPTION "SEE ALSO"; do
    [ -n "$(section "$file" "$title")" ] || echo "no section $title"
  done >"$scratch/bad"
  sed -n 's/^\.TH .*"sonde \([0-9.]*\)".*/\1/p' "$file" |
    grep -qFx "$("$SONDE" --version | sed 's/.* //')" ||
    echo "the heading has another version than 'sonde --version'" >>"$scratch/bad"
  if command -v groff >/dev/null 2>&1; then
    groff -man -Tutf8 -ww "$file" 2>&1 >/dev/null | sed 's/^/groff: /' >>"$scratch/bad"
  else
    note "$file: not formatted, groff is missing"
  fi
  report "$file is a whole page" "$scratch/bad"
done

"$SONDE" help trace | in_table >"$scratch/table"
sed -n '/^| option of .* `sonde trace` |$/,/^$/s/.*| \(.*\) |$/\1/p' docs/perf-users.md | tr ' `' '\n' |
  grep -Eo -e '^-(-[a-z][a-z-]*|[a-z])$' | sort -u >"$scratch/page"
[ "$(wc -l <"$scratch/page")" -gt 8 ] || die "docs/perf-users.md has no table of options"
comm -13 "$scratch/table" "$scratch/page" >"$scratch/bad"
report "what docs/perf-users.md has for options of perf are options of sonde trace" "$scratch/bad"

# The first column of the tutorial's table of messages.
sed -n '/^| message |/,/^$/s/^| `\([^`]*\)` |.*/\1/p' docs/tutorial.md >"$scratch/messages"
[ "$(wc -l <"$scratch/messages")" -gt 10 ] || die "docs/tutorial.md has no table of messages"
# A text of several lines is one text.
# shellcheck disable=SC2086 # a list
find $folders -name '*.c' -exec cat {} + | tr -d '\t\n' | sed 's/" *"//g' >"$scratch/code"
while IFS= read -r message; do
  grep -qF -e "$message" "$scratch/code" || printf '%s\n' "$message"
done <"$scratch/messages" >"$scratch/bad"
report "messages that docs/tutorial.md explains are some that sonde has" "$scratch/bad"

sed -n 's/.*AS_HELP_STRING(\[\(--[a-z-]*\).*/\1/p' configure.ac | sort >"$scratch/table"
[ "$(wc -l <"$scratch/table")" -gt 8 ] || die "configure.ac has no options"
sed -n '/^| option of/,/^$/p' docs/install.md | tr -d '`,' | tr ' =' '\n' | grep -E -e '^--[a-z-]+[a-z]$' | sort -u >"$scratch/page"
diff "$scratch/table" "$scratch/page" >"$scratch/bad" || :
report "docs/install.md has the options of configure, and no others" "$scratch/bad"

# Files that the pages name. What is planned is not there yet.
sed '/^## Planned/,$d' "$architecture" >"$scratch/plan"
named()
{
  grep -Eo '`[A-Za-z0-9_./-]+/[A-Za-z0-9_.-]*`' "$1" | tr -d '`' | grep -v '^[~/]' | sort -u
}
{
  for name in $(named "$scratch/plan"); do
    [ -e "$name" ] || echo "$architecture: $name is not there"
  done
  for name in $(named CONTRIBUTING.md; named README.md); do
    case $name in
    build/* | *[A-Z][A-Z]*) ;; # is made, or stands for others
    *) [ -e "$name" ] || echo "CONTRIBUTING.md or README.md: $name is not there" ;;
    esac
  done
} >"$scratch/bad"
report "every file that is named exists" "$scratch/bad"

named "$scratch/plan" >"$scratch/named"
# shellcheck disable=SC2086 # a list
find $folders -name '*.[ch]' | sort >"$scratch/sources"
[ -s "$scratch/sources" ] || die "no source was found in $SRCDIR"
while read -r source; do
  # A header goes with its source.
  case $source in *.h) [ ! -e "${source%.h}.c" ] || continue ;; esac
  grep -qFx "$source" "$scratch/named" || echo "$source"
done <"$scratch/sources" >"$scratch/bad"
# Git knows no empty folders.
find tests -mindepth 2 -type f | cut -d/ -f1,2 | sort -u | while read -r folder; do
  grep -qFx "$folder/" "$scratch/named" || echo "$folder/"
done >>"$scratch/bad"
report "$architecture names every source, and every folder of tests" "$scratch/bad"

sed -n '/^## Planned/,$p' "$architecture" | grep -Eo '`[a-z]+/[a-z0-9_]+\.c`' | tr -d '`' |
  while read -r name; do
    [ ! -e "$name" ] || echo "$name"
  done >"$scratch/bad"
report "what $architecture calls planned is not there yet" "$scratch/bad"
finish
