# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# A definition is in the kernel with all of its lines or not at all. The lines come from caches
# that are planted here, because sonde itself would not write those that the kernel refuses.
. /test/lib.sh
blacklist=/sys/kernel/debug/kprobes/blacklist
n=$(argument 3)

# refused NAME LINE PATTERN: a definition whose third line is LINE, which the kernel refuses with
# words like PATTERN.
refused()
{
  rm -rf "$tmp/cache"
  clear_probes
  echo "p:probe/there vfs_fsync" >>"$t/kprobe_events"
  plant "$tmp/cache" 'vfs_read count' "p:probe/vfs_read vfs_read+0 count=$n:x64" \
    "p:probe/vfs_read_1 vfs_write+0 count=$n:x64" "$2" \
    "p:probe/vfs_read_3 vfs_fsync+0 count=$n:x64"
  run sonde --buildid-dir "$tmp/cache" probe -a 'vfs_read count'
  is "$status" 1 "$1: fails"
  is "$(kernel_probes | cut -d' ' -f1)" "p:probe/there" "$1: nothing of it is left, the rest is"
  like "$err" "$3" "$1: the kernel's reason is shown"
  is "$(printf '%s\n' "$err" | tail -n 1)" '  Error: Failed to add events.' "$1: it ends in perf's words"
  unlike "$err" "Added new event" "$1: nothing is said to be added"
}

note "one line of four is refused"
refused "no such symbol" "p:probe/vfs_read_2 no_such_symbol_here+0 count=$n:x64" \
  'Failed to register probe event|[Ii]nvalid (probed )?(address|symbol)|No such'
refused "no such register" 'p:probe/vfs_read_2 vfs_fsync+0 count=%nosuch' \
  'Invalid register name'
shown=$(printf '%s\n' "$err" | grep -n 'p:probe/vfs_read_2 ')
like "$shown" '^[0-9]*:  p:probe/vfs_read_2 vfs_fsync\+0 count=%nosuch$' "the caret: the line is shown"
line=$(printf '%s\n' "$err" | sed -n "$((${shown%%:*} + 1))p")
like "$line" '^ *\^$' "the caret: it is in the next line"
is "$(printf '%s\n' "${shown#*:}" | awk -v at="${#line}" '{ print substr($0, at) }')" '%nosuch' \
  "the caret: it is under what is wrong"
if [ "$arch" = x86_64 ]; then
  refused "inside of an instruction" "p:probe/vfs_read_2 vfs_read+1 count=$n:x64" \
    'instruction boundary|Invalid or incomplete'
else
  refused "inside of an instruction" "p:probe/vfs_read_2 vfs_read+2 count=$n:x64" 'Invalid argument|register'
fi
clear_probes
plant "$tmp/split" 'vfs_read count' "p:probe/vfs_read vfs_read+0 count=$n:x64" \
  "p:probe/vfs_read vfs_write+0 count=$n:x64" "p:probe/vfs_read vfs_fsync+0 other=$n:x64"
run sonde --buildid-dir "$tmp/split" probe -a 'vfs_read count'
is "$status $(kernel_probes | cut -d' ' -f1 | sort | uniq -c | sed 's/^ *//' | tr '\n' ' ')" \
  "0 2 p:probe/vfs_read 1 p:probe/vfs_read_1 " \
  "an instance with other arguments, which the kernel would refuse, gets another name"
clear_probes

note "the user's own words"
run sonde probe -a 'vfs_read n=@no_such_symbol_here'
is "$status $(kernel_probes)" "1 " "an argument that the kernel refuses"
like "$err" '^The kernel says: ' "its reason is shown"
like "$err" 'n=@no_such_symbol_here$' "with what was asked for"

note "several definitions"
run sonde probe -a "vfs_read n=$n" -a no_such_function_here -a 'vfs_write n=:' -a "vfs_write n=$n"
is "$status" 1 "one that fails makes the command fail"
is "$(kernel_probes | cut -d' ' -f1 | tr '\n' ' ')" "p:probe/vfs_read p:probe/vfs_write " \
  "the others are added"
like "$err" "Probe point 'no_such_function_here' not found" "the failed one is named"
like "$err" '^Semantic error :' "so is the one that is no definition"
is "$(printf '%s\n' "$err" | grep -A 2 '^Added')" "Added new events:
  probe:vfs_read       (on vfs_read with n=$n)
  probe:vfs_write      (on vfs_write with n=$n)" "what was added is listed"
is "$(printf '%s\n' "$err" | tail -n 1)" '  Error: Failed to add events.' "the failure is said last"
clear_probes

note "the blacklist"
echo >"$t/error_log"
# A function of the kernel itself that has its name for itself.
banned=$(awk '!/\[/ { print $2 }' "$blacklist" | grep -v '\.' | head -n 40 | while read -r name; do
  [ "$(grep -c " $name\$" /proc/kallsyms)" != 1 ] || echo "$name"
done | head -n 1)
ok "there is a function on it" test -n "$banned"
run sonde probe -a "$banned"
is "$status $(kernel_probes)" "1 " "it is refused"
like "$err" "^$banned is blacklisted function, skip it\." "in perf's words"
run sonde probe -a "$banned%return"
is "$status $(kernel_probes)" "1 " "its return too"
is "$(cat "$t/error_log")" "" "the kernel was not asked"

plant "$tmp/some" 'vfs_read count' "p:probe/vfs_read vfs_read+0 count=$n:x64" \
  "p:probe/vfs_read $banned+0 count=$n:x64"
run sonde --buildid-dir "$tmp/some" probe -a 'vfs_read count'
is "$status $(kernel_probes | wc -l)" "0 1" "an instance on it is left out, the other added"
like "$err" "^Left out: $banned is blacklisted function, skip it\." "which is said"
clear_probes
run sonde --buildid-dir "$tmp/some" probe --strict -a 'vfs_read count'
is "$status $(kernel_probes)" "1 " "with --strict nothing is added"
at=0x$(awk -v name="$banned" '$3 == name { print $1; exit }' /proc/kallsyms)
# Not every kernel knows _text.
base=$(awk '$3 == "_text" || $3 == "_stext" { print $3; exit }' /proc/kallsyms)
text=0x$(awk -v base="$base" '$3 == base { print $1; exit }' /proc/kallsyms)
note "$banned is at $at, $base at $text"
plant "$tmp/hidden" 'vfs_read count' "p:probe/vfs_read $base+$((at - text)) count=$n:x64"
run sonde --buildid-dir "$tmp/hidden" probe -a 'vfs_read count'
is "$status $(kernel_probes)" "1 " "an offset from the start of the kernel is refused too"
like "$err" "is blacklisted function, skip it\." "in perf's words"
is "$(cat "$t/error_log")" "" "again without asking the kernel"
clear_probes

note "signals"
count=200
rm -rf "$tmp/cache"
set --
for i in $(seq $count); do set -- "$@" "p:probe/vfs_write_$i vfs_write+0 count=$n:x64"; done
plant "$tmp/cache" 'vfs_write count' "$@"
# Not SIGINT: a shell's background jobs do not hear it. Whether a signal meets it in mid-write is up
# to the scheduler, so each gets several attempts to; what is left is looked at after every one.
for signal in TERM HUP; do
  between=0
  broken=
  for attempt in $(seq 8); do
    clear_probes
    sonde --buildid-dir "$tmp/cache" probe --max-probes $count -a 'vfs_write count' 2>"$tmp/said" &
    pid=$!
    partly=0
    while [ -d "/proc/$pid" ] && [ "$partly" = 0 ]; do
      partly=$(wc -l <"$t/kprobe_events")
    done
    kill "-$signal" "$pid"
    wait "$pid"
    left=$(kernel_probes | wc -l)
    note "SIG$signal, attempt $attempt: after $partly of $count lines: $left left, $(wc -l <"$tmp/said") lines said"
    [ "$left" = 0 ] || [ "$left" = $count ] || broken="$broken $left"
    if [ "$partly" -gt 0 ] && [ "$partly" -lt $count ]; then
      between=1
      break
    fi
  done
  ok "SIG$signal: it came in between" test "$between" = 1
  is "$broken" "" "SIG$signal: all or nothing is left"
done
clear_probes
finish
