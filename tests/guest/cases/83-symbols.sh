# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Places that are given by an address, by an offset, or by a name that only the symbol table has,
# resolved on the dev box (83-symbols.prepare) and probed here.
. /test/lib.sh

# add PATTERN: put in the definition that matches.
add()
{
  clear_probes
  runs_ok "$1: it is added" sonde probe --json -a "$(grep "$1" /root/symbols)"
  like "$(printf '%s\n' "$out" | json)" '^\[0\]\.source=cache$' "$1: from the cache"
}

reads='2 read count=0x64
5 read count=0x10'
add ^entry:
like "$(probe_places)" '^k vfs_read\+0x' "entry: the address is vfs_read's, whatever KASLR did"
record entry workload -c symbols read "$tmp/data" 16:5 100:2
is "$(counted)" "$(printf '%s\n' "$reads" | sed 's/ read / vfs_read /')" \
  "entry: calls and values are the truth"
for group in inside offset; do
  add "^$group:"
  like "$(kernel_probes)" "^p:$group/$group ksys_read\+[1-9]" "$group: it is within the function"
  record "$group" workload read "$tmp/data" 16:5 100:2
  is "$(counted)" "$reads" "$group: calls and values are the truth"
done

add ^name:
record name workload getuid "$tmp/data" 0:6 getgid/0:2
is "$(wc -l <"$tmp/hits")" 6 "name: the calls are the truth"
add '^__.*get\[gu\]id'
is "$(kernel_probes | wc -l)" 2 "glob: it matches two functions"
record probe workload getuid "$tmp/data" 0:6 getgid/0:2
is "$(counted | sed 's/ .*get/ get/;s/ __ia32_sys_/ /')" "2 getgid
6 getuid" "glob: the calls of each are the truth"

note "assembler"
clear_probes
definition=$(grep ^assembler: /root/symbols)
name=${definition#*=}
run sonde probe -D "$definition"
if (echo "p:own/own $name" >>"$t/kprobe_events") 2>/dev/null; then
  is "$status $out" "0 p:assembler/assembler $name${out##*"$name"}" "assembler: it is found by its symbol"
  run sonde probe -a "$definition"
  is "$status $(kernel_probes | wc -l)" "0 2" "assembler: the kernel takes it, and so it is added"
else
  is "$status $out" "1 " "assembler: the kernel does not take it, and it is not printed"
  like "$err" "^$name cannot be probed: notrace: CONFIG_KPROBE_EVENTS_ON_NOTRACE is off" "assembler: it is said why"
  run sonde probe -a "$definition"
  is "$status $(kernel_probes)" "1 " "assembler: nor is it added"
  like "$err" "^$name cannot be probed: notrace" "assembler: for the same reason"
fi

note "what is no place"
clear_probes
for definition in 'vfs_read+1' '0x10' 'no_such_symbol_here+4'; do
  [ "$definition" != vfs_read+1 ] || [ "$arch" = x86_64 ] || definition=vfs_read+2
  run sonde probe -a "$definition"
  is "$status $(kernel_probes)" "1 " "$definition: nothing is added"
  like "$err" '[Ii]nstruction boundary|Invalid argument|not found|not cached|Did you mean' "$definition: it is said why"
done
finish
