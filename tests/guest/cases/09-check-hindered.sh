# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# What `sonde check` says of a machine that hides or lacks something, and of what was left on it.
. /test/lib.sh
# shellcheck source=tests/guest/in/check.sh
. /test/check.sh
debug=/sys/kernel/debug

note "kptr_restrict"
echo 2 >/proc/sys/kernel/kptr_restrict
check sonde check probe
is "$(fact kernel.kptr-restrict value),$(fact kernel.addresses state)" 2,no "2 hides addresses from root"
like "$(fact kernel.addresses advice)" 'sysctl kernel\.kptr_restrict=1' "what to do"
is "$status" 0 "which is no reason to add none"
echo 1 >/proc/sys/kernel/kptr_restrict
check sonde check probe
is "$(fact kernel.kptr-restrict value),$(fact kernel.addresses state)" 1,ok "1 does not"
echo 0 >/proc/sys/kernel/kptr_restrict

note "switches"
echo 0 >"$debug/kprobes/enabled"
check sonde check probe
echo 1 >"$debug/kprobes/enabled"
is "$status,$(fact kernel.kprobes-armed state)" 1,no "kprobes that are disarmed"
echo 0 >/proc/sys/kernel/ftrace_enabled
check sonde check probe
echo 1 >/proc/sys/kernel/ftrace_enabled
is "$(fact kernel.ftrace-enabled state)" no "kernel.ftrace_enabled"

note "containers"
check unshare -p -f -m sh -c 'mount -t proc proc /proc && exec "$@"' within sonde check
is "$(fact user.pid-namespace state)" no "a pid namespace"
like "$(fact user.pid-namespace reason)" 'other numbers in this container' "why"
is "$(can probe)" true "all else is as it was"

note "tracefs"
mount -o remount,ro "$t"
check sonde check probe hist
is "$status,$(fact tracefs.readable state),$(fact tracefs.kprobe-events state)" 1,ok,no "read-only"
like "$(fact tracefs.kprobe-events reason)" 'Read-only file system' "why"
mount -o remount,rw "$t"
umount "$debug"
check sonde check probe
is "$status,$(fact kernel.blacklist state),$(fact kernel.kprobes-armed state)" 0,no,unknown "without debugfs"
umount "$t"
sonde check --json >"$tmp/json"
status=$?
reasons
is "$status,$(tasks)" "0,cache " "without tracefs"
like "$(fact tracefs.mounted advice)" 'mount -t tracefs' "what to do"
is "$(grep -c tracefs /proc/mounts)" 0 "it was not mounted"
mount -t tracefs tracefs "$t"
mount -t debugfs debugfs "$debug"

note "what is left"
runs_ok "a session is kept" sonde latency -q --keep kept vfs_read
check sonde check
is "$(fact sessions.running value),$(fact sessions.left value)" kept,nothing "it runs"
runs_ok "it is ended" sonde session stop -q kept
killer 12 "" sonde latency -q -d 0.05 vfs_read >"$tmp/out" 2>&1
is "$?" 137 "one is killed"
check sonde check
is "$(fact sessions.left state),$(fact sessions.left advice)" "no,As root: sonde session gc" "what it has left is told"
check sonde check
is "$(fact sessions.left state)" no "and stays"
run sonde session gc
check sonde check
is "$(fact sessions.left value)" nothing "until it is removed"
finish
