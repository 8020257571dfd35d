# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Production machines with file systems that cannot be written, and with a HOME that is another user's:
# what is cached there is listed and replayed, in silence; who writes is told why he cannot.
. /test/lib.sh
a3=$(argument 3)
line="p:probe/vfs_read vfs_read+0 count=$a3:x64"
added='Added new event:
  probe:vfs_read       (on vfs_read with count)

You can now use it in all perf tools, such as:

	perf record -e probe:vfs_read -aR sleep 1'

# replayed NAME COMMAND...: it adds the event, and says nothing else.
replayed()
{
  replayed_name=$1
  shift
  run "$@" probe -a 'vfs_read count'
  is "$status $err" "0 $added" "$replayed_name: it is replayed, and nothing else is said"
  like "$(kernel_probes)" "^p:probe/vfs_read .* count=$a3:x64\$" "$replayed_name: the kernel has it"
  clear_probes
}

note "a cache that cannot be written"
mkdir "$tmp/mounted"
mount -t tmpfs -o mode=700 cache "$tmp/mounted"
plant "$tmp/mounted/cache" 'vfs_read count' "$line"
mount -o remount,ro "$tmp/mounted"
replayed "read-only" sonde --buildid-dir "$tmp/mounted/cache"
runs_ok "it is listed" sonde --buildid-dir "$tmp/mounted/cache" cache list
like "$out$err" '^vfs_read count$' "as what it has"
run sonde --buildid-dir "$tmp/mounted/cache" probe --cache -a vfs_write
is "$status $(kernel_probes)" "1 " "nothing can be cached there, and no event is left"
like "$err" 'Read-only file system' "for that reason"
mount -t tmpfs -o ro none /run
replayed "/run read-only too" sonde --buildid-dir "$tmp/mounted/cache"
umount /run

note "HOME"
mkdir "$tmp/user"
cp -a "$tmp/mounted/cache" "$tmp/user/.debug"
chown -R 65534 "$tmp/user"
replayed "another user's, as sudo may leave it" env HOME="$tmp/user" sonde
run env HOME="$tmp/user" sonde probe --cache -a vfs_write
is "$status $(kernel_probes)" "1 " "root does not write into it"
like "$err" '^Run the command as that user, or name a directory of your own' "and is told what to do"
run env -u HOME sonde probe -a 'vfs_read count'
is "$status $(kernel_probes)" "2 " "none at all"
like "$err" 'Name the directory with --buildid-dir DIR' "needs a directory"
umount "$tmp/mounted"
finish
