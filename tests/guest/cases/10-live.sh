# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Events of the running kernel, with no debuginfo and no cache: what can be said with symbols and
# raw arguments. perf, which can do that too, is run beside sonde and has to say the same.
. /test/lib.sh
a1=$(argument 1)
a2=$(argument 2)
a3=$(argument 3)

# state: the events and arguments, then where they are; not how the place is written.
state()
{
  sed 's/^\([^ ]*\) [^ ]*/\1/' "$t/kprobe_events" | sort
  probe_places
}

# with_both COMMAND ARGUMENT...: run it with perf and with sonde from the same state.
with_both()
{
  before=$(kernel_probes)
  run perf probe "$@"
  perf_out=$out perf_err=$err perf_status=$((status > 0)) perf_state=$(state)
  clear_probes
  [ -z "$before" ] || echo "$before" | while read -r line; do echo "$line" >>"$t/kprobe_events"; done
  run sonde probe "$@"
}

# same_as_perf NAME ARGUMENT...: perf and sonde have the same effect and say the same.
same_as_perf()
{
  same_name=$1
  shift
  with_both "$@"
  is "$out" "$perf_out" "$same_name: stdout is perf's"
  is "$(printf '%s\n' "$err" | sed 's/sonde probe/perf probe/')" "$perf_err" \
    "$same_name: stderr is perf's"
  is "$status" "$perf_status" "$same_name: so is success"
  is "$(state)" "$perf_state" "$same_name: so are the kernel's events"
}

note "adding"
same_as_perf "a symbol" -a vfs_read
is "$err" "Added new event:
  probe:vfs_read       (on vfs_read)

You can now use it in all perf tools, such as:

	perf record -e probe:vfs_read -aR sleep 1" "a symbol: the words that scripts cut"
is "$(state)" "p:probe/vfs_read
k $(probe_places | cut -d' ' -f2)" "a symbol: one event"
ok "a symbol: it is at vfs_read" test "$(probe_places | grep -c 'k vfs_read+0x')" = 1

run sonde probe -a vfs_read
is "$(printf '%s\n' "$err" | head -n 1)" 'Error: event "vfs_read" already exists.' \
  "the same again is refused in perf's words"
is "$(printf '%s\n' "$err" | tail -n 1)" '  Error: Failed to add events.' "and in its last line"
is "$status$out" 1 "with status 1 and nothing on stdout"
is "$(kernel_probes | wc -l)" 1 "and nothing is added"
same_as_perf "-f" -f -a vfs_read
is "$(kernel_probes | sed 's/ .*//' | tr '\n' ' ')" "p:probe/vfs_read p:probe/vfs_read_1 " \
  "-f: the next free name"
clear_probes

same_as_perf "raw arguments" -a "vfs_write file=$a1 $a2 n=$a3:u64"
like "$(kernel_probes)" "^p:probe/vfs_write [^ ]* file=$a1 arg2=$a2 n=$a3:u64\$" \
  "raw arguments are in the kernel as given"
clear_probes
same_as_perf "a return" -a 'vfs_write%return $retval'
clear_probes
same_as_perf "names" -a "mine:written=vfs_write n=$a3"
clear_probes
same_as_perf "words" vfs_read "n=$a3"
clear_probes
same_as_perf "a glob" -a 'vfs_fsync*'
like "$(kernel_probes)" '^p:probe/vfs_fsync_range ' "a glob: an event for each function that matches"
clear_probes
run sonde probe --max-probes 1 -a 'vfs_fsync*'
like "$status $err" '^1 Too many\( > 1\) probe points found: 2' "a glob: --max-probes counts"
run sonde probe -a 'vfs_read+99999'
like "$status $err" '^1 The offset is not within the function' "an offset behind the function is refused"
is "$(kernel_probes)" "" "and nothing is added"
same_as_perf "-q" -q -a vfs_read
is "$out$err" "" "-q: nothing at all is said"
clear_probes

run sonde probe -n -a "vfs_read n=$a3"
is "$status $(printf '%s\n' "$err" | sed -n 2p)" "0   probe:vfs_read       (on vfs_read with n=$a3)" \
  "-n says what it would add"
is "$(kernel_probes)" "" "-n writes nothing"
run sonde probe -v -a "vfs_read n=$a3"
like "$err" "^p:probe/vfs_read vfs_read(\+0)? n=$a3\$" "-v shows the line for the kernel"
clear_probes
run sonde probe -D "vfs_read n=$a3"
is "$status $(kernel_probes)" "0 " "-D writes nothing"
like "$out" "^p:probe/vfs_read vfs_read(\+0)? n=$a3\$" "-D prints the line"
echo "$out" >>"$t/kprobe_events"
is "$(kernel_probes | wc -l)" 1 "which the kernel takes"
clear_probes

note "values"
runs_ok "raw: count and return" sonde probe -a "vfs_read n=$a3:u64" -a 'vfs_read%return $retval:s64'
traced probe/vfs_read 'comm == "live-read"' workload -c live-read read "$tmp/data" 1:3 100:7 4096:2
is "$(printf '%s\n' "$values" | uniq -c | sed 's/^ *\([0-9]*\) n=\(.*\)/read name=data size=\2 count=\1/')" \
  "$truth" "raw: the trace is what the program did"
is "$(printf '%s\n' "$values" | wc -l)" 12 "raw: each read once"
traced probe/vfs_read__return 'comm == "live-read"' \
  workload -c live-read read "$tmp/data" 1:3 100:7 4096:2
is "$(printf '%s\n' "$values" | uniq -c | sed 's/^ *\([0-9]*\) arg1=\(.*\)/read name=data size=\2 count=\1/')" \
  "$truth" "raw: what is returned too"
clear_probes

note "listing and deleting"
runs_ok "several definitions" sonde probe -a "vfs_read n=$a3" -a vfs_write -a 'mine:w=vfs_write' \
  -a 'vfs_write%return $retval'
is "$(printf '%s\n' "$err" | head -n 5)" "Added new events:
  probe:vfs_read       (on vfs_read with n=$a3)
  probe:vfs_write      (on vfs_write)
  mine:w               (on vfs_write)
  probe:vfs_write__return (on vfs_write%return with \$retval)" "several definitions: all are listed"
is "$(kernel_probes | wc -l)" 4 "several definitions: all are in the kernel"
all="  mine:w               (on vfs_write)
  probe:vfs_read       (on vfs_read with n)
  probe:vfs_write      (on vfs_write)
  probe:vfs_write__return (on vfs_write%return with arg1)"
run sonde probe -l
is "$(printf '%s\n' "$out" | sort)" "$all" "-l lists sonde's events"
is "$err$status" 0 "-l says nothing else"
run perf probe -l
is "$(printf '%s\n' "$out" | sort)" "$all" "perf -l lists them in the same words"
runs_ok "perf adds one" perf probe -q -a "perfs:own=vfs_fsync file=$a1"
run sonde probe -l 'perfs:*'
is "$out" "  perfs:own            (on vfs_fsync with file)" "-l FILTER: perf's alone, in its words"
run sonde probe -l '*_write*'
is "$(printf '%s\n' "$out" | sort)" "$(printf '%s\n' "$all" | grep ':vfs_write')" "-l FILTER: without a group"
run sonde probe -l none
is "$status$out$err" 0 "-l FILTER: no match is an empty list"

before=$(kernel_probes)
run perf probe -d nothing_like_this
perf_err=$err
run sonde probe -d nothing_like_this
is "$err" "$perf_err" "-d without a match: stderr is perf's"
is "$(printf '%s\n' "$err" | head -n 1)" '"nothing_like_this" does not hit any event.' \
  "-d without a match: the words"
is "$status $(kernel_probes)" "1 $before" "-d without a match: nothing is removed"
run sonde probe -n -d 'vfs_*'
is "$(kernel_probes)" "$before" "-n -d removes nothing"
run sonde probe -d 'probe:vfs_w*'
is "$(printf '%s\n' "$err" | sort)" "Removed event: probe:vfs_write
Removed event: probe:vfs_write__return" "-d GLOB names what it removed"
is "$status $(kernel_probes | cut -d' ' -f1 | sort | tr '\n' ' ')" \
  "0 p:mine/w p:perfs/own p:probe/vfs_read " "-d GLOB removes that and no more"
run sonde probe -d vfs_read -d nothing_like_this
is "$status $(kernel_probes | cut -d' ' -f1 | sort | tr '\n' ' ')" "1 p:mine/w p:perfs/own " \
  "-d twice: one without a match fails, the other is done"
runs_ok "-q -d perf's event" sonde probe -q -d perfs:own
is "$out$err" "" "-q -d says nothing"
run perf probe -d mine:w
is "$err $(kernel_probes)" "Removed event: mine:w " "perf removes sonde's event"

runs_ok "an event in use" sonde probe -q -a vfs_read
echo 1 >"$t/events/probe/vfs_read/enable"
run sonde probe -d vfs_read
is "$status $(kernel_probes | wc -l)" "1 1" "-d of an event in use fails and keeps it"
like "$err" '^Failed to delete event: Device or resource busy' "in perf's words"
like "$err" 'enable' "and says what uses it"
echo 0 >"$t/events/probe/vfs_read/enable"
clear_probes

note "JSON"
run sonde probe --json -a "vfs_read n=$a3:u64" -a 'no_such_function_here'
is "$status" 1 "--json: a failed definition fails"
run sh -c "printf '%s\n' \"\$1\" | awk -f /test/json.awk" - "$out"
is "$status$err" 0 "--json -a is JSON"
like "$out" '^\[0\]\.definition=vfs_read n=' "--json -a: the definition"
like "$out" '^\[0\]\.source=symbols$' "--json -a: where it was resolved"
like "$out" '^\[0\]\.events\[0\]\.event=vfs_read$' "--json -a: the event"
like "$out" '^\[0\]\.events\[0\]\.args\[0\]\.name=n$' "--json -a: its argument"
like "$out" '^\[1\]\.error=.*no_such_function_here' "--json -a: the other's error"
line=$(printf '%s\n' "$out" | sed -n 's/^\[0\]\.events\[0\]\.line=//p')
clear_probes
echo "$line" >>"$t/kprobe_events"
is "$(kernel_probes | wc -l)" 1 "--json -a: the kernel takes the line"
run sonde probe --json -l
run sh -c "printf '%s\n' \"\$1\" | awk -f /test/json.awk" - "$out"
is "$status$err" 0 "--json -l is JSON"
like "$out" '^\[0\]\.event=vfs_read$' "--json -l: the event"
clear_probes
run sonde probe --json -l
is "$(printf '%s' "$out" | tr -d ' \n')" "[]" "--json -l: an empty list"

note "usage"
run sonde probe -a vfs_read -d vfs_read
is "$status $(kernel_probes)" "2 " "-a with -d is a usage error"
like "$err" "^Error: switch \`d' cannot be used with switch \`a'" "in perf's words"
run sonde probe -a
is "$status" 2 "-a without a definition too"
like "$err" "^Error: switch \`a' requires a value" "in perf's words"
run sonde probe -a 'vfs_read:x'
is "$status" 1 "a definition that is none fails"
like "$err" '^Semantic error :' "in perf's words"
is "$(kernel_probes)" "" "and nothing is added"
finish
