# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# What sonde trace says of whom it has seen, and of what it has not.
. /test/lib.sh

note "processes that have ended"
run sonde trace --via ftrace --format '%pid %tid %comm' sched:sched_process_exit -- true
like "$out" '^([0-9]+) \1 (true|busybox)$' "the process that sonde has started is known"
unlike "$out" '^-' "whether it is there still or not"

note "nobody but sonde"
# The shell waits, and sonde opens files.
for via in ftrace bpf; do
  run sonde trace --via $via vfs_open -d 0.1
  like "$err" '^0 hits' "$via: sonde does not count"
  unlike "$err" 'not as asked for' "$via: where nothing was asked for it is not said that it was not met"
  like "$err" 'were hit [0-9]+ times, by sonde itself, or before' "$via: which is said"
  run sonde trace --via $via vfs_open --if 'cpu < 1000 && comm == "nobody"' -d 0.1
  like "$err" 'not as asked for; hits of sonde itself are among them|rejected' "$via: and where it has to do with the filter"
done

note "what neither way can do"
run sonde trace sched:sched_switch --if 'pid == 1' -d 0.1
is "$status" 1 "an event that is there, and a filter that the kernel cannot have"
like "$err" "'tid' is the thread" "how it could is said"
unlike "$err" 'can record it' "and nothing that cannot"
run sonde trace --via bpf sched:sched_switch -d 0.1
like "$err" '^--via ftrace can record it' "where it can, it is"

note "a command that takes longer"
run sonde trace --via ftrace sched:sched_process_exit -d 0.2 -- sleep 60
is "$status" 0 "-d is the end"
like "$err" "^Note: The command 'sleep' had not come to its end, and was told to" "and what becomes of the command is said"
run sonde count vfs_read -d 0.2 -- sleep 60
like "$err" "^Note: The command 'sleep' had not come to its end, and was told to" "also of one that was measured"
run sonde trace --via ftrace sched:sched_process_exit -- sleep 0.1
unlike "$err" 'had not come' "which is not said of others"
finish
