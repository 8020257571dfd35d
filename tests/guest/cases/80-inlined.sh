# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Functions that are inlined in many places, resolved on the dev box (80-inlined.prepare) and probed
# at every copy here. What is counted, where, and with which values is what a program did: not one
# event less, and not one more.
. /test/lib.sh

# add GROUP: put the definition of that group in, and set copies.
add()
{
  clear_probes
  definition=$(grep "^$1:" /root/inlined)
  runs_ok "$1: every copy is probed" sonde probe -a "$definition"
  copies=$(kernel_probes | wc -l)
  note "$1: $(kernel_probes | cut -d' ' -f1 | sort -u | wc -l) events, $copies places"
  run sonde probe -D "$definition"
  is "$copies $(awk '{ print $1 }' /sys/kernel/debug/kprobes/list | sort -u | wc -l)" \
    "$(printf '%s\n' "$out" | wc -l) $copies" "$1: each has an address of its own"
}

# untraceable GROUP: the symbols of its places that are no functions which the kernel can trace.
untraceable()
{
  run sonde probe -D "$(grep "^$1:" /root/inlined)"
  printf '%s\n' "$out" | cut -d' ' -f2 | sed 's/+.*//' | sort -u >"$tmp/symbols"
  sed 's/ .*//' "$t/available_filter_functions" | grep -Fxf "$tmp/symbols" | sort -u >"$tmp/traceable"
  grep -Fxvf "$tmp/traceable" "$tmp/symbols"
}

# lost GROUP: a place that the kernel refuses takes the definition with it.
lost()
{
  clear_probes
  run sonde probe -a "$(grep "^$1:" /root/inlined)"
  is "$status $(kernel_probes)" "1 " "$1: with a copy that cannot be traced, nothing is added"
  place=$(printf '%s\n' "$err" | sed -n 's/^ *p:[^ ]* \([^+]*\)+.*/\1/p')
  ok "$1: it is named" grep -Fxq "${place:-none}" "$tmp/untraceable"
  like "$err" 'available_filter_functions' "$1: and the reason"
}

# wanted SCRIPT: the truth, as `COUNT MODE SIZE` by the sed script, in the same order.
wanted()
{
  printf '%s\n' "$truth" | sed -nE "s/^([a-z_]*) name=.* size=(.*) count=(.*)/\3 \1 \2/;$1" | sort
}

note "file_ppos: one copy for each system call, with the file"
add ppos
is "$copies" 4 "ppos: there are four"
record ppos workload read "$tmp/data" 16:5 write/20:7 readv/0:3 readv/300:2 writev/11:4
is "$(printf '%s\n' "$truth" | wc -l)" 5 "ppos: the program did all"
# The last write is the program's own, of the truth, to a file that is no $tmp/data.
is "$(grep -v 'name="data"' "$tmp/hits" | sed 's/ .*//')" write "ppos: another file is told apart"
sed -i '/name="data"/!d' "$tmp/hits"
is "$(counted)" "$(wanted 's/ (read|write) .*/ \1 name="data" pos=0/p;s/ (readv|writev) (.*)/ \1 name="data" pos=\2/p')" \
  "ppos: calls, copies and positions are the truth"

note "fdget_pos: many copies in 6.1, one in 6.12; not all have its argument"
add pos
record pos workload read "$tmp/data" 16:5 write/20:7 readv/0:3 writev/11:4
is "$(wc -l <"$tmp/hits")" "$((2 * (5 + 7 + 3 + 4) + 1))" \
  "pos: one for each call and for the seek before it, and one for what the program says"
is "$(sed -n 's/.* fd=\(0x\)\{0,1\}//p' "$tmp/hits" | sort | uniq -c |
  awk '$2 == 3 && $1 >= 19 { $1 = "19 or more" } { print $1 " of " $2 }')" "1 of 1
19 or more of 3" "pos: the files are the truth"

note "find_process_by_pid: many copies, with the process"
untraceable process >"$tmp/untraceable"
if [ -s "$tmp/untraceable" ]; then
  lost process
else
  add process
  ok "process: at least eight" test "$copies" -ge 8
  record process workload sched_getscheduler "$tmp/data" 0:3 1:2 sched_getparam/1:4 \
    sched_getaffinity/0:5 sched_rr_get_interval/1:1 sched_rr_get_interval/0:2
  is "$(counted)" "$(wanted 's/ ([^ ]*)$/ pid=\1/p')" "process: calls, copies and ids are the truth"
  is "$(wc -l <"$tmp/hits")" 17 "process: that many in all"
fi

note "clockid_to_kclock: many copies, with the clock"
untraceable clock >"$tmp/untraceable"
if [ -s "$tmp/untraceable" ]; then
  lost clock
else
  add clock
  record clock workload clock_gettime "$tmp/data" 0:3 7:2 -6:4 clock_getres/1:5 clock_getres/4:1 \
    clock_nanosleep/1:2 clock_nanosleep/0:1 timer_create/1:6
  is "$(counted)" "$(wanted 's/ ([^ ]*)$/ id=\1/p')" "clock: calls, copies and clocks are the truth"
  is "$(wc -l <"$tmp/hits")" 24 "clock: that many in all"
fi

note "do_tkill: inlined or not; in 6.12 its copies have different arguments"
add tkill
record tkill workload tkill "$tmp/data" 18:3 28:2 tgkill/28:4 tgkill/0:1
is "$(grep -c " tgid=0 pid=$pid " "$tmp/hits")" 5 "tkill: the thread is the truth"
sed -i "s/ pid=$pid / /" "$tmp/hits"
is "$(counted | sed 's/ [^ ]*kill / /' | sort)" \
  "$(wanted "s/ tkill (.*)/ tgid=0 sig=\1/p;s/ tgkill (.*)/ tgid=$pid sig=\1/p")" \
  "tkill: calls, processes and signals are the truth"

note "do_sysinfo: only a piece of it is left, .isra.0"
add sysinfo
like "$(kernel_probes)" ' do_sysinfo\.isra\.[0-9]+(\+[0-9]+)?$' "sysinfo: that is where it is probed"
record sysinfo workload sysinfo "$tmp/data" 0:9
is "$(wc -l <"$tmp/hits")" 9 "sysinfo: the calls are the truth"

note "proc_single_open: two static functions of one name"
opens='for i in 1 2 3; do read -r x </proc/version; done; read -r x </proc/self/status
read -r x </proc/self/status'
add both
is "$copies $(kernel_probes | cut -d' ' -f2 | grep -Ec '^_s?text\+[0-9]+$')" "2 2" "both: by their addresses"
record both sh -c "$opens"
is "$(counted)" "5 proc_single_open" "both: the opens of the files of either"
add base
record base sh -c "$opens"
is "$(counted)" '2 proc_single_open name="status"' "base: the opens of one's files"
add generic
record generic sh -c "$opens"
is "$(counted)" '3 proc_single_open name="version"' "generic: the opens of the other's"
clear_probes
finish
