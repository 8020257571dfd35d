# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Kernels and users that do not let sonde work, and images of no use: one clear error, exit 1.
. /test/lib.sh
debug=/sys/kernel/debug

# fails NAME PATTERN ARGUMENT...: sonde fails with the pattern and leaves no event.
fails()
{
  fails_name=$1
  fails_pattern=$2
  shift 2
  run sonde probe "$@"
  is "$status" 1 "$fails_name: fails"
  like "$err" "$fails_pattern" "$fails_name: it is said why"
  is "$out" "" "$fails_name: no answer"
}

note "no debugfs: the blacklist cannot be read"
umount "$debug"
runs_ok "no debugfs: the probe is put in" sonde probe -a vfs_read
like "$err" '^Note: The kprobe blacklist was not checked: ' "no debugfs: that the blacklist is unknown is said"
clear_probes

note "no tracefs"
umount "$t"
fails "no tracefs: add" 'mount -t tracefs' -a vfs_read
fails "no tracefs: list" 'mount -t tracefs' -l
fails "no tracefs: delete" 'mount -t tracefs' -d '*'
is "$(grep -c tracefs /proc/mounts)" 0 "no tracefs: sonde did not mount it"
mount -t tracefs tracefs "$t"
mount -t debugfs debugfs "$debug"

note "a read-only tracefs"
mount -o remount,ro "$t"
fails "read-only: add" 'Read-only file system' -a vfs_read
mount -o remount,rw "$t"
is "$(kernel_probes)" "" "read-only: nothing was added"

note "a user without rights"
run as_nobody 'sonde probe -a vfs_read'
is "$status $(kernel_probes)" "1 " "nobody: nothing is added"
like "$err" 'Permission denied' "nobody: it is said why"
like "$err" '[Rr]oot' "nobody: and what is needed"
run as_nobody 'sonde probe -l'
is "$status" 1 "nobody: nothing is listed"
like "$err" 'Permission denied' "nobody: which is said"

note "images"
head -c 40000 /bin/busybox >"$tmp/short"
echo 'this is no image' >"$tmp/text"
: >"$tmp/empty"
fails "a program" 'it is a program or a shared library, not a kernel' -k /bin/busybox -a vfs_read
like "$err" '^Give a program by -x' "a program: what to do with it is said"
fails "cut short" 'cut short' -k "$tmp/short" -a vfs_read
fails "no ELF file" 'not a usable ELF file' -k "$tmp/text" -a vfs_read
fails "an empty file" 'not a usable ELF file' -k "$tmp/empty" -a vfs_read
fails "a directory" '/tmp' -k /tmp -a vfs_read
fails "no file" 'No such file or directory' -k "$tmp/missing" -a vfs_read
is "$(kernel_probes)" "" "nothing was added"

note "no such function"
fails "a typing mistake" "Did you mean 'vfs_read'" -a vfs_raed
finish
