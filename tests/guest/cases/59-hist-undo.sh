# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# However a measurement ends, tracefs is afterwards what it was before, byte for byte, with what other
# people had there; and what they see meanwhile is their own.
. /test/lib.sh
# shellcheck source=tests/guest/in/hist.sh
. /test/hist.sh
third=$(argument 3)

note "other people's"
echo "p:mine/there vfs_fsync n=$third" >>"$t/kprobe_events"
echo "p:mine/shell /bin/busybox:0x1000 n=$third" >>"$t/uprobe_events"
echo 's:mine_event u64 lat' >>"$t/dynamic_events"
mkdir "$t/instances/mine"
echo 'hist:keys=n' >"$t/instances/mine/events/mine/there/trigger"
echo 'hist:keys=common_pid:vals=hitcount if common_pid > 1' >"$t/events/sched/sched_process_exit/trigger"
echo 1 >"$t/events/sched/sched_process_fork/enable"
echo global >"$t/instances/mine/trace_clock"
echo 4242 >"$t/instances/mine/set_event_pid"
all_before=$(tracing_state)
before=$(tracing_state some)
like "$before" 'mine/events/mine/there/trigger:hist' "they are seen"

# as_before NAME
as_before()
{
  tracing_state some >"$tmp/after"
  printf '%s\n' "$before" >"$tmp/before"
  is "$(diff "$tmp/before" "$tmp/after")" "" "$1: tracefs is as it was"
}

# during NAME: one that runs now is to be seen, and what is theirs is as it was.
during()
{
  tracing_state some >"$tmp/during"
  printf '%s\n' "$before" >"$tmp/before"
  diff "$tmp/before" "$tmp/during" >"$tmp/changed"
  like "$(cat "$tmp/changed")" '^[+]instance: sonde-' "$1: it has an instance of its own"
  is "$(tail -n +3 "$tmp/changed" | grep '^[-+]' | grep -Ev '^[+].*(sonde[-_]|session-)')" "" "$1: and all else is as it was"
}

# every_way SIGNALS COMMAND WORDS...: it ends by itself, and by each of the signals.
every_way()
{
  signals=$1
  shift
  note "$*"
  run sonde "$@" -- true
  is "$status" 0 "$1: a command that ends"
  as_before "$1"
  for signal in $signals; do
    begins "$@"
    [ "$signal" != "${signals%% *}" ] || during "$1"
    ends "$signal"
    # Nobody reads when the terminal is gone.
    is "$status" "$([ "$signal" = HUP ] && echo 1 || echo 0)" "$1: SIG$signal ends it"
    as_before "$1, SIG$signal"
  done
}

every_way 'INT TERM HUP' hist "vfs_read n=$third" --by n.log2
every_way 'INT HUP' latency vfs_read --by comm
every_way TERM count vfs_read vfs_write
every_way INT stacks vfs_open
every_way HUP hist sched:sched_process_exit --by comm

note "other ends"
run sonde hist vfs_read --by comm -d 1
is "$status" 0 "when its time is over"
as_before "-d"
run sonde hist vfs_read --by comm -i 0.5 -d 1.2
is "$status" 0 "with tables of intervals"
as_before "-i"
begins hist vfs_read --by comm -- sleep 100
kill -INT "$begun"
wait "$begun"
is $? 0 "a command that does not end"
as_before "-- sleep 100"
run sh -c 'sonde hist vfs_read --by comm -i 0.2 -d 3 | head -n 1 >/dev/null'
as_before "a reader that goes away"
run sonde hist vfs_read --by comm -o /proc/nothing -- true
is "$status" 1 "a file that cannot be written"
as_before "-o"
# It may be armed before the signal is there: then once more.
for _ in 1 2 3 4 5; do
  sonde --buildid-dir "$measured_cache" count 'vfs_*' --keep cut 2>/dev/null &
  cut=$!
  cut_waits=0
  until [ -e /run/sonde/session-cut ] || [ $((cut_waits += 1)) -gt 500 ]; do sleep 0.02; done
  kill -TERM "$cut"
  wait "$cut"
  status=$?
  [ "$status" = 0 ] || break
  sonde session stop cut
done
is "$status" 1 "a signal while it is armed, left running or not"
as_before "armed in part"
mkfifo "$tmp/unread"
run sonde hist vfs_read --by comm -o "$tmp/unread"
is "$status" 1 "a FIFO that nobody reads"
like "$err" 'nobody reads it' "which is said"
sleep 20 <>"$tmp/unread" &
reader=$!
sonde hist vfs_read --by comm --json -i 0.005 >"$tmp/unread" 2>/dev/null &
unread=$!
sleep 3
kill -TERM "$unread"
ok "a reader that does not read does not keep it" soon gone "$unread"
as_before "a reader that does not read"
kill "$reader"
mount -o remount,ro /run
run sonde hist vfs_read --by comm -- true
mount -o remount,rw /run
as_before "no place for the log"
note "status $status: $err"
run sonde hist "vfs_read x=%nosuch" --by x -- true
is "$status" 1 "what the kernel refuses"
as_before "refused"
run sonde latency vfs_read "vfs_write x=%nosuch" -- true
is "$status" 1 "or refuses when a part is there"
as_before "refused in the midst"

note "two at once"
begins hist vfs_read --by comm
one=$begun
begins latency vfs_write
during "two"
is "$(ls "$t/instances" | grep -c '^sonde-')" 2 "each has a place of its own"
kill -INT "$one" "$begun"
wait "$one" "$begun"
as_before "two"

is "$(tracing_state)" "$all_before" "in all: tracefs is as it was"

echo '!hist:keys=common_pid:vals=hitcount if common_pid > 1' >"$t/events/sched/sched_process_exit/trigger"
echo 0 >"$t/events/sched/sched_process_fork/enable"
echo '!hist:keys=n' >"$t/instances/mine/events/mine/there/trigger"
rmdir "$t/instances/mine"
echo '-:mine_event' >>"$t/dynamic_events"
echo >"$t/uprobe_events"
clear_probes
finish
