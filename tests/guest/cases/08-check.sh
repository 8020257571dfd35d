# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# What this machine can do, and why not: what `sonde check` says is held against the machine, and
# against what the other commands do. It changes nothing. It has the last example of sonde-check.1.
. /test/lib.sh
# shellcheck source=tests/guest/in/check.sh
. /test/check.sh
# Other cases have brought what they need to root's.
mkdir "$tmp/home"
export HOME="$tmp/home"
bpf=39 perfmon=38
debug=/sys/kernel/debug
parts=$(sonde version --build-options)

note "root, and nothing in the way"
echo 0 >/proc/sys/kernel/kptr_restrict
sonde check >"$tmp/out"
start=$(tr -d . </proc/uptime | cut -d' ' -f1)
sonde check >"$tmp/out"
took=$(($(tr -d . </proc/uptime | cut -d' ' -f1) - start))
note "it takes $((took / 100)).$(printf %02d $((took % 100))) s"
ok "it takes no time, even here" [ "$took" -lt 1000 ]
check sonde check
is "$status" 0 "it works"
json <"$tmp/json" >"$tmp/out"
is "$?" 0 "which is JSON"
grep -o '^ *"[a-z]*\.[a-z-]*"' "$tmp/json" | tr -d ' "' | sort -u >"$tmp/needs"
like "$(wc -l <"$tmp/needs")" '^[12][0-9]$' "tasks need facts"
missing=
while read -r name; do
  [ -n "$(fact "$name" state)" ] || missing="$missing $name"
done <"$tmp/needs"
is "$missing" "" "all of which were looked at"
case $parts in
*'libbpf: off'*) is "$(tasks)" "probe program hist latency trace cache " "what can be done" ;;
*) is "$(tasks)" "probe program hist latency trace filter cache " "what can be done" ;;
esac
is "$(fact tracefs.mounted value)" "$t" "where tracefs is"
for name in readable kprobe-events uprobe-events dynamic-events instances; do
  is "$(fact tracefs.$name state)" ok "tracefs: $name"
done
is "$(fact kernel.build-id value)" "$(build_id)" "the kernel's build id"
is "$(fact kernel.release value)" "$(uname -r)" "its release"
for name in machine kprobes-armed ftrace-enabled blacklist addresses btf; do
  is "$(fact kernel.$name state)" ok "kernel: $name"
done
is "$(fact kernel.blacklist value)" "$(wc -l <"$debug/kprobes/blacklist") ranges" "the blacklist is the kernel's"
is "$(fact user.uid value)" 0 "the user"
is "$(fact user.cap-bpf state)$(fact user.cap-perfmon state)$(fact user.cap-sys-admin state)" okokok "its capabilities"
is "$(fact user.pid-namespace state)" ok "the pid namespace"
is "$(fact user.perf-event-paranoid value)" "$(cat /proc/sys/kernel/perf_event_paranoid)" "perf_event_paranoid"
for name in histograms hist-buckets hist-actions hist-percent synthetic-events kprobes uprobes; do
  is "$(fact features.$name state)" ok "features: $name"
done
if grep -q ' char,' "$t/README"; then want=ok; else want=no; fi
is "$(fact features.char-type state)" "$want" "the type char, as README has it"
is "$(fact sessions.running value),$(fact sessions.left value)" none,nothing "no session"
is "$(fact cache.root value)" "$HOME/.debug" "the cache"
is "$(fact cache.entries value)" "" "which is not there yet"
plant "$tmp/cache" 'vfs_read' 'p:probe/vfs_read vfs_read+0'
check sonde --buildid-dir "$tmp/cache" check
is "$(fact cache.entries value)" "1 for the running kernel" "one with an entry"
case $parts in
*'dwarf: on'*)
  like "$(fact debuginfo.image reason)" "/usr/lib/debug/boot/vmlinux-[^ ]*: not there" "where debuginfo is not"
  like "$(fact debuginfo.image reason)" "/usr/lib/debug/.build-id/.*: not there.*/boot/vmlinux-" "in their order"
  ;;
*) is "$(fact build.dwarf state)" no "that it cannot be read is said" ;;
esac
run sonde check
like "$out" '^  ok  probe ' "as text: tasks"
like "$out" '^  no  debuginfo ' "what cannot be done"
like "$out" '^ {26}for lack of .*debuginfo.image' "for lack of what"
like "$out" '^  ok  mounted +/sys/kernel/tracing$' "facts"
like "$out" '^  ok  readable kprobe-events uprobe-events' "those that are just there"

note "the exit status"
run sonde check -q probe hist
is "$status$out$err" 0 "what can be done"
run sonde check -q probe debuginfo
is "$status$out$err" 1 "what cannot"
run sonde check debuginfo
like "$out" 'debuginfo\.image: No debuginfo of the running kernel' "with its reason"
like "$out" '^ {26}-> Install it' "and what to do"
check sonde check cache
is "$status,$(fact bpf.programs state)$(fact tracefs.mounted state)" 0, "a task looks at nothing else"

note "capabilities"
check restricted - sonde check
is "$(fact user.cap-bpf state)$(fact user.cap-perfmon state)" nono "none"
is "$(can probe)$(can hist)$(can filter)" truetruefalse "root without any can do all but programs"
runs_ok "and does" restricted - sonde hist vfs_read --by comm -d 0.1
before=$(cat /proc/sys/kernel/perf_event_paranoid)
echo 2 >/proc/sys/kernel/perf_event_paranoid
case $parts in
*'libbpf: off'*) like "$(fact bpf.programs reason)" 'built without libbpf' "why" ;;
*)
  like "$(fact bpf.programs reason)" 'that takes CAP_BPF and CAP_PERFMON' "why"
  like "$(fact bpf.programs advice)" '^Run sonde as root, or with ' "and what to do"
  run restricted "$bpf,$perfmon" sonde check -q filter
  is "$status" 0 "CAP_BPF and CAP_PERFMON are enough"
  run restricted "$bpf" sonde check filter
  is "$status" 1 "one is not"
  like "$out" 'bpf\.programs: .*that takes CAP_PERFMON\.' "which is said"
  echo 3 >/proc/sys/kernel/perf_event_paranoid
  check restricted "$bpf,$perfmon" sonde check
  is "$(fact bpf.programs state),$(fact bpf.events state)" ok,no "where perf events are root's"
  like "$(fact bpf.events reason)" 'kernel\.perf_event_paranoid at 2 or less' "this is said"
  ;;
esac
echo "$before" >/proc/sys/kernel/perf_event_paranoid

note "neither /sys nor /proc"
echo 'mount -t tmpfs none /sys && mount -t tmpfs none /proc && exec "$@"' >"$tmp/bare"
check unshare -m sh "$tmp/bare" sonde --buildid-dir "$tmp/cache" check
reasons
for name in kernel.build-id cache.entries debuginfo.image; do
  like "$(fact $name reason)" 'Cannot open /sys/kernel/notes' "why: $name"
  like "$(fact $name advice)" 'mount sysfs' "and what to do"
done
like "$(fact kernel.addresses advice)" '^Mount proc' "symbols are not hidden from root: they are not there"
like "$(fact tracefs.mounted advice)" '^Mount it, as root' "nor is tracefs"

note "a user without rights"
as_nobody 'sonde check --json' >"$tmp/json" 2>"$tmp/err"
is "$?$(cat "$tmp/err")" 0 "nobody gets an answer"
reasons
is "$(tasks)" "cache " "what can be done"
is "$(fact tracefs.mounted value)" "$t" "tracefs is there"
like "$(fact tracefs.readable reason)" 'Permission denied' "and not for everybody"
like "$(fact tracefs.readable advice)" 'root' "but for root"
is "$(fact kernel.addresses state)" no "addresses are hidden"
is "$(fact kernel.blacklist state)" no "and the blacklist"
is "$(fact user.uid value)" 65534 "the user"
as_nobody 'sonde check -q probe' >"$tmp/out" 2>&1
is "$?$(cat "$tmp/out")" 1 "the exit status says so"
finish
