# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# What is slow in the kernel is asked once, not once for each event: its symbols, which say where
# events at `_text+OFFSET` are. So fifty of them may not take ten times as long as one does.
. /test/lib.sh
base=$(awk '$3 == "_text" || $3 == "_stext" { print $3; exit }' /proc/kallsyms)
start=0x$(awk -v name="$base" '$3 == name { print $1; exit }' /proc/kallsyms)
entry=0x$(awk '$3 == "vfs_fsync" { print $1; exit }' /proc/kallsyms)
place=$base+$((entry - start))

# took COMMAND...: run it, and set ms.
took()
{
  read -r before _ </proc/uptime
  run "$@"
  read -r after _ </proc/uptime
  ms=$(awk -v a="$before" -v b="$after" 'BEGIN { print int((b - a) * 1000) + 1 }')
}

one_line="p:probe/one $place"
plant "$tmp/one" vfs_fsync "$one_line"
set --
for i in $(seq 50); do set -- "$@" "p:probe/many$i $place"; done
plant "$tmp/many" vfs_fsync "$@"

took sonde --buildid-dir "$tmp/one" probe -q -a vfs_fsync
one=$ms
is "$status $(kernel_probes | wc -l)" "0 1" "one is added"
took sonde probe -l
one_listed=$ms
is "$out" "  probe:one            (on vfs_fsync)" "one is listed"
clear_probes
took sonde --buildid-dir "$tmp/many" probe -q -a vfs_fsync
note "adding took $one ms for 1, $ms ms for 50"
is "$status $(kernel_probes | wc -l)" "0 50" "fifty are added"
ok "in less than ten times the time" test "$ms" -lt $((10 * one))
took sonde probe -l
note "listing took $one_listed ms for 1, $ms ms for 50"
is "$(printf '%s\n' "$out" | grep -c '(on vfs_fsync)$')" 50 "fifty are listed"
ok "in less than ten times the time too" test "$ms" -lt $((10 * one_listed))
clear_probes
finish
