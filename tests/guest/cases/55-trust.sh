# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Whose cache is believed. What others could have written or led elsewhere is refused with one
# error that names it; what cannot be read is not taken for an empty cache.
. /test/lib.sh
id=$(build_id)
a3=$(argument 3)
line="p:probe/vfs_read vfs_read+0 count=$a3:x64"
cache=$tmp/cache
kernels="$cache/[kernel.kallsyms]"
probes="$kernels/$id/probes"
link=$cache/.build-id/$(echo "$id" | cut -c1-2)/$(echo "$id" | cut -c3-)

# fresh: a good cache, with the link that perf and sonde make.
fresh()
{
  rm -rf "$cache" "$tmp/elsewhere"
  plant "$cache" 'vfs_read count' "$line"
  mkdir -p -m 700 "$cache/.build-id" "${link%/*}"
  ln -s "../../[kernel.kallsyms]/$id" "$link"
}

# refused NAME WHAT: nothing is put in, and the error has WHAT, as it is.
refused()
{
  run timeout 20 sonde --buildid-dir "$cache" probe -a 'vfs_read count'
  is "$status $(kernel_probes)" "1 " "$1: refused, nothing is put in"
  ok "$1: it is said what is wrong" sh -c 'printf "%s\n" "$1" | grep -Fq -e "$2"' - "$err" "$2"
  unlike "$err" 'is not cached for this kernel' "$1: it is not taken for an empty cache"
}

# used NAME: the entry is put in.
used()
{
  runs_ok "$1: it is used" sonde --buildid-dir "$cache" probe -q -a 'vfs_read count'
  like "$(kernel_probes)" "count=$a3:x64\$" "$1: the kernel has it"
  clear_probes
}

note "writers"
fresh
used "a cache of one's own"
for path in "$cache" "$kernels" "$kernels/$id" "$probes"; do
  fresh
  chmod o+w "$path"
  refused "${path#"$tmp"/} is everybody's" "every user can write $path."
done
for path in "$kernels" "$kernels/$id" "$probes"; do
  fresh
  chown 65534 "$path"
  refused "${path#"$tmp"/} is another user's" "$path belongs to user 65534"
done
fresh
chmod g+w "$cache" "$kernels" "$kernels/$id" "$probes"
used "with a umask of 002"

note "readers"
fresh
chmod -R go=rX "$cache"
run as_nobody "sonde --buildid-dir $cache probe -D 'vfs_read count'"
like "$status $out" "^0 p:probe/vfs_read vfs_read(\+0)? count=$a3:x64\$" "root's cache serves others"
chmod 600 "$probes"
run as_nobody "sonde --buildid-dir $cache probe -D 'vfs_read count'"
is "$status $out" "1 " "what they may not read fails"
like "$err" 'probes: Permission denied' "with its reason"
unlike "$err" 'is not cached' "and is not taken for empty"
chmod -R go=rX "$cache"
run as_nobody "sonde --buildid-dir $cache probe -n --cache -D 'vfs_read count'"
is "$(cat "$probes")" "#vfs_read count
$line" "nor can they write it"

note "links"
fresh
mv "$kernels/$id" "$tmp/elsewhere"
ln -s "$tmp/elsewhere" "$kernels/$id"
refused "a link in the place of the entry's folder" "$kernels/$id"
fresh
mv "$kernels" "$tmp/elsewhere"
ln -s "$tmp/elsewhere" "$kernels"
refused "a link in the place of the kernels' folder" "$kernels"
fresh
mkdir "$tmp/elsewhere"
mv "$kernels/$id" "$tmp/elsewhere/$id"
for target in "../../../elsewhere/$id" "$tmp/elsewhere/$id" "../../x/../../elsewhere/$id"; do
  ln -sfn "$target" "$link"
  refused "a link that climbs: $target" "The link of build id $id"
done

note "files"
fresh
rm "$probes"
mkfifo "$probes"
refused "a FIFO" "$probes"
rm "$probes"
mkdir "$probes"
refused "a directory" "$probes"
fresh
printf 'p:probe/x vfs_read+0 c=%s\0:x64\n' "$a3" >>"$probes"
refused "a NUL byte" "probes:3:"
fresh
printf '%s\r\n' "$line" >>"$probes"
refused "a carriage return" "probes:3:"
fresh
printf '%s %05000d\n' "$line" 0 >>"$probes"
refused "a line that no kernel takes" "probes:3:"
for name in '../../x/y' 'probe/../x' 'probe/x;y' 'probe/1x' 'probe/' '/x'; do
  fresh
  printf 'p:%s vfs_read+0\n' "$name" >>"$probes"
  refused "the name $name" "is damaged"
done
fresh
printf 'p:probe/x vfs_read+0 c=%s # d\n' "$a3" >>"$probes"
refused "a comment that the kernel would cut" "is damaged"
finish
