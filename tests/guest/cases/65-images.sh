# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Images given by -k (65-images.prepare makes them) that do not help, and a kernel that hides its
# symbols from a user who may trace.
. /test/lib.sh
id=$(build_id)
case $arch in
x86_64) other=aarch64 register=%x0 ;;
*) other=x86_64 register=%di ;;
esac
cached=$(find /root/.debug 2>/dev/null)
dwarf=no
sonde version --build-options | grep -q 'dwarf: on' && dwarf=yes
note "sonde reads DWARF: $dwarf"

# refused NAME PATTERN ARGUMENT...
refused()
{
  refused_name=$1
  refused_pattern=$2
  shift 2
  run sonde probe "$@"
  is "$status $out$(kernel_probes)" "1 " "$refused_name: fails"
  like "$err" "$refused_pattern" "$refused_name: it is said why"
}

refused "another architecture" 'other-architecture is not the kernel that runs here' \
  -k /root/other-architecture -a twice
like "$err" "$other" "another architecture: which is named"
like "$err" "$id" "another architecture: and the running kernel's build id"
refused "this kernel's, without debuginfo" 'only-notes has no debuginfo|built without DWARF' \
  -k /root/only-notes -a 'vfs_read count'
refused "without debuginfo" 'without-debuginfo has no debuginfo|built without DWARF' \
  -k /root/without-debuginfo -D 'twice value'
is "$(printf '%s\n' "$err" | tail -n 1)" '  Error: Failed to show event definition.' \
  "without debuginfo: the last line is perf's"
if [ "$dwarf" = yes ]; then
  run sonde probe -k /root/other-architecture -D 'twice value'
  like "$status $out" "^0 p:probe/twice twice\+[0-9]+ value=$register:s32\$" \
    "another architecture: -D speaks of its registers"
else
  refused "another architecture, -D" 'built without DWARF' -k /root/other-architecture -D 'twice value'
fi
is "$(find /root/.debug 2>/dev/null)" "$cached" "nothing was cached"

note "hidden symbols"
# Not every kernel knows _text.
base=$(awk '$3 == "_text" || $3 == "_stext" { print $3; exit }' /proc/kallsyms)
start=0x$(awk -v name="$base" '$3 == name { print $1; exit }' /proc/kallsyms)
entry=0x$(awk '$3 == "vfs_fsync" { print $1; exit }' /proc/kallsyms)
place=$base+$((entry - start))
mount -o remount,mode=755 "$t"
chmod 666 "$t/kprobe_events" "$t/uprobe_events" "$t/error_log"
chmod 444 "$t/README"
echo 2 >/proc/sys/kernel/kptr_restrict
run as_nobody 'grep -m 1 " vfs_read$" /proc/kallsyms'
is "$out" "0000000000000000 T vfs_read" "the symbols' addresses are hidden"
run as_nobody "sonde probe -a 'vfs_read n=$(argument 3)'"
is "$status" 0 "a user who may trace adds a probe"
like "$(probe_places)" '^k vfs_read\+' "it is in the kernel"
like "$err" '^Note: The kprobe blacklist was not checked: .*Permission denied' \
  "that the blacklist is unknown is said"
echo "p:probe/counted $place" >>"$t/kprobe_events"
run as_nobody 'sonde probe -l'
is "$status $out" "0   probe:vfs_read       (on vfs_read with n)
  probe:counted        (on $place)" "all are listed, a place without an address as it is"
banned=$(awk '!/\[/ { print $2; exit }' /sys/kernel/debug/kprobes/blacklist)
before=$(kernel_probes)
run as_nobody "sonde probe -a $banned"
is "$status $(kernel_probes)" "1 $before" "what is on the blacklist is refused by the kernel then"
like "$err" '^Failed to write event: ' "in perf's words"
echo 0 >/proc/sys/kernel/kptr_restrict
run sonde probe -l
is "$status $out" "0   probe:vfs_read       (on vfs_read with n)
  probe:counted        (on vfs_fsync)" "by its function once addresses are shown to root"
run as_nobody "sonde probe -q -d '*'"
is "$status $(kernel_probes)" "0 " "that user can remove them"
chmod 640 "$t/kprobe_events" "$t/uprobe_events" "$t/error_log"
chmod 440 "$t/README"
mount -o remount,mode=700 "$t"
finish
