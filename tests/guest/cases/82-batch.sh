# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Hundreds of definitions in one command, from the cache of the dev box (82-batch.prepare): each is
# there or not, whatever becomes of the others, and the last line says how many.
. /test/lib.sh
blacklist=/sys/kernel/debug/kprobes/blacklist

# names: of the events, sorted.
names()
{
  kernel_probes | sed 's/^p:\([^ ]*\).*/\1/' | sort
}

note "a file: all of it can be had"
sed 's/ .*//;s,^,probe/,' /root/batch | sort >"$tmp/wanted"
run sonde probe -a @/root/batch
is "$status$out" 0 "all: it succeeds, and says nothing on stdout"
is "$(printf '%s\n' "$err" | grep ' definitions: ')" \
  "300 definitions: 300 resolved (300 places), 0 failed, 0 left out of them" "all: the sum is right"
is "$(names)" "$(cat "$tmp/wanted")" "all: all are there"
is "$(kernel_probes | grep -c ' n=\$stack0$')" "$(grep -c ' n=' /root/batch)" "all: with their arguments"
is "$(printf '%s\n' "$err" | grep -c '^  probe:')" 300 "all: each is listed"
run sonde probe -a @/root/batch
is "$status $(printf '%s\n' "$err" | grep ' definitions: ')" \
  "1 300 definitions: 0 resolved (0 places), 300 failed (300 name exists), 0 left out of them" \
  "again: none of them"
is "$(names)" "$(cat "$tmp/wanted")" "again: they are there once"
runs_ok "all: they are removed" sonde probe -q -d 'probe:*'
is "$(kernel_probes)$out$err" "" "all: none is left"

note "standard input"
run sonde probe -q -a - </root/batch
is "$status$out$err" 0 "input: it succeeds, and -q says nothing"
is "$(names)" "$(cat "$tmp/wanted")" "input: all are there"
runs_ok "input: they are removed" sonde probe -d '*:*'
is "$(printf '%s\n' "$err" | grep -c '^Removed event: probe:')" 300 "input: each is named"

note "a file in which some fail"
banned=$(awk '!/\[/ { print $2 }' "$blacklist" | grep -v '\.' | head -n 40 | while read -r name; do
  [ "$(grep -c " $name\$" /proc/kallsyms)" != 1 ] || echo "$name"
done | head -n 1)
existing=$(sed -n 's/ .*//;222p' /root/batch)
awk -v banned="$banned" '
  NR == 20 { print "# a remark, and an empty line\n\n" }
  NR == 50 { print "no_such_function_here" }
  NR == 100 { print banned }
  NR == 150 { print "lost:lost=vfs_fsync id" }
  NR == 200 { print "vfs_read:x" }
  { print }' /root/batch >"$tmp/list"
echo "p:probe/$existing vfs_fsync" >>"$t/kprobe_events"
run sonde probe -a "@$tmp/list"
is "$status$out" 1 "some: it fails"
is "$(printf '%s\n' "$err" | grep ' definitions: ')" \
  "304 definitions: 299 resolved (299 places), 5 failed (1 do not parse, 1 not found, 1 name exists, 2 refused), 0 left out of them" \
  "some: the sum is right"
is "$(names)" "$(cat "$tmp/wanted")" "some: all others are there, and of the failed nothing"
is "$(kernel_probes | grep "^p:probe/$existing ")" "p:probe/$existing vfs_fsync" \
  "some: the event that was there is as it was"
while read -r number word; do
  like "$err" "^$tmp/list:$number: .*$word" "some: line $number is named with its reason"
done <<LINES
53 no_such_function_here
104 $banned
155 Failed to write event
206 Semantic error
229 event "$existing" already exists
LINES
is "$(printf '%s\n' "$err" | tail -n 1)" '  Error: Failed to add events.' "some: the last line is perf's"
runs_ok "some: all are removed" sonde probe -q -d 'probe:*'
is "$(kernel_probes)" "" "some: none is left"

note "an end in the middle"
# Of file_ppos, in ksys_read, ksys_write, do_readv and do_writev.
places=4
for least in 10 60 120; do
  sonde probe -q -a @/root/many &
  adding=$!
  until [ "$(kernel_probes | wc -l)" -ge $least ] || ! kill -0 $adding 2>/dev/null; do :; done
  kill -TERM $adding
  wait $adding
  is $? 143 "SIGTERM after $least places: it ends"
  kernel_probes | cut -d' ' -f1 | sort | uniq -c >"$tmp/events"
  events=$(wc -l <"$tmp/events")
  note "SIGTERM after $least places: $events definitions"
  ok "SIGTERM after $least places: in the middle" test "$events" -gt 0 -a "$events" -lt 300
  is "$(awk -v places="$places" '$1 != places' "$tmp/events")" "" \
    "SIGTERM after $least places: each definition is whole"
  clear_probes
done
finish
