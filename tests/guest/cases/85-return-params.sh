# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Parameters at a return, as they were at the entry; where the kernel does not keep them, the dev
# box has refused them.
. /test/lib.sh

if ! grep -q 'return probes support: .*\$arg<N>' "$t/README"; then
  note "this kernel does not keep arguments"
  is "$(grep -c 'is not known any more\|are not known any more' /root/refused)" 2 \
    "each definition is refused with its reason"
  is "$(sonde probe -l --cache 2>/dev/null | grep -c '%return.*\(\$params\|file\)')" 0 \
    "none of them is cached"
  # It would not have taken them.
  not_ok "the kernel takes no such line" \
    sh -c "echo 'r:probe/by_hand vfs_read n=\$arg3' >>$t/kprobe_events"
  finish
fi
is "$(cat /root/refused)" "" "the dev box has refused nothing"
run perf probe --cache -l
like "$status $out" '^0 ' "perf reads the cache that they are in"
like "$out" 'vfs_read%return \.\$params ret=\$retval' "where they are no variables to perf"
runs_ok "perf takes one by its text" perf probe -a 'vfs_read%return .$params ret=$retval'
like "$(kernel_probes)" '^r[0-9]*:probe/vfs_read__return[_a-z]* vfs_read .*count=\$arg3:x64' \
  "the kernel has what sonde cached, by the name that perf gives it"
clear_probes

note "vfs_read"
runs_ok "it is replayed" sonde probe -a 'vfs_read%return $params ret=$retval'
traced probe/vfs_read__return 'comm == "returns"' workload -c returns read "$tmp/data" 100:3 4096:2
is "$(printf '%s\n' "$values" | sed -n 's/.* count=0x\([0-9a-f]*\) .* ret=\([0-9-]*\)$/\1 \2/p' | sort | uniq -c |
  sed 's/^ *//')" "2 1000 4096
3 64 100" "what was asked for and what was read, in one record"
is "$(printf '%s\n' "$values" | wc -l)" 5 "one record a call"
printf '%s\n' 0123456789 >"$tmp/short"
traced probe/vfs_read__return 'comm == "dd"' dd if="$tmp/short" of=/dev/null bs=512 count=2
is "$(printf '%s\n' "$values" | grep -c 'count=0x200 .* ret=11$')" 1 "a short read: 512 asked for, 11 read"
is "$(printf '%s\n' "$values" | grep -c 'count=0x200 .* ret=0$')" 1 "the end: 512 asked for, none read"
clear_probes

note "what a pointer points to"
runs_ok "it is replayed" sonde probe -a \
  'named=vfs_read%return name=file->f_path.dentry->d_name.name:string count $retval'
traced probe/named 'comm == "returns"' workload -c returns read "$tmp/some name" 7:2
is "$(printf '%s\n' "$values" | sed 's/ arg3=/ /' | sort -u)" 'name="some name" count=0x7 7' \
  "the file's name, its pointer kept from the entry"
clear_probes
finish
