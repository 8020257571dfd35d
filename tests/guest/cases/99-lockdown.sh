# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# A kernel that is locked down. There is no way back: this case has to be the last.
. /test/lib.sh
lockdown=/sys/kernel/security/lockdown
mount -t securityfs none /sys/kernel/security
if ! [ -e "$lockdown" ]; then
  note "this kernel has no lockdown"
  pass "nothing to test"
  finish
fi
echo integrity >"$lockdown"
like "$(cat "$lockdown")" '\[integrity\]' "it is locked down for integrity"
run sonde check probe hist trace -v
is "$status" 0 "which is no hindrance to any task"
like "$out" '^  ok  lockdown +integrity$' "and told"
run sonde trace --via bpf vfs_read --if 'pid > 1' -- cat /dev/null
is "$status" 0 "which is no hindrance"
like "$out" '\<cat\>' "to hits"
echo confidentiality >"$lockdown"
like "$(cat "$lockdown")" '\[confidentiality\]' "it is locked down for confidentiality"
run sonde check
is "$status" 0 "what can be done is told"
unlike "$out" '^  ok  (probe|program|hist|latency|trace|filter) ' "nothing in the kernel"
like "$out" '^  no  lockdown +confidentiality$' "and why"
run sonde check probe
is "$status" 1 "no probe"
like "$out" 'kernel\.lockdown: The kernel is locked down \(confidentiality\)' "as it is locked down"
run sonde trace --via bpf vfs_read -- true
is "$status" 1 "then there is no tracing"
like "$err" 'locked down' "and it is said why"
run sonde trace vfs_read -- true
is "$status" 1 "in no mode"
like "$err" 'locked down' "and it is said why"
finish
