# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# `sonde cache` on a machine without debuginfo: what came from another one (33-cache-command.prepare)
# is listed, verified by its checksums, used, and removed when its kernel is gone.
. /test/lib.sh

root=/root/cache33
id=$(build_id)
probes="$root/[kernel.kallsyms]/$id/probes"

# cache VERB...: as `run`, with this cache.
cache()
{
  run sonde --buildid-dir "$root" cache "$@"
}

cache list
is "$status $out" "0 [kernel.kallsyms] ($id):
vfs_read \$params
vfs_llseek whence
clockid_to_kclock" "what is cached is listed"
cache show --json --build-id "$(echo "$id" | cut -c 1-8)" vfs_llseek\ whence
like "$(printf '%s\n' "$out" | json)" '^\[0\]\.checksum=good$' "an entry is shown, by the first digits"

note "verified by checksum"
cache verify
is "$status $(printf '%s\n' "$out" | tail -n 1)" \
  "0 3 ok (0 by the image, 3 by checksum), 0 differ, 0 damaged, 0 unknown" "all is as it was stored"
cp "$probes" "$tmp/probes"
sed -i 's/^\(p:probe\/vfs_read .*\) count=[^ ]*/\1/' "$probes"
cache verify -q
is "$status $(printf '%s\n' "$out" | sed -n 2,3p)" "1 damaged: vfs_read \$params
    its lines were changed after sonde stored them" "a line that was changed is found"
cp "$tmp/probes" "$probes"
cache verify -q
is "$status" 0 "it is as before again"

note "the kernel of a build is gone, or not known"
other=$(echo "$id" | tr 0-9a-f 1-9a-f0)
cp -r "$root/[kernel.kallsyms]/$id" "$root/[kernel.kallsyms]/$other"
cp -r "$root/[kernel.kallsyms]/$id" "$root/[kernel.kallsyms]/0123456789"
rm "$root/[kernel.kallsyms]/0123456789/sonde.json"
cache gc -n
like "$out" "^Would remove 3 definitions of .kernel.kallsyms. .$other.: .*vmlinux.* is not there" \
  "the other kernel's would go"
cache gc -v
like "$out" "^Removed 3 definitions of .kernel.kallsyms. .$other." "it goes"
like "$out" "^Kept .kernel.kallsyms. .$id.: it runs here" "the running kernel's stays"
like "$out" "^Kept .kernel.kallsyms. .0123456789.: where its image is" "and what is not known"
ok "all of its files are gone" test ! -e "$root/[kernel.kallsyms]/$other"
cache gc --unknown
is "$status $(ls "$root/[kernel.kallsyms]")" "0 $id" "what is not known goes if it is asked for"

note "it is used, and removed"
runs_ok "it is replayed" sonde --buildid-dir "$root" probe -q -a 'vfs_llseek whence'
clear_probes
cache rm 'vfs_*' clockid_to_kclock
is "$status $(printf '%s\n' "$out" | wc -l)" "0 3" "all is removed"
ok "nothing is left of it" test ! -e "$root/[kernel.kallsyms]"
run sonde --buildid-dir "$root" probe -a 'vfs_llseek whence'
like "$status $err" "^1 .*is not cached for this kernel" "and cannot be used any more"
rm -rf "$root"
finish
