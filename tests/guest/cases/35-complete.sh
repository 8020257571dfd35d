# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# What a command line can go on with on a running kernel without debuginfo: its functions, events,
# their fields, what is cached for it, processes, sessions. Nothing is changed by asking.
. /test/lib.sh
# Other cases have brought what they need to root's.
mkdir "$tmp/home"
export HOME="$tmp/home"

# goes_on LINE: as `run`, what LINE can go on with at its end. An emulated machine takes longer than
# somebody waits.
goes_on()
{
  run sonde complete --patience 100 -- "$1"
}

note "functions, by the kernel's symbols"
goes_on 'sonde probe -D vfs_rea'
like "$status $out" '^0 vfs_read$' "a function is found"
like "$out" '^vfs_readv$' "and the next one"
goes_on 'sonde probe v'
like "$out" '^vfs_'"$(printf '\t')"'\.\.\.$' "where there are too many, their beginnings"
goes_on "sonde probe -D 'vfs_read "
like "$out" '^vfs_read \$params' "what is there at every place is offered"

note "events"
runs_ok "an event is added" sonde probe -q -a 'my:reader=vfs_read%return $retval'
runs_ok "another one is added" sonde probe -q -a 'probe:writer=vfs_write'
lines=$(cat "$t/kprobe_events")
goes_on 'sonde probe -d '
like "$out" '^my:reader' "-d: the first"
like "$out" '^probe:writer' "-d: the second"
unlike "$out" '^sched' "-d: no other"
goes_on 'sonde probe -d my:'
is "$(printf '%s\n' "$out" | cut -f 1)" my:reader "-d: of a group"
goes_on 'sonde probe -l pro'
like "$out" '^probe:writer' "-l: an event"
goes_on 'sonde hist sche'
like "$out" '^sched:' "hist: a group of events"
goes_on 'sonde hist sched:sched_swi'
is "$out" sched:sched_switch "hist: an event of it"
goes_on 'sonde hist my:'
like "$out" '^my:reader$' "hist: one of probes"
goes_on 'sonde hist sched:sched_switch --by prev_c'
like "$out" '^prev_comm' "hist: a field of an event"
goes_on "sonde trace sched:sched_switch --if 'next_pid > 3 && prev_pr"
like "$out" '^next_pid > 3 && prev_prio' "trace: a field in a condition"
is "$(cat "$t/kprobe_events")" "$lines" "the events are as before"
clear_probes

note "what is cached for this kernel"
runs_ok "a definition is cached" sonde --buildid-dir "$tmp/cache" probe -q --cache -a 'vfs_read%return $retval'
clear_probes
cp -r "$tmp/cache" "$tmp/before"
goes_on "sonde --buildid-dir $tmp/cache hist 'vfs_read%"
like "$out" '^vfs_read%return \$retval' "hist: a definition"
goes_on "sonde --buildid-dir $tmp/cache cache show 'vfs"
like "$out" '^vfs_read%return \$retval' "cache show: a definition"
goes_on "sonde --buildid-dir $tmp/cache cache rm --build-id "
is "$(printf '%s\n' "$out" | cut -f 1)" "$(build_id)" "cache rm: a build"
goes_on "sonde --buildid-dir $tmp/cache probe --cache -l "
like "$out" '^probe:vfs_read__return' "probe --cache -l: an event"
ok "the cache is as before" diff -r "$tmp/cache" "$tmp/before"

note "processes and sessions"
sleep 60 &
sleeper=$!
goes_on "sonde trace vfs_read -p 1,$sleeper"
is "$out" "1,$sleeper	sleep" "a process, behind another one"
runs_ok "a session is kept" sonde count -q vfs_read --keep mine
goes_on 'sonde session show m'
like "$out" '^mine' "a session"
runs_ok "it is ended" sonde session stop -q mine
kill "$sleeper"

note "without tracefs, and without /proc"
run unshare -m sh -c "umount /sys/kernel/debug/tracing $t 2>/dev/null; ! test -e $t/README && sonde complete --patience 100 -- 'sonde probe -d '"
is "$status $out$err" "0 " "no events, no error"
run unshare -m sh -c "mount -t tmpfs none /proc; sonde complete -- 'sonde probe vfs_rea'"
is "$status $out$err" "0 " "no functions, no error"
finish
