# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Caches that must not be used: another build's, damaged ones, hostile ones. Each is refused with
# one clear error, exit 1, and nothing is written.
. /test/lib.sh
a3=$(argument 3)
id=$(build_id)
other=$(printf '%s\n' "$id" | tr 0123456789abcdef 123456789abcdef0)
line="p:probe/vfs_read vfs_read+0 count=$a3:x64"

# refused NAME PATTERN: what is cached in $tmp/cache is not put in, and the error has the pattern.
refused()
{
  run sonde --buildid-dir "$tmp/cache" probe -a 'vfs_read count'
  is "$status $(kernel_probes)" "1 " "$1: refused, nothing is left"
  like "$err" "$2" "$1: it is said why"
  is "$(printf '%s\n' "$err" | tail -n 1)" '  Error: Failed to add events.' "$1: the last line is perf's"
}

# fresh LINE...: a cache with an entry of these lines.
fresh()
{
  rm -rf "$tmp/cache"
  plant "$tmp/cache" 'vfs_read count' "$@"
  probes="$tmp/cache/[kernel.kallsyms]/$id/probes"
}

fresh "$line"
runs_ok "a good entry is replayed" sonde --buildid-dir "$tmp/cache" probe -q -a 'vfs_read count'
clear_probes

note "another build"
mv "$tmp/cache/[kernel.kallsyms]/$id" "$tmp/cache/[kernel.kallsyms]/$other"
rm -rf "$tmp/cache/.build-id"
refused "another build" "$id"
like "$err" "^  $other" "another build: its build id is named too"

note "damage"
fresh "$line"
printf 'junk\n' >"$probes"
refused "junk" 'probes:1:1: '
fresh "$line"
printf '#vfs_read count\n%s\n\001\002\n' "$line" >"$probes"
refused "control bytes" 'probes:3:1: '
fresh 'p:probe/vfs_read'
refused "no place" "is damaged"
fresh 'p:probe/vfs_read vfs_read+0 count=%nosuch:x64'
refused "no such register" "[Ii]nvalid|Failed to write event"
fresh "$line" "p:probe/vfs_read vfs_read+0 count=$a3:x65"
refused "no such type" "is damaged"

note "malice"
fresh 'p:/bin/busybox:0x1000'
refused "no name" "is damaged"
fresh 'p:probe/vfs_read /bin/busybox:0x1000 count=+0(%di)'
refused "a uprobe for a kernel function" "is damaged"
fresh '-:probe/other'
echo "p:probe/other vfs_write" >>"$t/kprobe_events"
run sonde --buildid-dir "$tmp/cache" probe -a 'vfs_read count'
is "$status $(kernel_probes)" "1 p:probe/other vfs_write" "a removal is not passed on"
clear_probes
fresh "$line"
chmod 666 "$probes"
refused "everybody may write it" "every user can write .*probes"
fresh "$line"
mv "$probes" "$tmp/elsewhere"
ln -s "$tmp/elsewhere" "$probes"
refused "a link that leads away" "probes"

note "what is in the way"
fresh "$line"
run sonde --buildid-dir "$tmp/cache/[kernel.kallsyms]/$id/probes" probe -a 'vfs_read count'
is "$status $(kernel_probes)" "1 " "a file as the cache's directory"
mkdir "$tmp/small"
mount -t tmpfs -o size=16k,mode=700 small "$tmp/small"
dd if=/dev/zero of="$tmp/small/fill" bs=4k count=4 2>/dev/null
run sonde --buildid-dir "$tmp/small" probe --cache -a vfs_read
is "$status $(kernel_probes)" "1 " "a full disk: the command fails and leaves no event"
like "$err" "No space left on device" "a full disk: which is said"
is "$(ls -A "$tmp/small")" fill "a full disk: nothing new is on it"
umount "$tmp/small"
finish
