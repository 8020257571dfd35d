# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# However a trace ends, by any signal, by a reader that goes, by an error or killed for good at any moment:
# tracefs is afterwards what it was, byte for byte, and the kernel has no program and no map of it.
. /test/lib.sh
# shellcheck source=tests/guest/in/hist.sh
. /test/hist.sh
# shellcheck source=tests/guest/in/trace.sh
. /test/trace.sh
# shellcheck source=tests/guest/in/session.sh
. /test/session.sh
others_begin
third=$(argument 3)
all_before=$(tracing_state)
before=$(tracing_state some)
events >"$tmp/events"

# as_before NAME
as_before()
{
  is "$(tracing_state some)" "$before" "$1: tracefs is as it was"
  is "$(bpf_left)" "" "$1: no program and no map is left"
}

for via in ftrace bpf; do
  # In words that need no debuginfo.
  set -- trace --via $via "vfs_read n=$third:u64" --if 'n > 0'
  note "$via"
  runs_ok "$via: a command that ends" sonde "$@" -- true
  as_before "$via, a command"
  for signal in INT TERM HUP; do
    begins "$@"
    if [ $signal = INT ]; then
      like "$(tracing_state some | grep -v -e mine -e others)" 'instance: sonde-|kprobe_events: .*sonde_' "$via: it is to be seen"
      [ $via = ftrace ] || like "$(loaded)" '^program ' "$via: its program, too"
    fi
    ends $signal
    [ $signal = HUP ] || is "$status" 0 "$via: SIG$signal ends it well"
    as_before "$via, SIG$signal"
  done
  run sonde "$@" -d 0.5
  is "$status" 0 "$via: -d"
  as_before "$via, -d"
  # There has to be something to be seen.
  while sleep 0.2; do dd if=/dev/zero of=/dev/null bs=1 count=3 2>/dev/null; done &
  busy=$!
  run sh -c 'sonde "$@" | head -n 3' - "$@"
  kill $busy
  is "$(printf '%s\n' "$out" | wc -l)" 3 "$via: a reader that goes ends it"
  as_before "$via, a reader that goes"
  mkfifo "$tmp/unread"
  sleep 30 <>"$tmp/unread" &
  reader=$!
  sonde "$@" >"$tmp/unread" 2>/dev/null &
  unread=$!
  "$app" -o "$tmp/truth" "$tmp" storm
  kill -TERM $unread
  ok "$via: a reader that does not read does not keep it" soon gone $unread
  kill $reader
  rm "$tmp/unread"
  as_before "$via, a reader that does not read"
  begins "$@" -- sleep 100
  ends INT
  as_before "$via, a command that does not end"
  run sonde "$@" -o /proc/nothing -- true
  is "$status" 1 "$via: a file that cannot be written"
  as_before "$via, -o"
  run sonde trace --via $via 'vfs_read x=%nosuch' --if 'x > 1' -- true
  is "$status" 1 "$via: what cannot be fetched"
  as_before "$via, refused"
  run sonde trace --via $via "vfs_read n=$third:u64" "vfs_write x=%nosuch" -- true
  is "$status" 1 "$via: or not the second of two"
  as_before "$via, refused in the midst"
  run sonde trace --via $via "vfs_read n=$third:u64" --if 'm > 0' -- true
  is "$status" 1 "$via: a name that means nothing"
  like "$err" "\\<m\\>" "$via: is named"
  as_before "$via, no such name"
  run sonde trace --via $via "vfs_read n=$third:u64" --if 'n > ' -- true
  is "$status" $((status == 2 ? 2 : 1)) "$via: half an expression"
  as_before "$via, half an expression"
  run sonde trace --via $via "vfs_read n=$third:u64" --format '%m' -- true
  not_ok "$via: a format of what is not there" [ "$status" = 0 ]
  as_before "$via, a format"

  note "$via: killed for good"
  begins "$@"
  [ $via = ftrace ] || like "$(loaded)" '^program ' "$via: there is a program"
  kill -9 "$begun"
  wait "$begun" 2>/dev/null
  is "$(bpf_left)" "" "$via: programs and maps end with it"
  events >"$tmp/now"
  not_ok "$via: events are left" cmp -s "$tmp/now" "$tmp/events"
  runs_ok "$via: they are removed" sonde session gc
  as_before "$via, killed"
  # After each of its writes; the kernels share them.
  case $arch-$(uname -r) in
  x86_64-6.1.*) count=0 ;;
  x86_64-*) count=1 ;;
  *) count=2 ;;
  esac
  left=0
  while :; do
    killer "$count" "" sonde "$@" -q -p $$ -d 0.05 >"$tmp/out" 2>&1
    [ $? = 137 ] || break
    events | cmp -s - "$tmp/events" || left=$((left + 1))
    sonde session gc >"$tmp/out" 2>&1
    is "$? $(events | cmp - "$tmp/events")" "0 " "$via: killed after $count writes, then gc: it is as before"
    count=$((count + 4))
  done
  ok "$via: it makes $count writes, or a few less" [ "$count" -ge 8 ]
  ok "$via: after $left of them something was left" [ "$left" -ge 1 ]
  as_before "$via, killed after each write"
done

is "$(tracing_state)" "$all_before" "in all: tracefs is as it was"
others_end
finish
