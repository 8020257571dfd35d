#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Who may include, call and use what: the table of docs/architecture.md. Includes are read in
# the sources; calls and state in the objects below BUILDDIR, which no macro can hide from.
set -eu
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

# may_use FOLDER: the folders whose headers and functions it may use.
may_use()
{
  case $1 in
  base) echo base ;;
  image) echo base image ;;
  probe) echo base image probe ;;
  blacklist) echo base image blacklist ;;
  hist) echo base filter hist ;;
  bpf) echo base image probe filter bpf ;;
  cli) echo "$folders" ;;
  *) echo "base $1" ;;
  esac
}

# includes: FILE:LINE "HEADER" of all sources of sonde.
includes()
{
  # shellcheck disable=SC2086 # a list
  find $folders -name '*.[ch]' | sort | xargs awk '
    /^[ \t]*#[ \t]*include/ { print FILENAME ":" FNR, $NF }'
}

includes >"$scratch/includes"
[ -s "$scratch/includes" ] || die "no source was found in $SRCDIR"

# Our own headers.
: >"$scratch/bad"
while read -r at header; do
  case $header in \"*\") ;; *) continue ;; esac
  path=${header#\"}
  path=${path%\"}
  if [ ! -e "$path" ]; then
    echo "$at: $header: write FOLDER/FILE, from the top" >>"$scratch/bad"
    continue
  fi
  case " $(may_use "${at%%/*}") " in
  *" ${path%%/*} "*) ;;
  *) echo "$at: ${at%%/*}/ must not include $header" >>"$scratch/bad" ;;
  esac
done <"$scratch/includes"
report "no header is included upward or sideways" "$scratch/bad"

# only FOLDERS PATTERN NAME: system headers that only some folders may include.
only()
{
  grep -E " $2\$" "$scratch/includes" | grep -Ev "^($1)/" |
    sed 's/$/ is not for this folder/' >"$scratch/bad" || :
  report "$3" "$scratch/bad"
}

only 'image|probe' '<(elfutils/.*|libelf\.h|gelf\.h|elf\.h|dwarf\.h|libdw.*\.h)>' \
  "only image/ and probe/ include libelf and libdw"
only tracefs '<(tracefs/.*|traceevent/.*|tracefs\.h|event-parse\.h)>' \
  "only tracefs/ includes libtracefs and libtraceevent"
only bpf '<bpf/.*>' "only bpf/ includes libbpf"
only image '<libiberty/.*>' "only image/ includes libiberty"
only image '<zstd\.h>' "only image/ includes libzstd"
only image '<lzma\.h>' "only image/ includes liblzma"
only cache '<sha2\.h>' "only cache/ includes libmd"
only blacklist '<(capstone/.*|capstone\.h)>' "only blacklist/ includes libcapstone"

# What the objects say.

: "${BUILDDIR:?set BUILDDIR to the folder in which sonde was built}"
command -v nm >/dev/null || die "nm is missing: apt-get install binutils"
command -v objdump >/dev/null || die "objdump is missing: apt-get install binutils"
: >"$scratch/symbols"
# shellcheck disable=SC2086 # a list
find $folders -name '*.c' | sort >"$scratch/sources"
: >"$scratch/unbuilt"
while read -r source; do
  object=$BUILDDIR/${source%.c}.o
  if [ ! -e "$object" ]; then
    echo "$source" >>"$scratch/unbuilt"
    continue
  fi
  nm "$object" | awk -v source="$source" '{ print source, $(NF - 1), $NF }' >>"$scratch/symbols"
  # Variables in sections that can be written to once the program runs. Names with a dot or a
  # `$` in front are the compiler's own, the sanitizers' above all.
  objdump -t "$object" | awk -v source="$source" '
    / O / {
      sub(/^.* O /, "")
      if ($1 ~ /^(\.t?data|\.t?bss|\*COM\*)/ && $1 !~ /^\.data\.rel\.ro/ && $NF !~ /^[.*$]/ &&
          $NF !~ /^__(odr_asan|asan|ubsan|gcov)/ && $NF !~ /^Ltmp/)
        print source ": " $NF " (" $1 ")"
    }' >>"$scratch/state"
done <"$scratch/sources"
[ -s "$scratch/symbols" ] || die "$BUILDDIR has no objects: run make there"

# A source is missing from a build only where another stands for it.
while read -r source; do
  case $source in
  */no_*.c | bpf/*.c) ;;
  blacklist/boundary_capstone.c) ;;
  probe/*.c) grep -q '^probe/no_resolve.c ' "$scratch/symbols" || echo "$source" ;;
  image/*.c) grep -q '^image/no_debuginfo.c ' "$scratch/symbols" || echo "$source" ;;
  *) echo "$source" ;;
  esac
done <"$scratch/unbuilt" >"$scratch/bad"
report "every source is in the build" "$scratch/bad"
sed 's/^/# not in this build, so only its includes were read: /' "$scratch/unbuilt"

for folder in $folders; do
  echo "$folder $(may_use "$folder")"
done >"$scratch/may"
awk -v may="$scratch/may" '
  BEGIN {
    while ((getline line <may) > 0) {
      count = split(line, word, " ")
      for (i = 2; i <= count; i++)
        allowed[word[1], word[i]] = 1
    }
  }
  { folder = substr($1, 1, index($1, "/") - 1) }
  FNR == NR {
    if ($2 ~ /^[TDBR]$/)
      home[$3] = folder
    next
  }
  $2 == "U" && ($3 in home) && !((folder, home[$3]) in allowed) {
    print $1 ": calls " $3 " of " home[$3] "/"
  }' "$scratch/symbols" "$scratch/symbols" >"$scratch/bad"
report "no function is called upward or sideways" "$scratch/bad"

# forbidden OUTSIDE NAMES NAME: symbols that only the sources matching OUTSIDE may use.
forbidden()
{
  awk -v only="^($1)" -v names="^($2)(@|\$)" '
    $2 == "U" && $3 ~ names && $1 !~ only { print $1 ": uses " $3 }' "$scratch/symbols" \
    >"$scratch/bad"
  report "$3" "$scratch/bad"
}

forbidden 'base/vec\.c$' 'realloc|reallocarray' "only base/vec.c calls realloc"
forbidden 'cli/' 'stdout|stderr|puts|putchar|v?printf|__v?printf_chk|perror|v?(err|warn)x?|syslog' \
  "only cli/ prints"
# A process that cannot become the command that it is for ends itself, and not the program; and
# nobody waits for a completion that takes long.
forbidden 'cli/(main|run/command|complete/complete)\.c$' 'exit|_exit|_Exit|quick_exit|abort|__assert_fail' \
  "no code of sonde ends the program but main()"

# The one error that must be there without memory; it is never changed.
grep -Ev '^base/err\.c: (sonde_error_no_memory|no_memory_message) ' "$scratch/state" \
  >"$scratch/bad" || :
report "no file-scope variable can be written" "$scratch/bad"
finish
