# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Programs take capabilities: which is missing is said, and what works without.
. /test/lib.sh
cp -r /root/permission-cache "$tmp/cache"
chmod -R go-w "$tmp/cache"
bpf=39 perfmon=38 admin=21
paranoid=/proc/sys/kernel/perf_event_paranoid
before=$(cat "$paranoid")

# with CAPS WORDS...: run sonde trace as root with these capabilities only.
with()
{
  with_caps=$1
  shift
  run restricted "$with_caps" sonde --buildid-dir "$tmp/cache" trace "$@"
}

# works NAME: it did, with hits.
works()
{
  is "$status" 0 "$1: it works"
  like "$out" 'dd' "$1: with hits"
}

# refused NAME PATTERN: it did not, for this reason, and left nothing.
refused()
{
  is "$status" 1 "$1: it is refused"
  like "$err" "$2" "$1: it is said"
  is "$(kernel_probes)$(ls "$t/instances")$(ls -A /run/sonde 2>/dev/null)" "" "$1: nothing is left"
}

reads='dd if=/dev/zero of=/dev/null bs=5000 count=3'
easy='count > 4096'
hard='count > file->f_inode->i_size'

echo 2 >"$paranoid"
# shellcheck disable=SC2086 # words
with "$bpf,$perfmon" --via bpf 'vfs_read count' --if "$hard" -- $reads
works "CAP_BPF and CAP_PERFMON"
# shellcheck disable=SC2086 # words
with "$bpf,$perfmon" --via perf 'vfs_read count' --if "$hard" -- $reads
works "the same by perf"
# shellcheck disable=SC2086 # words
with "$admin" --via bpf 'vfs_read count' --if "$hard" -- $reads
works "CAP_SYS_ADMIN"
with "$bpf" --via bpf 'vfs_read count' --if "$hard" -- true
refused "without CAP_PERFMON" 'that takes CAP_PERFMON\.'
with "$perfmon" --via bpf 'vfs_read count' --if "$hard" -- true
refused "without CAP_BPF" 'that takes CAP_BPF\.'
with - --via perf 'vfs_read count' --if "$hard" -- true
refused "without both" 'that takes CAP_BPF and CAP_PERFMON\.'
like "$err" '^Run sonde as root, or with CAP_BPF and CAP_PERFMON\..*--via ftrace' "with what would help"

note "what works without"
# shellcheck disable=SC2086 # words
with - 'vfs_read count' --if "$easy" -- $reads
works "a filter that the tracer can say"
with - 'vfs_read count' --if "$easy" --explain -n
like "$out$err" 'CAP_BPF and CAP_PERFMON' "--explain has the reason"
with - 'vfs_read count' --if "$hard" -- true
refused "a filter that it cannot" 'CAP_BPF and CAP_PERFMON'

note "kernel.perf_event_paranoid"
# Above 2 is what Debian's kernels have.
echo 3 >"$paranoid"
with "$bpf,$perfmon" --via bpf 'vfs_read count' --if "$hard" -- true
refused "paranoid" 'that takes CAP_SYS_ADMIN\. With kernel\.perf_event_paranoid at 2 or less, CAP_PERFMON would do'
with "$admin" --via bpf 'vfs_read count' --if "$hard" -- true
is "$status" 0 "CAP_SYS_ADMIN is enough"
echo "$before" >"$paranoid"

note "kernel.ftrace_enabled"
echo 0 >/proc/sys/kernel/ftrace_enabled
run sonde count vfs_read -- cat /dev/null
echo 1 >/proc/sys/kernel/ftrace_enabled
case $arch in
x86_64) like "$out$err" 'kernel\.ftrace_enabled is 0' "that nothing was hit for it is said" ;;
*) unlike "$out$err" 'ftrace_enabled' "it does not matter here" ;;
esac

note "a user without rights"
as_nobody "sonde trace -q -d 0.1 vfs_read" >"$tmp/out" 2>&1
is "$?" 1 "nobody may not"
like "$(cat "$tmp/out")" "Cannot use $t: Permission denied" "for tracefs to begin with"
is "$(loaded)" "" "no program or map is left"
finish
