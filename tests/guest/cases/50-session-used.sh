# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Sessions that end while others use what is theirs, and where they cannot be had.
. /test/lib.sh
# shellcheck source=tests/guest/in/session.sh
. /test/session.sh
others_begin
all some >"$tmp/before"
events >"$tmp/events"

# as_before NAME: passes if no event or instance has come or gone.
as_before()
{
  is "$(events | diff "$tmp/events" -)" "" "$1"
}

note "in use"
runs_ok "one is kept" sonde latency -q --keep x vfs_read
exec 7<"$t/instances/sonde-x/trace_pipe"
run sonde session stop x 7<&-
is "$status $(ls -d "$t/instances/sonde-x")" "1 $t/instances/sonde-x" "an instance with an open file stays"
like "$err" "^Process $$ \(.*\) has a file of it open\.$" "it is said who has it"
is "$(ls -d "$t"/events/sonde_x "$t"/events/synthetic/sonde_x* 2>/dev/null)" "" "all else of it is gone"
run sonde session
like "$out" '^x: dead' "it is not running any more"
run sonde session gc 7<&-
like "$status $err" "^1 .*'x', which cannot be removed now" "gc says that it stays"
exec 7<&-
run sonde session gc
like "$status $out" "^0 Removed what .*: session 'x'\.$" "until nobody has it"
as_before "nothing is left"
runs_ok "one is kept" sonde latency -q --keep x vfs_read
echo 'hist:keys=common_pid' >>"$t/instances/others/events/sonde_x/vfs_read/trigger"
echo 'hist:keys=lat' >>"$t/instances/others/events/synthetic/sonde_x_lat/trigger"
run sonde session stop x
is "$status $(ls "$t/events/sonde_x" | grep vfs)" "1 vfs_read" "events that others use stay, the others go"
like "$err" '^  synthetic:sonde_x_lat$' "each is named"
like "$err" "^It has a trigger, see $t/instances/others/events/sonde_x/vfs_read/trigger$" "and what uses it"
unlike "$err" "^It is enabled" "and nothing else"
run sonde probe -l
like "$err" "^Note: An interrupted sonde .* left the session 'x', which the next" "-l says that it is there"
echo '!hist:keys=lat' >>"$t/instances/others/events/synthetic/sonde_x_lat/trigger"
echo '!hist:keys=common_pid' >>"$t/instances/others/events/sonde_x/vfs_read/trigger"
run sonde probe -d none
like "$err" "^Note: Removed what .*: session 'x'\.$" "who deletes events removes it, when nobody uses it"
as_before "nothing is left"
runs_ok "one is kept" sonde latency -q --keep x vfs_read
echo 'hist:keys=lat:vals=hitcount' >>"$t/instances/sonde-x/events/synthetic/sonde_x_lat/trigger"
echo 'hist:keys=common_pid' >>"$t/instances/sonde-x/events/sched/sched_switch/trigger"
echo 1 >"$t/instances/sonde-x/events/sonde_x/enable"
runs_ok "what somebody did in its instance" sonde session stop x
as_before "goes with it"

note "where it cannot be had"
mount -t tmpfs -o size=4k full /run/sonde
chmod 700 /run/sonde
head -c 4096 /dev/zero >/run/sonde/fill
run sonde latency -q -d 0.1 vfs_read
is "$status $err" "1 Cannot write /run/sonde/session-${err##*session-}" "a full disk"
like "$err" 'No space left on device' "is the reason"
is "$(ls /run/sonde)" fill "no log is left"
umount /run/sonde
as_before "and nothing else"
mount -o remount,ro /run
rmdir /run/sonde 2>/dev/null
mount -t tmpfs -o ro none /run
run sonde latency -q -d 0.1 vfs_read
is "$status $err" "1 Cannot make the directory /run/sonde: Read-only file system." "no place for the log"
umount /run
mount -o remount,rw /run
mount -o remount,ro "$t"
run sonde latency -q -d 0.1 vfs_read
is "$status" 1 "tracefs is read-only"
like "$err" 'Read-only file system' "it is said"
mount -o remount,rw "$t"
as_before "nothing is left"
as_nobody "sonde latency -q -d 0.1 vfs_read" >"$tmp/out" 2>&1
is "$?" 1 "nobody may not"
is "$(grep -c . "$tmp/out") $(head -n 1 "$tmp/out")" "2 Cannot use $t: Permission denied." "and is told so once"
as_before "nothing is left"
all some | diff "$tmp/before" - >"$tmp/diff"
is "$(cat "$tmp/diff")" "" "no trigger, clock or switch of others has changed"
others_end
finish
