#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Debuginfo from a server: Debian's debuginfod on loopback, with a folder and a database of its own.
# shellcheck disable=SC2016 # $params is for sonde
set -eu
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/../lint/lib.sh"

command -v debuginfod >/dev/null 2>&1 || skip_all "debuginfod was not found: apt-get install debuginfod"
command -v dwz >/dev/null 2>&1 || skip_all "dwz was not found: apt-get install dwz"
sh tests/dwarf/build >/dev/null
images=$BUILDDIR/tests/dwarf
HOME=$scratch/home
export HOME
server=
unset DEBUGINFOD_VERBOSE DEBUGINFOD_PROGRESS || :

stop()
{
  [ -z "$server" ] || kill "$server" 2>/dev/null || :
  [ -z "$server" ] || wait "$server" 2>/dev/null || :
  server=
}
trap 'stop; rm -rf "$scratch"' EXIT

# start: a server on a port that nobody has; which one is in $port.
start()
{
  for seed in 1 2 3 4 5 6 7 8; do
    port=$(awk -v seed="$$$seed" 'BEGIN { srand(seed); print 20000 + int(rand() * 12000) }')
    debuginfod -F -p "$port" -d "$scratch/database" -t 1 "$scratch/served" >"$scratch/log" 2>&1 &
    server=$!
    for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
      ! grep -q 'started http server' "$scratch/log" || return 0
      kill -0 "$server" 2>/dev/null || break
      sleep 0.1
    done
    stop
  done
  die "no server can be started: $(cat "$scratch/log")"
}

# ask CACHE FILE ARGUMENT...: sonde, with an own cache of what servers have said.
ask()
{
  cache=$1
  shift
  DEBUGINFOD_CACHE_PATH=$scratch/$cache DEBUGINFOD_URLS=http://127.0.0.1:$port \
    "$SONDE" probe "$@" 2>&1 || :
}

# what the server is said to have said.
told()
{
  ask "$@" | sed -n "s/:$port/:PORT/; s/^  debuginfod: //p"
}

# A program without its debuginfo, and one of a build that no server has.
mkdir "$scratch/served" "$scratch/home" "$scratch/bin"
cp "$images/programs/pie" "$scratch/served"
strip -o "$scratch/bin/prog" "$images/programs/pie"
printf '\4\0\0\0\24\0\0\0\3\0\0\0GNU\0otherotherotherother' >"$scratch/note"
objcopy --update-section ".note.gnu.build-id=$scratch/note" "$scratch/bin/prog" "$scratch/bin/other"
# A kernel with the build id of the one that runs here, and a module without debuginfo.
at=$(grep -abo GNU /sys/kernel/notes 2>/dev/null | sed -n '1s/:.*//p')
if [ "$at" ]; then
  tail -c "+$((at - 11))" /sys/kernel/notes | head -c 36 >"$scratch/note"
  objcopy --update-section ".notes=$scratch/note" "$images/mini-gcc-5" "$scratch/served/vmlinux"
fi
mkdir "$scratch/modules"
printf '\4\0\0\0\24\0\0\0\3\0\0\0GNU\0module.module.module.' >"$scratch/note"
objcopy --update-section ".note.gnu.build-id=$scratch/note" "$images/sample-mod.ko" "$scratch/sample-mod.ko"
objcopy --only-keep-debug "$scratch/sample-mod.ko" "$scratch/served/sample-mod.ko.debug"
strip --strip-debug -o "$scratch/modules/sample-mod.ko" "$scratch/sample-mod.ko"
# What dwz has gathered of two programs.
cp "$images/programs/twins" "$scratch/bin/first"
cp "$images/programs/twins" "$scratch/bin/second"
dwz -m "$scratch/served/shared" -M /nowhere/shared "$scratch/bin/first" "$scratch/bin/second"
start

# It has to read the folder first; every cache remembers for ten minutes what was not there.
for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  ask "wait$try" -x "$scratch/bin/prog" -D 'work number' >"$scratch/got"
  ! grep -q '^p:' "$scratch/got" || break
  sleep 0.3
done
is "$(cat "$scratch/got")" "p:probe_prog/work $scratch/bin/prog:$("$SONDE" probe -x "$images/programs/pie" \
  -D work | sed 's/.*://') number=%di:s32" "a server has the debuginfo"
is "$(ask "wait$try" -x "$scratch/bin/prog" -D '* $params' | sed 's/.*prog://')" \
  "$("$SONDE" probe -x "$images/programs/pie" -D '* $params' | sed 's/.*pie://')" "all of it"
is "$(DEBUGINFOD_CACHE_PATH=$scratch/wait$try "$SONDE" probe -x "$scratch/bin/prog" -D 'work number' 2>&1 |
  sed -n 's/^  debuginfod: //p')" 'DEBUGINFOD_URLS is not set' "nobody is asked who was not named"
other_id=$(printf otherotherotherother | od -An -v -tx1 | tr -d ' \n')
is "$(told "wait$try" -x "$scratch/bin/other" -D 'work number')" \
  "nothing for the build id $other_id at http://127.0.0.1:PORT" "a server has nothing"
is "$(ask shared -x "$scratch/bin/first" -D '* $params' | sed 's/.*first://')" \
  "$("$SONDE" probe -x "$images/programs/twins" -D '* $params' | sed 's/.*twins://')" "the file of dwz"
if [ "$at" ]; then
  is "$(ask kernel -D 'vfs_read count')" "$("$SONDE" probe -k "$images/mini-gcc-5" -D 'vfs_read count')" \
    "a kernel"
else
  note "no notes of the kernel that runs here can be read"
fi
is "$(ask module -k "$images/mini-gcc-5" --modules-dir "$scratch/modules" -m sample_mod -D 'sample_read count')" \
  "$("$SONDE" probe -k "$images/mini-gcc-5" -m "$images/sample-mod.ko" -D 'sample_read count')" "a module"
# What was fetched is of this build, whoever says so.
mkdir -p "$scratch/lie/$other_id"
cp "$images/programs/pie" "$scratch/lie/$other_id/debuginfo"
is "$(ask lie -x "$scratch/bin/other" -D 'work number' | grep -c "/lie/$other_id/debuginfo: another build, 0123")" 1 \
  "what a server has of another build is not taken"
# Who only looks asks nobody: neither of a program, nor of a module, nor of the kernel.
unasked()
{
  DEBUGINFOD_CACHE_PATH=$scratch/unasked DEBUGINFOD_URLS=http://127.0.0.1:$port "$SONDE" "$@" 2>&1 || :
  [ ! -e "$scratch/unasked" ] || echo "a server was asked"
  rm -rf "$scratch/unasked"
}
for target in "-x $scratch/bin/prog" "-x $scratch/bin/first" "--modules-dir $scratch/modules -m sample_mod" ""; do
  # shellcheck disable=SC2086 # they are words
  unasked check $target debuginfo -v >"$scratch/got_check"
  is "$(grep -o 'server was asked\|debuginfod:' "$scratch/got_check")" "" "a check asks no server: ${target##*/}"
done
is "$(sed -n "s/:$port/:PORT/; s/^ *ok *servers *//p" "$scratch/got_check")" \
  'http://127.0.0.1:PORT (not asked by a check)' "a check says which servers there are"
is "$(unasked complete -- "sonde probe -x $scratch/bin/prog -D 'work nu" | grep -c .)" 0 "completion asks no server"
stop
is "$(told down -x "$scratch/bin/prog" -D 'work number')" \
  "no answer from http://127.0.0.1:PORT: Connection refused" "a server is down"
is "$(ask "wait$try" -x "$scratch/bin/prog" -D 'work number')" "$(cat "$scratch/got")" \
  "what was fetched is kept"
finish
