# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# A measurement that is killed for good after each of its writes, to the kernel and to its log: what
# it has left is removed, and all else in tracing is as it was, byte for byte.
. /test/lib.sh
# shellcheck source=tests/guest/in/session.sh
. /test/session.sh
# The kernels share the writes, since each takes a second.
case $arch-$(uname -r) in
x86_64-6.1.*) first=0 ;;
x86_64-*) first=1 ;;
*) first=2 ;;
esac
step=3
others_begin
all some >"$tmp/before"
events >"$tmp/events"

note "killed after each write"
count=$first left=0
while :; do
  killer "$count" "" sonde latency -q -p $$ -d 0.05 vfs_read >"$tmp/out" 2>&1
  [ $? = 137 ] || break
  events >"$tmp/now"
  cmp -s "$tmp/now" "$tmp/events" || left=$((left + 1))
  sonde session gc >"$tmp/out" 2>&1
  is "$? $(events | cmp - "$tmp/events")" "0 " "after $count writes: it is as before"
  count=$((count + step))
done
like "$count" '^[2-9][0-9]$' "it makes $count writes"
like "$left" '^([4-9]|[1-9][0-9])$' "after $left of them something is left"
is "$(events | cmp - "$tmp/events")" "" "and nothing when it is not killed"

note "killed while it cleans"
count=$first
while :; do
  sonde latency -q --keep k vfs_read >"$tmp/out" 2>&1
  killer "$count" "" sonde session stop k >"$tmp/out" 2>&1
  [ $? = 137 ] || break
  # What was kept is not any more, as soon as its removal has begun.
  [ "$count" = 0 ] || sonde session gc >"$tmp/out" 2>&1
  [ "$count" != 0 ] || sonde session stop -q k
  is "$(events | cmp - "$tmp/events")" "" "after $count writes: it is as before"
  count=$((count + step))
done
like "$count" '^([6-9]|1[0-9])$' "it makes $count writes"
is "$(events | cmp - "$tmp/events")" "" "and nothing is left when it is not killed"
all some | diff "$tmp/before" - >"$tmp/diff"
is "$(cat "$tmp/diff")" "" "no trigger, clock or switch of others has changed"
others_end
finish
