# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Each write to the tracing files fails in turn, or a signal comes at it: what sonde had done before
# that is taken back, and what is left by a removal that failed is named and can be removed.
. /test/lib.sh
# shellcheck source=tests/guest/in/session.sh
. /test/session.sh
n=$(argument 3)
cache=$tmp/cache
plant "$cache" 'vfs_read count' "p:probe/vfs_read vfs_read+0 count=$n:x64" \
  "p:probe/vfs_read vfs_write+0 count=$n:x64" "p:probe/vfs_read_1 vfs_fsync+0 ret=$n"
others_begin
events >"$tmp/before"

# fails N ERRNO COMMAND...: sets status, err, and struck, what it was.
fails()
{
  fails_at=$1 fails_errno=$2
  shift 2
  run failer "$fails_at" "$fails_errno" /tracing/ "$tmp/report" sonde --buildid-dir "$cache" "$@"
  read -r made is_struck struck <"$tmp/report"
}

# as_before NAME
as_before()
{
  events >"$tmp/after"
  is "$(diff "$tmp/before" "$tmp/after")" "" "$1: it is as before"
}

# error_at N: EINVAL, ENOMEM and EBUSY by turns.
error_at()
{
  case $(($1 % 3)) in
  0) echo 22 ;;
  1) echo 12 ;;
  2) echo 16 ;;
  esac
}

note "probe -a"
at=1
while :; do
  errno=$(error_at $at)
  fails $at "$errno" probe -q -a 'vfs_read count'
  [ "$is_struck" = struck ] || break
  is "$status ${err:+said}" "1 said" "-a, error $errno at call $at ($struck): it fails, and says so"
  as_before "-a, error $errno at call $at"
  at=$((at + 1))
done
ok "-a makes $made calls, each has failed" [ "$at" -gt 3 ]
is "$status" 0 "-a: without a fault it works"
runs_ok "it is deleted" sonde probe -q -d 'probe:*'
as_before "-a, deleted"

note "probe -d"
at=1
while :; do
  runs_ok "they are added" sonde --buildid-dir "$cache" probe -q -a 'vfs_read count'
  fails $at 16 probe -q -d 'probe:*'
  [ "$is_struck" = struck ] || break
  is "$status ${err:+said}" "1 said" "-d, at call $at ($struck): it fails, and says so"
  runs_ok "-d, at call $at: what is left can be deleted" sonde probe -q -d 'probe:*'
  as_before "-d, at call $at"
  at=$((at + 1))
done
ok "-d makes $made calls, each has failed" [ "$at" -gt 1 ]
as_before "-d without a fault"

# undone ERRNO NAME STEP COMMAND...: one that cleans up after itself, at some of its calls: they are many.
undone()
{
  undone_errno=$1 undone_name=$2 undone_step=$3
  shift 3
  note "$undone_name, $undone_errno"
  fails 0 "$undone_errno" "$@"
  is "$status" 0 "$undone_name, $undone_errno: without a fault it works"
  as_before "$undone_name, $undone_errno, without a fault"
  undone_all=$made undone_left=0 at=1
  while [ "$at" -le "$undone_all" ]; do
    fails $at "$undone_errno" "$@"
    case $status in
    0 | 1) ;;
    *) fail "$undone_name, $undone_errno at call $at ($struck)" "status $status" "$err" ;;
    esac
    if ! events | cmp -s - "$tmp/before"; then
      # What could not be removed is named.
      undone_left=$((undone_left + 1))
      like "$err" 'sonde session gc|could not|cannot|refused' "$undone_name, $undone_errno at call $at ($struck): what is left is told"
      sonde session gc >"$tmp/out" 2>&1
    fi
    as_before "$undone_name, $undone_errno at call $at ($struck)"
    at=$((at + undone_step))
  done
  note "$undone_all calls, after $undone_left of them something was left"
}

undone 16 hist 4 hist -q -p $$ -d 0.05 "vfs_read n=$n:u64" --by n
undone 22 trace 6 trace -q -p $$ -d 0.05 --via ftrace "vfs_read n=$n:u64"
undone -TERM hist 9 hist -q -p $$ -d 0.05 "vfs_read n=$n:u64" --by n
undone -INT trace 9 trace -q -p $$ -d 0.05 --via ftrace "vfs_read n=$n:u64"

others_end
finish
