# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# A root directory with nothing but busybox and a static sonde (35-static.prepare): probes are
# replayed from a cache, listed, counted, shown and removed there.
. /test/lib.sh
root=$tmp/root

# inside COMMAND...: there.
inside()
{
  env -i HOME=/root PATH=/bin chroot "$root" "$@"
}

mkdir -p "$root/bin" "$root/proc" "$root/sys" "$root/root" "$root/tmp" "$root/run"
cp /bin/busybox "$root/bin/"
ln -s busybox "$root/bin/dd"
cp /root/static/sonde "$root/bin/"
is "$(cd "$root" && find . -type f | sort | tr '\n' ' ')" "./bin/busybox ./bin/sonde " "there is nothing else"
note "sonde has $(wc -c <"$root/bin/sonde") bytes"
cp -r /root/static/cache "$root/root/.debug"
echo 'some text that is longer than what is read of it' >"$root/root/data"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount -t tracefs tracefs "$root/sys/kernel/tracing"

runs_ok "it runs" inside sonde version --build-options
like "$out" '^sonde version ' "it says which one it is"
like "$out" 'dwarf: off' "it reads no DWARF"
runs_ok "the help" inside sonde help
runs_ok "what is cached is listed" inside sonde cache list
like "$out" '^vfs_read count=count:u64$' "both definitions"
run inside sonde probe -a 'vfs_write count'
is "$status $(kernel_probes)" "1 " "what is not cached cannot be resolved"
like "$err" 'No debuginfo of the running kernel' "which is said"

runs_ok "two are replayed" inside sonde probe -a 'vfs_read count=count:u64' -a 'own:result=vfs_read%return $retval'
is "$(kernel_probes | cut -d' ' -f1 | cut -d: -f2 | sort | tr '\n' ' ')" "own/result probe/vfs_read " "the kernel has them"
runs_ok "they are listed" inside sonde probe -l
like "$out" 'probe:vfs_read .*vfs_read' "the one"
like "$out" 'own:result .*vfs_read%return' "and the other"
traced probe/vfs_read 'comm == "dd"' env -i chroot "$root" /bin/dd if=/root/data of=/root/copy bs=7 count=3
is "$values" 'count=7
count=7
count=7' "the values"
runs_ok "they are removed" inside sonde probe -d '*:*'
is "$(kernel_probes)" "" "none is left"

runs_ok "values are counted" inside sonde hist 'vfs_read count=count:u64' --by count --if 'comm == "dd"' --csv -- \
  dd if=/root/data of=/root/copy bs=9 count=4
like "$out" '^9,4.?$' "as often as they were"
runs_ok "hits are shown" inside sonde trace 'vfs_read count=count:u64' --if 'comm == "dd"' \
  --format '%{count.dec}' -- dd if=/root/data of=/root/copy bs=5 count=2
is "$out" '5
5' "as many as there were"
is "$(kernel_probes)$(cat "$t/dynamic_events")" "" "nothing is left"

umount "$root/sys/kernel/tracing" "$root/sys" "$root/proc"
finish
