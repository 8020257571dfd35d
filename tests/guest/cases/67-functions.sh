# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# The functions of a kernel that has no image here, against what ftrace says it can trace.
. /test/lib.sh

note "all functions"
runs_ok "they are listed" sonde probe -F '*'
printf '%s\n' "$out" >"$tmp/listed"
is "$(sort -u "$tmp/listed" | cmp - "$tmp/listed")" "" "sorted, each once"
# Those of modules have the module's name behind them.
grep -v '[][ ]\|^__ftrace_invalid_address' "$t/available_filter_functions" | sort -u >"$tmp/traceable"
ok "ftrace knows some" test "$(wc -l <"$tmp/traceable")" -gt 10000
is "$(sort "$tmp/listed" "$tmp/listed" "$tmp/traceable" | uniq -u | head -n 5)" "" \
  "what ftrace can trace is there"

note "some"
runs_ok "a filter" sonde probe -F 'vfs_read | vfs_writ?'
is "$out" "vfs_read
vfs_write" "is kept to"
run sonde probe -F start_kernel
is "$status" 1 "what was freed after boot is not there"
like "$err" 'only while the kernel starts' "which is said"

note "addresses are hidden"
echo 2 >/proc/sys/kernel/kptr_restrict
runs_ok "functions are listed all the same" sonde probe --json -F 'vfs_read | start_kernel'
like "$err" '^Note: the kernel hides its addresses' "hidden: that is said"
is "$(printf '%s\n' "$out" | json | grep -c function=)" 2 "hidden: with those freed after boot"
is "$(printf '%s\n' "$out" | grep -c 0x)" 0 "hidden: and without addresses"
run sonde probe -q -F 'vfs_read'
is "$status $out$err" "0 vfs_read" "hidden: with -q that is not said"
echo 0 >/proc/sys/kernel/kptr_restrict
finish
