# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# The main job: definitions that were resolved and cached on another machine (30-replay.prepare)
# are put in here, where there is no debuginfo, and what they trace is what the programs did.
. /test/lib.sh

# replay NAME DEFINITION: put it in from the cache, with nothing left of other definitions.
replay()
{
  clear_probes
  runs_ok "$1: it is replayed" sonde probe --json -a "$2"
  like "$(printf '%s\n' "$out" | json)" '^\[0\]\.source=cache$' "$1: from the cache"
}

# counted FIELDS: what was traced, as the workload says it.
counted()
{
  printf '%s\n' "$values" | uniq -c | sed "s/^ *\([0-9]*\) $1/read name=data size=\2 count=\1/"
}

ok "there is no debuginfo here" test ! -e "/usr/lib/debug/boot/vmlinux-$(uname -r)"
run sonde probe -a 'vfs_read nothing_cached'
is "$status $(kernel_probes)" "1 " "what is not cached cannot be resolved here"
like "$err" "^'vfs_read nothing_cached' is not cached for this kernel" "which is said"

note "reads: sizes, names, results"
replay '$params' 'vfs_read $params'
is "$(sed -n 's/^name: //p' "$t/events/probe/vfs_read/format")" vfs_read '$params: the event'
is "$(sed -n 's/.*field:.* \([a-z]*\);.*/\1/p' "$t/events/probe/vfs_read/format" | tail -n 4 | tr '\n' ' ')" \
  "file buf count pos " '$params: all four of them'
run sonde probe -l
is "$status $out" "0   probe:vfs_read       (on vfs_read@fs/read_write.c with file buf count pos)" \
  '$params: where in the source that is, is cached'
traced probe/vfs_read 'comm == "replay"' workload -c replay read "$tmp/data" 1:3 100:7 4096:2 65536:1
values=$(printf '%s\n' "$values" | sed 's/.*count=0x\([0-9a-f]*\) .*/\1/' |
  while read -r hex; do echo $((0x$hex)); done)
is "$(counted '\(.*\)')" "$truth" '$params: count is the truth'

replay "a file's name" 'vfs_read name=file->f_path.dentry->d_name.name:string count'
traced probe/vfs_read 'comm == "replay"' workload -c replay read "$tmp/data" 16:5 4096:2
is "$(counted 'name="data" count=0x\(.*\)')" "read name=data size=10 count=5
read name=data size=1000 count=2" "a file's name: name and count are the truth"
traced probe/vfs_read 'comm == "replay"' \
  workload -c replay read "$tmp/another file, with a longer name" 7:1
is "$values" 'name="another file, with a longer name" count=0x7' "a file's name: and of another"
echo 'name == "wanted" && comm == "replay"' >"$t/events/probe/vfs_read/filter"
traced probe/vfs_read 'name == "wanted"' \
  sh -c "workload read $tmp/data 7:4; exec workload read $tmp/wanted 9:2"
is "$values" 'name="wanted" count=0x9
name="wanted" count=0x9' "a file's name: it can be filtered by"

for definition in ' vfs_read   name=file->f_path.dentry->d_name.name:string	count ' \
  'vfs_read count name=file->f_path.dentry->d_name.name:string'; do
  replay "spelled [$definition]" "$definition"
  traced probe/vfs_read 'comm == "replay"' workload -c replay read "$tmp/data" 33:1
  like "$values" '^(name="data" count=0x21|count=0x21 name="data")$' "spelled [$definition]: the values"
done

replay "names" 'mygroup:myev=vfs_read n=count pos'
is "$(kernel_probes | cut -d' ' -f1)" p:mygroup/myev "names: they are the definition's"
traced mygroup/myev 'comm == "replay"' workload -c replay read "$tmp/data" 512:2
is "$(printf '%s\n' "$values" | sed 's/ pos=0x[1-9a-f][0-9a-f]*$//')" 'n=0x200
n=0x200' "names: the values"

replay 'a return' 'vfs_read%return $retval'
traced probe/vfs_read__return 'comm == "replay"' workload -c replay read "$tmp/data" 1:3 100:7 65536:1
is "$(counted '[a-z0-9]*=\(.*\)')" "$truth" 'a return: $retval is what was read'
mkdir "$tmp/folder"
traced probe/vfs_read__return '' cat "$tmp/folder"
like "$truth" 'Is a directory' 'a return: cat cannot read a folder'
like "$values" '^[a-z0-9]*=-21$' 'a return: $retval is negative, -EISDIR'

note "opens, sends, kills, seeks"
replay "do_filp_open" 'do_filp_open name=pathname->name:string'
traced probe/do_filp_open 'comm == "replay"' workload -c replay open "$tmp/data" 0:3
is "$(printf '%s\n' "$values" | uniq -c | sed 's/^ *//')" "3 name=\"$tmp/data\"" \
  "do_filp_open: the path is the truth"

replay "tcp_sendmsg" 'tcp_sendmsg size'
ifconfig lo 127.0.0.1 up
nc -l -p 4711 >"$tmp/received" &
listener=$!
i=0
while ! netstat -ltn | grep -q ':4711 ' && [ $i -lt 50 ]; do
  i=$((i + 1))
  usleep 100000
done
head -c 1000 /bin/busybox >"$tmp/sent"
traced probe/tcp_sendmsg '' sh -c "exec nc 127.0.0.1 4711 <$tmp/sent"
wait $listener
ok "tcp_sendmsg: all was sent" cmp "$tmp/sent" "$tmp/received"
sum=0
for size in $(printf '%s\n' "$values" | sed 's/^size=//'); do sum=$((sum + size)); done
is "$sum" 1000 "tcp_sendmsg: the sizes add up to what was sent"

replay "an inlined function" '__do_sys_kill pid sig'
ok "an inlined function: it has no symbol" test "$(grep -c ' __do_sys_kill$' /proc/kallsyms)" = 0
traced probe/__do_sys_kill '' sh -c 'kill -CONT 123456; kill -WINCH 54321; exit 0'
is "$values" "pid=123456 sig=18
pid=54321 sig=28" "an inlined function: its arguments are the truth"

replay "inlined and not" 'vfs_llseek whence'
ok "inlined and not: several places" test "$(kernel_probes | wc -l)" -gt 1
for event in $(kernel_probes | sed 's,^p:probe/\([^ ]*\) .*,\1,' | sort -u); do
  traced "probe/$event" '' dd if=/bin/busybox of=/dev/null bs=16 skip=11 count=1
  printf '%s\n' "$values" | grep . >>"$tmp/seeks"
done
is "$(sort "$tmp/seeks" | uniq -c | sed 's/^ *//')" "1 whence=1" \
  "inlined and not: dd's one seek is seen once, as it was"

replay "a name of several functions" 'c_start'
ok "a name of several functions: as many places" \
  test "$(kernel_probes | wc -l)" -ge "$(grep -c ' [Tt] c_start$' /proc/kallsyms)"
like "$(kernel_probes)" '^p:probe/c_start _s?text\+[0-9]+$' "a name of several functions: by address"
is "$(grep -c ' [Tt] c_start$' /proc/kallsyms) $(probe_addresses c_start)" \
  "$(grep -c ' [Tt] c_start$' /proc/kallsyms) $(grep -c ' [Tt] c_start$' /proc/kallsyms)" \
  "a name of several functions: the kernel has them there, whatever KASLR did"
for file in /proc/cpuinfo /proc/crypto; do
  traced probe/c_start '' cat "$file"
  sed -n 's/.* c_start: (c_start+.*/c_start/p' "$t/trace" >"$tmp/hits"
  ok "a name of several functions: $file is seen" test -s "$tmp/hits"
done
clear_probes

note "all at once"
set --
while read -r definition; do set -- "$@" -a "$definition"; done <<'DEFINITIONS'
vfs_read%return $retval
mygroup:myev=vfs_read n=count pos
tcp_sendmsg size
do_filp_open name=pathname->name:string
DEFINITIONS
runs_ok "four in one command" sonde probe -q "$@"
is "$(kernel_probes | wc -l) $out$err" "4 " "four in one command: they are there"
runs_ok "a second time with -f" sonde probe -q -f "$@"
is "$(kernel_probes | wc -l)" 8 "a second time with -f: they are there twice"
runs_ok "all removed" sonde probe -q -d '*:*'
is "$(kernel_probes)" "" "nothing is left"
finish
