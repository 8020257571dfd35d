# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Many cached definitions in one command (71-replay-many.prepare), one of them bad; and their removal,
# with the kernel's waits made short: whatever happens, that is put back.
. /test/lib.sh
definitions=/root/replayed.definitions
cache=$tmp/cache
knob=/sys/kernel/rcu_expedited
cp -R /root/replayed "$cache"
count=$(wc -l <"$definitions")

# names: of the events of a list of lines.
names()
{
  sed 's/^[^:]*:\([^ ]*\) .*/\1/' | sort -u
}

# others: a kernel with probes of other people. Sets before.
others()
{
  clear_probes
  for line in 'there vfs_fsync' 'two vfs_read' 'two vfs_write'; do
    echo "p:mine/$line" >>"$t/kprobe_events"
  done
  before=$(kernel_probes)
}

# add_all: all definitions; fast to be removed.
add_all()
{
  run sonde --buildid-dir "$cache" probe -q -a "@$definitions"
}

# left: the setting, and the files of killed sondes.
left()
{
  echo "$(cat "$knob")$(ls -A /run/sonde)"
}

note "added"
others
is "$(cat "$knob")" 0 "the kernel waits"
add_all
is "$status$out$err" 0 "$count definitions are added from the cache"
is "$(kernel_probes | grep -v mine/ | names)" "$(names </root/replayed.lines)" "all events are there"
is "$(kernel_probes | grep -vc mine/)" "$(wc -l </root/replayed.lines)" "with all their probes"
is "$(left)" 0 "and no journal"

note "removed, and the kernel waits as before"
runs_ok "all are removed" sonde probe --expedite -d 'probe:*'
is "$(kernel_probes)" "$before" "those of others are as they were"
is "$(printf '%s\n' "$err" | sed -n 's/^Removed event: \(.*\):\(.*\)/\1\/\2/p' | sort)" "$(names </root/replayed.lines)" \
  "each is named"
is "$(left)" 0 "the setting is put back"

note "a bad one in the midst"
plant "$cache" 'vfs_bad' 'p:probe/vfs_bad vfs_fsync+0' 'p:probe/vfs_bad_1 vfs_read+0 x=%nosuch'
sed '20a vfs_bad' "$definitions" >"$tmp/with_bad"
run sonde --buildid-dir "$cache" probe -q -a "@$tmp/with_bad"
is "$status" 1 "it is an error"
like "$err" "^$tmp/with_bad:21: Failed to write event: Invalid argument" "which says where it is"
is "$(kernel_probes | grep -v mine/ | names)" "$(names </root/replayed.lines)" "all others are there"
is "$(left)" 0 "and nothing of it"
run sonde probe -q --expedite -d 'probe:*'
is "$status$err $(kernel_probes)" "0 $before" "-q: nothing is said"

note "killed"
add_all
all=$(kernel_probes)
run killer 0 /rcu_expedited sonde probe --expedite -d 'probe:*'
is "$status $(left)" "137 0expedite" "before it is set: only a file stays"
run sonde probe -d none
is "$(left) $(kernel_probes)" "0 $all" "which the next sonde removes"
unlike "$err" "^Note" "with nothing to say"
run killer 1 /rcu_expedited sonde probe --expedite -d 'probe:*'
is "$status $(left)" "137 1expedite" "when it is set: it stays so"
run sonde probe -l
is "$(left)" 1expedite "-l changes nothing"
like "$err" "^Note: An interrupted sonde left $knob at 1; the next sonde probe .* puts back 0\." "but says it"
run sonde probe -d none
is "$(left) $(kernel_probes)" "0 $all" "the next sonde puts it back"
like "$err" "^Note: Put back 0 into $knob, which an interrupted sonde had left at 1\.$" "and says it"
run killer 10 /kprobe_events sonde probe --expedite -d 'probe:*'
is "$status $(left) $(kernel_probes | names | wc -l)" "137 1expedite $(($(printf '%s\n' "$all" | names | wc -l) - 10))" \
  "when ten are removed"
run sonde probe -q --expedite -d 'probe:vfs_read*'
is "$status$err $(left)" "0 0" "the next one that wants it takes it over, and puts it back"
run killer 2 /rcu_expedited sonde probe --expedite -d 'probe:*'
is "$status $(left) $(kernel_probes)" "137 0expedite $before" "when it is put back: a file stays"
run sonde probe -d none
is "$(left)" 0 "which the next sonde removes"
unlike "$err" "^Note" "with nothing to say"

note "several at once"
add_all
for part in '[a-f]*' '[g-o]*' '[p-r]*' '[s-z]*'; do
  sonde probe -q --expedite -d "probe:vfs_$part" 2>>"$tmp/said" &
done
wait
is "$(left) $(kernel_probes)" "0 $before" "four together remove all, and the last one puts it back"
is "$(cat "$tmp/said")" "" "without a word"
echo 1 >"$knob"
add_all
run sonde probe -q --expedite -d 'probe:*'
is "$status$err $(left)" "0 1" "what somebody else has set stays"
echo 0 >"$knob"

note "a signal"
add_all
sonde probe -q --expedite -d 'probe:*' &
kill -TERM $!
wait $!
is "$? $(left)" "143 0" "it is put back"
run sonde probe -q --expedite -d 'probe:*'

note "a reader that does not read"
add_all
mkfifo "$tmp/slow"
exec 7<>"$tmp/slow"
head -c 65536 /dev/zero >&7
sonde probe --expedite -d 'probe:*' 2>&7 7>&- &
is_put_back()
{
  [ "$(left) $(kernel_probes)" = "0 $before" ]
}
ok "is not waited for: it is put back" soon is_put_back
sleep 0.2
kill -TERM $!
wait $!
is "$?" 143 "and a signal ends it"
exec 7>&-

note "where it cannot be had"
add_all
all=$(kernel_probes)
mount -o remount,ro /sys
run sonde probe --expedite -d 'probe:*'
mount -o remount,rw /sys
is "$status $(kernel_probes)" "1 $all" "a setting that cannot be written: nothing is removed"
like "$err" "^Cannot write $knob: Read-only file system" "it is said"
chmod 777 /run/sonde
run sonde probe --expedite -d 'probe:*'
is "$status $(kernel_probes)" "1 $all" "where it cannot be written down, nothing either"
like "$err" '^/run/sonde is not used, because others can write it' "it is said too"
chmod 700 /run/sonde
run sonde probe -n --expedite -d 'probe:*'
is "$status $(left) $(kernel_probes)" "0 0 $all" "-n changes nothing"
run sonde probe -q --expedite -d 'probe:*'

note "without it"
i=0
while [ $((i += 1)) -le 120 ]; do echo "p:many/e$i vfs_read"; done >"$tmp/lines"
while read -r line; do echo "$line"; done <"$tmp/lines" >>"$t/kprobe_events"
run sonde probe -d 'many:*'
is "$status $(kernel_probes)" "0 $before" "120 events are removed"
like "$err" '^Note: To remove 120 events takes some [0-9]+ s, because the kernel waits for each of them; --expedite makes that short\.$' \
  "and it is said how long that takes"
clear_probes
finish
