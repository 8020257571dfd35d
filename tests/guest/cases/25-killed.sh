# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# A sonde that is killed for good between two lines of a definition: the next one takes away what
# it has left, and nothing else.
. /test/lib.sh
n=$(argument 3)
run_dir=/run/sonde
cache=$tmp/cache
# Two places of one event, and one of another.
plant "$cache" 'vfs_read count' "p:probe/vfs_read vfs_read+0 count=$n:x64" \
  "p:probe/vfs_read vfs_write+0 count=$n:x64" "p:probe/vfs_read_1 vfs_fsync+0 ret=$n"
# As many, and the kernel refuses the last.
plant "$cache" 'vfs_write count' "p:probe/vfs_write vfs_write+0 count=$n:x64" \
  "p:probe/vfs_write vfs_read+0 count=$n:x64" "p:probe/vfs_write_1 vfs_fsync+0 count=$n:x64" \
  'p:probe/vfs_write_2 vfs_fsync+0 count=%nosuch'

# journals: the files there are.
journals()
{
  ls -A "$run_dir" 2>/dev/null
}

# others: a kernel with probes of other people, one event with two of them. Sets before.
others()
{
  clear_probes
  echo "p:mine/there vfs_fsync" >>"$t/kprobe_events"
  echo "p:mine/two vfs_read n=$n" >>"$t/kprobe_events"
  echo "p:mine/two vfs_write n=$n" >>"$t/kprobe_events"
  before=$(kernel_probes)
}

# killed N DEFINITION: sonde adds it, and dies right after its Nth write.
killed()
{
  run killer "$1" /kprobe_events sonde --buildid-dir "$cache" probe -a "$2"
}

# journal LINE...: a journal as a killed sonde leaves it.
journal()
{
  mkdir -p -m 700 "$run_dir"
  {
    printf 'sonde journal 1\nboot %s\npid 77\n' "$(cat /proc/sys/kernel/random/boot_id)"
    printf '%s\n' "$@"
    echo end
  } >"$run_dir/journal-made"
}

note "killed after each line"
for count in 0 1 2 3; do
  others
  killed $count 'vfs_read count'
  is "$status $(kernel_probes | grep -c ' vfs_.* count=\| ret=')" "137 $count" "after $count lines: they are there"
  is "$(journals | wc -l)" 1 "after $count lines: so is a journal"
  left=$(kernel_probes)
  run sonde probe -l
  is "$status $(kernel_probes)" "0 $left" "after $count lines: -l removes nothing"
  [ $count = 0 ] || like "$err" "^Note: An interrupted sonde \(process [0-9]+\) left a part of a definition.* probe:vfs_read" \
    "after $count lines: but says it"
  run sonde probe -d none
  is "$(kernel_probes) $(journals)" "$before " "after $count lines: the next sonde removes them, and the journal"
  case $count in
  0) is "$(printf '%s\n' "$err" | head -n 1)" '"none" does not hit any event.' "after 0 lines: nothing to say" ;;
  3) like "$err" "^Note: Removed what .* definition: probe:vfs_read_1, probe:vfs_read$" \
    "after 3 lines: it says what it removed" ;;
  *) like "$err" "^Note: Removed what .* definition: probe:vfs_read$" \
    "after $count lines: it says what it removed" ;;
  esac
done
others
killed 4 'vfs_read count'
is "$status $(kernel_probes | wc -l) $(journals)" "0 6 " "when all is written, there is nothing to clean"
run sonde probe -q -d 'probe:*'
is "$(kernel_probes)" "$before" "and what was added stays until it is deleted"

note "killed while it takes back"
# Three lines, one that is refused, two removals.
for count in 3 4 5 6; do
  others
  killed $count 'vfs_write count'
  is "$status" 137 "write $count: the last"
  run sonde probe -d none
  is "$(kernel_probes) $(journals)" "$before " "write $count: the next sonde removes what is left"
done
others
killed 7 'vfs_write count'
is "$status $(kernel_probes) $(journals)" "1 $before " "a definition that is refused leaves nothing by itself"
like "$err" "Invalid register name" "and says why"

note "killed while it removes what another has left"
others
killed 3 'vfs_read count'
run killer 1 /kprobe_events sonde probe -d none
is "$status $(kernel_probes | grep probe/ | cut -d' ' -f1 | uniq)" "137 p:probe/vfs_read" "one event of two is removed"
run sonde probe -d none
is "$(kernel_probes) $(journals)" "$before " "the next sonde removes the other"

note "the same definition, and another"
others
killed 2 'vfs_read count'
left=$(kernel_probes)
run sonde probe -n -d 'mine:*'
is "$status $(kernel_probes)" "0 $left" "-n -d removes nothing"
like "$err" "which the next sonde probe that adds or deletes events will remove: probe:vfs_read$" "and says what is left"
run sonde probe -a vfs_open
is "$status $(kernel_probes)" "0 $before
$(kernel_probes | grep probe/vfs_open)" "-a removes it, and does its own"
like "$err" "^Note: Removed what .* definition: probe:vfs_read$" "it says what it removed"
like "$err" "^Added new event:$" "and what it added"
others
killed 2 'vfs_read count'
run sonde --buildid-dir "$cache" probe -q -a 'vfs_read count'
is "$status$out$err" 0 "it works; with -q nothing is said"
is "$(kernel_probes | wc -l) $(journals)" "6 " "and is whole"
killed 1 'vfs_write count'
run sonde probe -d 'probe:vfs_read*'
is "$status $(kernel_probes) $(journals)" "0 $before " "-d cleans first too"
killed 1 'vfs_read count'
run sonde probe -d vfs_read
like "$status $err" '^"vfs_read" does not hit any event\.' "what is cleaned cannot be deleted any more"

note "in use"
others
killed 3 'vfs_read count'
echo 1 >"$t/events/probe/vfs_read/enable"
left=$(kernel_probes | grep 'probe/vfs_read ')
run sonde probe -d none
is "$(kernel_probes)" "$before
$left" "it stays whole, the rest goes"
like "$err" 'left probe:vfs_read, which cannot be removed now' "it is said"
like "$err" '^It is enabled: echo 0 > ' "and why"
is "$(journals | wc -l)" 1 "the journal stays"
run sonde --buildid-dir "$cache" probe -a 'vfs_read count'
like "$status $err" 'event "vfs_read" already exists' "its name is not free"
echo 0 >"$t/events/probe/vfs_read/enable"
run sonde probe -d none
is "$(kernel_probes) $(journals)" "$before " "when it is free, it goes"

note "changed meanwhile"
others
killed 1 'vfs_read count'
echo "p:probe/vfs_read vfs_open count=$n:x64" >>"$t/kprobe_events"
left=$(kernel_probes)
run sonde probe -d none
is "$(kernel_probes) $(journals)" "$left " "an event that somebody has added to stays"
like "$err" 'a part of probe:vfs_read, which was changed since and stays\.' "it is said"
others
killed 1 'vfs_read count'
echo "-:probe/vfs_read" >>"$t/kprobe_events"
echo "p:probe/vfs_read vfs_read other=$n:x64" >>"$t/kprobe_events"
left=$(kernel_probes)
run sonde probe -d none
is "$(kernel_probes) $(journals)" "$left " "one that was made anew is not ours"

note "added to an event that was there"
for count in 0 1 2; do
  others
  head -n $count <<LINES >"$tmp/appended"
p:mine/two vfs_fsync+0 n=$n
p:mine/two vfs_open+0 n=$n
LINES
  while read -r line; do echo "$line" >>"$t/kprobe_events"; done <"$tmp/appended"
  is "$(kernel_probes | wc -l)" $((3 + count)) "$count probes: they are there"
  journal "there kprobe_events p:mine/two vfs_read n=$n" "there kprobe_events p:mine/two vfs_write n=$n" \
    "add kprobe_events p:mine/two vfs_fsync+0 n=$n" "add kprobe_events p:mine/two vfs_open+0 n=$n"
  run sonde probe -d none
  is "$(kernel_probes) $(journals)" "$before " "$count probes: they are removed, and no other"
  [ $count = 0 ] || like "$err" "definition: mine:two \($count of its probes\)$" "$count probes: it is said"
done

note "lines that the kernel lists in other words"
others
at=0x$(awk '$3 == "vfs_read" { print $1; exit }' /proc/kallsyms)
base=$(awk '$3 == "_text" || $3 == "_stext" { print $3; exit }' /proc/kallsyms)
offset=$((at - 0x$(awk -v base="$base" '$3 == base { print $1; exit }' /proc/kallsyms)))
set -- "p:n/plain vfs_read+0" "r:n/return vfs_read+0 ret=\$retval:s64" "r7:n/most vfs_read+0" \
  "p:n/relative $base+$offset x=@$base+8:u8" "p:n/unnamed vfs_read+0 $n $n:u8" \
  "p:n/deep vfs_read+0 x=+0(+8($n)):string y=+u0($n):ustring z=$n:b3@5/32 c=\$comm s=\\\"word\"" \
  "p:n/array vfs_read+0 x=+0($n):u8[4]"
if grep -q '%pd/%pD' "$t/README"; then
  set -- "$@" "p:n/dentry vfs_read+0 a=\$arg1:%pD b=$n"
fi
for line; do echo "$line" >>"$t/kprobe_events"; done
is "$(grep -c ':n/' "$t/kprobe_events")" $# "the kernel has them"
echo "p:n/program /bin/busybox:0x1000 x=$n" >>"$t/uprobe_events"
is "$(wc -l <"$t/uprobe_events")" 1 "and one of a program"
kernel_probes | grep n/ | sed 's/^/# /' >&3
for line; do
  shift
  set -- "$@" "add kprobe_events $line"
done
journal "$@" "add uprobe_events p:n/program /bin/busybox:0x1000 x=$n"
run sonde probe -d none
is "$(kernel_probes)$(cat "$t/uprobe_events") $(journals)" "$before " "all are removed"

note "what is no journal"
others
journal 'add kprobe_events p:mine/there vfs_fsync+0'
echo hello >"$run_dir/journal-junk"
chmod 666 "$run_dir/journal-made"
run sonde probe -d none
is "$(kernel_probes)" "$before" "what others could have written is not followed"
like "$err" '/run/sonde/journal-made is not used, because others can write it' "it is said"
like "$err" '^Note: Line 1 of /run/sonde/journal-junk is none of a journal .*Remove the file\.' "junk is named"
run sonde --buildid-dir "$cache" probe -a 'vfs_read count'
is "$status $(kernel_probes | grep -c probe/)" "0 3" "the command goes on"
rm -r "$run_dir"
journal 'add kprobe_events p:mine/there vfs_fsync+0'
sed -i 's/^boot .*/boot 6a9f1c0e-4c63-4a39-a1f4-9ce2d6ba4ea7/' "$run_dir/journal-made"
run sonde probe -d 'probe:*'
is "$(kernel_probes) $(journals)" "$before " "what another boot has left is only a file"
unlike "$err" "^Note" "and nothing to say"
rm -r "$run_dir"
ln -s /tmp "$run_dir"
run sonde --buildid-dir "$cache" probe -a 'vfs_read count'
is "$status $(kernel_probes | grep -c probe/) $(ls /tmp | grep -c journal-)" "0 3 0" "a link is not followed"
like "$err" '/run/sonde is not used, because it is no directory' "it is said"
rm "$run_dir"
run sonde probe -q -d 'probe:*'

note "no journal"
mount -o remount,ro /run
run sonde --buildid-dir "$cache" probe -a 'vfs_read count'
is "$status $(kernel_probes | grep -c probe/)" "0 3" "without one all is added too"
unlike "$err" "journal" "and nothing is said"
run sonde probe -q -d 'probe:*'
run sonde --buildid-dir "$cache" probe -v -a 'vfs_read count'
like "$err" "^Note: No journal is kept .*Cannot make the directory /run/sonde: Read-only file system" \
  "-v says it"
mount -o remount,rw /run
run sonde probe -q -d 'probe:*'

note "what cannot be cached is not added"
run sonde --buildid-dir /sys/kernel/cache probe --cache -a "vfs_read n=$n"
is "$status $(kernel_probes) $(journals)" "1 $before " "its event is taken back"
run killer 1 /kprobe_events sonde --buildid-dir "$tmp/new" probe --cache -a "vfs_read n=$n"
is "$status $(kernel_probes | wc -l) $(journals | wc -l)" "137 4 1" "killed before it is cached"
run sonde probe -d none
is "$(kernel_probes) $(journals)" "$before " "the next sonde takes the event back"
clear_probes
finish
