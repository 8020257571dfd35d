# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Sessions: what they own, who may have their names, and how they end by signals.
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

is_running()
{
  sonde session | grep -q "^$1: running"
}

# until_there NAME: wait until a session of this name runs.
until_there()
{
  soon is_running "$1"
  # Its events are written a moment later.
  soon [ -e "$t/events/synthetic/sonde_$1_lat" ]
}

note "what it owns"
sonde latency -q vfs_read >"$tmp/table" 2>&1 &
pid=$!
until_there $pid
runs_ok "it is listed" sonde session
like "$out" "^$pid: running since 20[0-9-]* [0-9:]*, process $pid: sonde latency -q vfs_read$" "with its state and command"
like "$out" "^	sonde_$pid:vfs_read sonde_$pid:vfs_read__return synthetic:sonde_${pid}_lat$" "and its events"
runs_ok "as JSON too" sonde session list --json
is "$(printf '%s\n' "$out" | json | grep -e 'name=' -e state= -e pid= -e 'events\[2')" "[0].name=$pid
[0].state=running
[0].pid=$pid
[0].events[2]=synthetic:sonde_${pid}_lat" "with the same facts"
is "$(ls "$t/instances" | sort | tr '\n' ' ')" "others sonde-$pid " "it has an instance"
is "$(grep -c "sonde_$pid/" "$t/kprobe_events") $(stat -c %a /run/sonde /run/sonde/session-$pid | tr '\n' ' ')" "2 700 600 " \
  "and a log that nobody else can read"
run sonde session gc
is "$status $out" "0 Nothing is to be removed." "gc leaves it alone"
run sonde session stop $pid
is "$status $err" "0 Ended session: $pid" "it is stopped"
wait $pid
is "$?" 0 "its command has ended as if it were asked by Ctrl-C"
like "$(cat "$tmp/table")" 'hits' "and has printed its table"
as_before "nothing is left"

note "signals at any moment"
for signal in INT TERM HUP; do
  case $signal in
  INT) moments='0.05 0.6' ;;
  TERM) moments='0.2 0.8' ;;
  HUP) moments='0.1 0.4' ;;
  esac
  for moment in $moments; do
    # A shell lets what it starts in the background ignore SIGINT, until it is told otherwise.
    (trap - INT; exec sonde latency -q -d 3 vfs_read >"$tmp/table" 2>&1) &
    sleep $moment
    kill -$signal $!
    wait $!
    is "$(events | diff "$tmp/events" -)" "" "SIG$signal after $moment s: nothing is left"
  done
done

note "names"
runs_ok "one is kept" sonde latency -q --keep a-b vfs_read
events >"$tmp/kept"
run sonde latency -q --keep a-b vfs_write
is "$status" 1 "there is only one of a name"
like "$err" "^There is a session 'a-b' already, begun by process [0-9]+: sonde latency -q --keep a-b vfs_read$" "and it is told"
run sonde latency -q --keep a_b vfs_write
like "$status $err" "^1 There is a session 'a-b' already" "or of a group"
for name in '../x' '' x2345678901234567890123456789012345678901; do
  run sonde latency -q "--keep=$name" vfs_write
  like "$status $err" "^2 .*cannot be the name of a session" "a name that cannot be: $name"
done
run sonde latency -q --keep 123 vfs_write
like "$status $err" "^2 .*--keep takes a name, not a number as '123'" "a number is a process"
is "$(events | diff "$tmp/kept" -)" "" "nothing has changed"
runs_ok "it is listed" sonde session
like "$out" "^a-b: kept since" "as kept"
runs_ok "it is stopped" sonde session stop --expedite a-b
as_before "nothing is left"
run sonde session stop a-b
is "$status $err" "1 There is no session 'a-b'.
'sonde session list' shows those that there are." "it cannot be stopped twice"
mkdir "$t/instances/sonde-mine"
run sonde latency -q --keep mine vfs_read
like "$status $err" '^1 .*/instances/sonde-mine is there already, and no session.s' "an instance of somebody else is not taken"
rmdir "$t/instances/sonde-mine"
echo 'p:sonde_mine/x vfs_read' >>"$t/kprobe_events"
run sonde latency -q --keep mine vfs_read
like "$status $err" '^1 .*/events/sonde_mine is there already, and no session.s' "nor are events"
echo '-:sonde_mine/x' >>"$t/kprobe_events"
as_before "nothing is left"

note "two at once"
sonde latency -q -d 0.5 vfs_read >"$tmp/one" 2>&1 &
one=$!
sonde latency -q -d 0.5 vfs_read >"$tmp/two" 2>&1 &
two=$!
wait $one
is "$?" 0 "one works"
wait $two
is "$?" 0 "so does the other"
as_before "nothing is left"

all some | diff "$tmp/before" - >"$tmp/diff"
is "$(cat "$tmp/diff")" "" "no trigger, clock or switch of others has changed"
others_end
finish
