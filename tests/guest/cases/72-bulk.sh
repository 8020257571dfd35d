# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# What was cached in bulk on another machine (72-bulk.prepare), replayed in bulk; and many definitions
# cached by one command here, all of them or none.
. /test/lib.sh
list=/root/bulk.sixty
count=$(wc -l <"$list")
export HOME="$tmp/home"
mkdir "$HOME"
cp -R /root/bulk "$HOME/.debug"

# names: of the events of a list of lines.
names()
{
  sed 's/^[^:]*:\([^ ]*\) .*/\1/' | sort -u
}

remove_all()
{
  run sonde probe -q --expedite -d 'probe:*'
  is "$status$err$(kernel_probes)" 0 "$1: all are removed"
}

note "the kernel"
run sonde probe -q -a "@$list"
is "$status$out$err" 0 "$count definitions of several hundred are replayed"
is "$(kernel_probes | names)" "$(names </root/bulk.lines)" "all events are there"
is "$(kernel_probes | wc -l)" "$(wc -l </root/bulk.lines)" "with all their probes"
traced probe/vfs_read 'comm == "bulk"' workload -c bulk read "$tmp/data" 4096:2 5:1
is "$(printf '%s\n' "$values" | sed 's/.* count=\([^ ]*\) .*/\1/' | tr '\n' ' ')" "0x1000 0x1000 0x5 " \
  "the values of one are the truth"
is "$truth" "read name=data size=4096 count=2
read name=data size=5 count=1" "as the program says it"
remove_all "replayed"

note "a module"
insmod /root/bulk.ko
cached=$(sonde cache list -m overlay | grep -c '^ovl_')
ok "of the module $cached are cached" test "$cached" -ge 50
runs_ok "three of them are replayed" sonde probe -q -m overlay -a 'ovl_mkdir $params' -a 'ovl_create $params' \
  -a 'ovl_read_iter $params'
is "$(probe_addresses ovl_mkdir)" 1 "the kernel has set one"
mkdir "$tmp/layers" "$tmp/merged"
mount -t tmpfs tmpfs "$tmp/layers"
mkdir "$tmp/layers/lower" "$tmp/layers/upper" "$tmp/layers/work"
mount -t overlay overlay "$tmp/merged" \
  -o "lowerdir=$tmp/layers/lower,upperdir=$tmp/layers/upper,workdir=$tmp/layers/work"
traced probe/ovl_mkdir '' mkdir "$tmp/merged/folder"
like "$values" ' mode=0x1ff$' "the mode of a new folder is the truth"
traced probe/ovl_create '' touch "$tmp/merged/file"
like "$values" ' mode=0x81b6( |$)' "that of a new file too"
umount "$tmp/merged"
umount "$tmp/layers"
remove_all "of the module"
rmmod overlay

note "cached here: all or none"
# By their symbols, of which not all functions have one of their own.
awk 'NR == FNR { times[$1] = 0; next }
  $3 in times { times[$3]++ }
  END { for (name in times) if (times[name] == 1) print name }' "$list" /proc/kallsyms |
  sort | head -n 40 >"$tmp/functions"
count=$(wc -l <"$tmp/functions")
{
  cat "$tmp/functions"
  echo 'refused=vfs_read n=@no_such_symbol_here'
} >"$tmp/wanted"
run sonde --buildid-dir "$tmp/new" probe -q --cache -a "@$tmp/wanted"
is "$status" 1 "the kernel refuses one of $count and one definitions"
like "$err" "^$tmp/wanted:$((count + 1)): Failed to write event: " "which is said"
is "$(sonde --buildid-dir "$tmp/new" cache list | sed 1d | sort)" "$(cat "$tmp/functions")" \
  "the others are cached"
is "$(kernel_probes | names | wc -l)" "$count" "and in the kernel"
remove_all "cached"

mkdir "$tmp/disk"
mount -t tmpfs -o ro none "$tmp/disk"
echo 'p:mine/there vfs_fsync' >>"$t/kprobe_events"
before=$(kernel_probes)
run sonde --buildid-dir "$tmp/disk/cache" probe --cache -a "@$tmp/functions"
is "$status $(kernel_probes)" "1 $before" "where nothing can be stored nothing stays in the kernel"
is "$(printf '%s\n' "$err" | grep -c 'Read-only file system')" 1 "one error says why"
unlike "$err" '^Added|^What was added' "nothing is said to be added"
is "$(ls -A /run/sonde)" "" "and there is no journal"

# The first of them is removed last.
first=$t/events/probe/$(head -n 1 "$tmp/functions")/enable
(until echo 1 >"$first"; do :; done) 2>/dev/null &
run sonde --buildid-dir "$tmp/disk/cache" probe --cache -a "@$tmp/functions"
wait $!
is "$status $(kernel_probes | names)" "1 $(printf 'mine/there\nprobe/%s' "$(head -n 1 "$tmp/functions")")" \
  "one that somebody uses by then stays, no other"
is "$(printf '%s\n' "$err" | grep -A 1 '^What was added could not be removed again:$' | tail -n 1)" \
  "Failed to delete event: Device or resource busy (probe:$(head -n 1 "$tmp/functions"))" "which is said"
echo 0 >"$first"
umount "$tmp/disk"
clear_probes
finish
