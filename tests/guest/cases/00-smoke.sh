# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# The kernel itself, without sonde: if this fails, no other case means anything.
. /test/lib.sh

ok "tracefs is there" test -w "$t/kprobe_events"
ok "so is the blacklist" grep -q 0x /sys/kernel/debug/kprobes/blacklist
ok "no debuginfo is" test ! -e "/usr/lib/debug/boot/vmlinux-$(uname -r)"
is "$(cat "$t/dynamic_events")" "" "no event is defined after boot"

echo "p:smoke/vfs_read vfs_read count=$(argument 3):u64" >>"$t/kprobe_events"
ok "a line written by hand makes an event" test -d "$t/events/smoke/vfs_read"

echo 'comm == "smoke-read"' >"$t/events/smoke/vfs_read/filter"
echo 1 >"$t/events/smoke/vfs_read/enable"
runs_ok "the workload reads" workload -c smoke-read read "$tmp/data" 1:3 100:7 4096:2 65536:5
echo 0 >"$t/events/smoke/vfs_read/enable"
is "$out" "read name=data size=1 count=3
read name=data size=100 count=7
read name=data size=4096 count=2
read name=data size=65536 count=5" "it prints the truth"

got=$(sed -n 's/.*vfs_read: .* count=//p' "$t/trace" | sort -n | uniq -c |
  awk '{ print "read name=data size=" $2 " count=" $1 }')
is "$got" "$out" "the trace agrees with it"

echo "-:smoke/vfs_read" >>"$t/kprobe_events"
is "$(cat "$t/kprobe_events")" "" "the event can be removed"

runs_ok "perf starts and lists no event" perf probe -l
is "$out" "" "perf's list is empty"
finish
