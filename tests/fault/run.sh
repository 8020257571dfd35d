#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# run.sh: commands in which something goes wrong. See usage() below.
set -eu

usage()
{
  cat <<'USAGE'
usage: run.sh [--long] [--name PATTERN] [--option OPTION]... [KIND...]

Tries the commands of tests/fault/commands with one fault after another, and prints TAP. KIND is what
goes wrong:

    memory      an allocation that sonde makes itself fails: one of each place
    libraries   an allocation of anybody fails: one of each place
    calls       a system call that changes files fails, for want of space or of a good disk, or a
                write writes half
    signals     a signal comes at a call that changes files, or at any time; then it is run again
    full        the answer goes to a full disk

Without KIND it is all but libraries. A library that crashes when its own allocation fails is in
tests/fault/known, with the reason; one that is there and does not crash any more fails a run of all
commands.

--name tries the commands alone whose names match. --long takes every allocation instead of one for
each place in the code, with all others behind it failing too as a kind of its own, and many more
signals. --option goes to tests/fault/each (-h), -o 17 for one fault alone. SONDE_SEED, which is
printed, has the same signals come again.

The environment has SRCDIR, BUILDDIR and SONDE, as from make check-fault.
USAGE
}

long=no
only='*'
options=
while [ $# -gt 0 ]; do
  case $1 in
  --long) long=yes ;;
  --name)
    only=$2
    shift
    ;;
  --option)
    options="$options $2"
    shift
    ;;
  -h | --help)
    usage
    exit
    ;;
  -*)
    usage >&2
    exit 2
    ;;
  *) break ;;
  esac
  shift
done
kinds=${*:-memory calls signals full}

: "${SONDE:?run.sh: SONDE must name the program}" "${BUILDDIR:?run.sh: BUILDDIR is missing}" "${SRCDIR:?run.sh: SRCDIR is missing}"
here=$SRCDIR/tests/fault
each=$BUILDDIR/tests/fault/each
library=$BUILDDIR/tests/fault/memory.so
IMAGES=$BUILDDIR/tests/dwarf
IMAGE=$IMAGES/mini-gcc-5
SOURCES=$SRCDIR/tests/dwarf
export IMAGES IMAGE SOURCES
sh "$here/../dwarf/build" >/dev/null
seed=${SONDE_SEED:-$(date +%s)}

# Files there wait for no disk.
parent=${TMPDIR:-/tmp}
[ ! -w /dev/shm ] || parent=/dev/shm
work=$(mktemp -d "$parent/sonde-fault.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
unset DEBUGINFOD_URLS || :
number=0
failed=0

# in_folder COMMAND: there, with a home of its own.
in_folder()
{
  (cd "$work/folder" && HOME=$work/folder/home TMPDIR=$work/folder/tmp LC_ALL=C PATH="$work/bin:$PATH" \
    ASAN_OPTIONS=exitcode=99:verify_asan_link_order=0:allocator_may_return_null=1 \
    LSAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99 sh -eu -c "$1")
}

# fresh: the folder, with what prepares the command.
fresh()
{
  rm -rf "$work/folder" "$work/aside"
  mkdir -p "$work/folder/home" "$work/folder/tmp" "$work/aside"
  in_folder "$prepare" >"$work/log" 2>&1 || {
    cat "$work/log" >&2
    return 1
  }
}

# try NAME EACH-ARGUMENTS: one test.
try()
{
  number=$((number + 1))
  word=
  if ! fresh ||
    ! in_folder "'$each' $options $2 '$work/folder' '$work/aside' '$SONDE' $words" >"$work/said"; then
    word='not '
    failed=$((failed + 1))
  fi
  cat "$work/said"
  sed -n 's/^# known: //p' "$work/said" >>"$work/crashes"
  echo "${word}ok $number - $name: $1"
}

# try_kind KIND
try_kind()
{
  case $1-$long in
  memory-no) try "an allocation of its own fails" "-l $library -d 6 memory" ;;
  memory-yes)
    try "an allocation of its own fails" "-l $library memory"
    try "all allocations of its own fail from one on" "-l $library -d 6 -c memory"
    ;;
  libraries-no) try "an allocation fails" "-l $library -a -K $here/known -d 2 memory" ;;
  libraries-yes) try "an allocation fails" "-l $library -a -K $here/known -d 6 memory" ;;
  calls-*)
    try "a call finds no space" "-e 28 calls"
    try "no call finds space from one on" "-e 28 -c calls"
    try "a call finds a bad disk" "-e 5 calls"
    try "a write is half" "-e 0 calls"
    ;;
  signals-no)
    try "SIGTERM comes at each call" "-k 15 calls"
    try "SIGKILL comes at each call" "-k 9 calls"
    try "a signal comes" "-n 12 -s $seed signals"
    ;;
  signals-yes)
    for signal in 1 2 9 13 15; do try "signal $signal comes at each call" "-k $signal calls"; done
    try "a signal comes" "-n 400 -s $seed signals"
    ;;
  esac
}

# try_full: the answer cannot be written.
try_full()
{
  fresh || return 0
  in_folder "sonde $words >/dev/null" 2>/dev/null || return 0
  [ -n "$(in_folder "sonde $words" 2>/dev/null)" ] || return 0
  fresh
  number=$((number + 1))
  status=0
  in_folder "sonde $words >/dev/full" 2>"$work/log" || status=$?
  if [ $status = 1 ] && grep -q 'could not be written' "$work/log"; then
    echo "ok $number - $name: the answer goes to a full disk"
  else
    echo "# status $status"
    sed 's/^/# /' "$work/log"
    echo "not ok $number - $name: the answer goes to a full disk"
    failed=$((failed + 1))
  fi
}

# begins: without a fault the command ends as it should. Prints only what is wrong.
begins()
{
  status=0
  fresh || return 1
  in_folder "sonde $words" >"$work/log" 2>&1 || status=$?
  [ $status != "$good" ] || return 0
  number=$((number + 1))
  failed=$((failed + 1))
  sed 's/^/# /' "$work/log"
  echo "not ok $number - $name: status $status without a fault, instead of $good"
  return 1
}

# try_command: what the lines read say.
try_command()
{
  begins || return 0
  for kind in $kinds; do
    case "$kind in $wanted " in
    full*) try_full ;;
    *" $kind "*) try_kind "$kind" ;;
    esac
  done
}

mkdir "$work/bin"
ln -s "$SONDE" "$work/bin/sonde"
name=making
prepare="sonde --buildid-dir=../filled probe -k \$IMAGE --cache -qD 'vfs_read file' -D 'many=vfs_read count' -D 'take_more e f'
sonde --buildid-dir=../filled cache export >../bundle"
fresh

: >"$work/crashes"
name='' wanted='' prepare=: good=0
while IFS= read -r line; do
  case $line in
  '= '*)
    name=${line#= } prepare=: good=0
    wanted=${name#*: }
    name=${name%%: *}
    ;;
  '% '*) prepare="$prepare
${line#% }" ;;
  '! '*) good=${line#! } ;;
  '$ '*)
    words=${line#$ }
    case $name in
    $only) try_command ;;
    esac
    ;;
  esac
done <"$here/commands"

# try_known: what is in tests/fault/known came.
try_known()
{
  number=$((number + 1))
  word=
  while IFS= read -r line; do
    case $line in
    '' | '#'*) continue ;;
    esac
    grep -qxF "${line%%:*}" "$work/crashes" && continue
    echo "# ${line%%:*} did not crash: tests/fault/known need not say so"
    word='not '
  done <"$here/known"
  [ -z "$word" ] || failed=$((failed + 1))
  echo "${word}ok $number - what is known of libraries is so"
}

case "$only$options: $kinds " in
'*:'*' libraries '*) try_known ;;
esac
echo "1..$number"
[ $failed = 0 ]
