# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Places of one event whose arguments differ: split, or made equal on the dev box (88-common.prepare),
# the kernel takes them all. And the limits that sonde keeps to are those of the kernel.
. /test/lib.sh
p=$(argument 1)

functions=$(wc -l </root/alike)
for way in alike split common; do
  note "$way"
  runs_ok "$way: all are added" sonde probe -a "@/root/$way"
  is "$(kernel_probes | wc -l)" "$(wc -l <"/root/$way.lines")" "$way: at every place"
  is "$(kernel_probes | cut -d' ' -f1 | sort)" "$(cut -d' ' -f1 "/root/$way.lines" | sort)" "$way: under its name"
  count=$(find "$t/events/$way" -mindepth 1 -maxdepth 1 -type d | wc -l)
  note "$way: $count events of $functions functions"
  case $way in
  common) is "$count" "$functions" "common: an event for each function" ;;
  *) ok "$way: some are split" test "$count" -gt "$functions" ;;
  esac
  [ $way = common ] || clear_probes
done

note "what they have in common is true"
record common sh -c 'exec 7</dev/null'
like "$(cat "$tmp/hits")" '^alloc_fd fd=0x3$' "common: the file that is opened"
like "$(cat "$tmp/hits")" '^dup2 fd=0x7$' "common: and its copy"
like "$(cat /root/common-refused)" "^'fdt' was asked for by name, and not all places" "common: named on the dev box, it is refused"
clear_probes

note "the cache has no answer to another question"
run sonde probe --common -a "$(head -n 1 /root/alike)"
is "$status $(kernel_probes)" "1 " "cache: what was resolved without --common is none with it"
like "$err" 'is not cached for this kernel' "cache: and that is said"

note "twice"
runs_ok "twice: one command" sonde probe -a vfs_fsync -a vfs_fsync
is "$(kernel_probes)" "p:probe/vfs_fsync vfs_fsync" "twice: it is there once"
not_ok "twice: the kernel refuses it" sh -c "echo 'p:probe/vfs_fsync vfs_fsync+0' >>$t/kprobe_events" 2>/dev/null
clear_probes

note "limits"
# takes LINE: whether the kernel does.
takes()
{
  printf '%s\n' "$1" 2>/dev/null >>"$t/kprobe_events"
}

# around N TEXT: N accesses to memory around it.
around()
{
  around_n=$1
  around_text=$2
  while [ "$around_n" -gt 0 ]; do
    around_text="+0($around_text)"
    around_n=$((around_n - 1))
  done
  echo "$around_text"
}

# many N TEXT: N arguments.
many()
{
  yes " $2" | head -n "$1" | tr -d '\n'
}

# both NAME WORD...: what the kernel and sonde think of an argument: the same.
both()
{
  both_name=$1
  takes "p:k/e vfs_fsync x=$2" && both_kernel=0 || both_kernel=1
  clear_probes
  run sonde probe -a "s:e=vfs_fsync x=$2"
  is "$both_kernel $status" "$3 $3" "limits: $both_name"
  [ "$3" = 0 ] || unlike "$err" 'Failed to write' "limits: $both_name: before it is written"
  clear_probes
}

far='+1000000000(+1000000000(+1000000000(+1000000000'
both "63 bytes of an argument" "$far($p)))):s16[10]" 0
both "64 bytes" "$far($p)))):b1@10/64" 1
both "14 accesses to memory" "$(around 14 "$p"):x64" 0
both "12 to a symbol" "$(around 12 @fput):x8" 0
both "13 to a symbol" "$(around 13 @fput):x8" 1
both "13 for a bit field" "$(around 13 "$p"):b1@0/8" 0
both "12 for texts" "$(around 12 "$p"):string[1]" 0
both "word 2048 of the stack" "\$stack2048" 0
both "word 2049" "\$stack2049" 1
both "argument 2048" "\$arg2048" 0
both "argument 2049" "\$arg2049" 1
both "64 elements" "+0($p):u8[64]" 0
both "65 elements" "+0($p):u8[65]" 1
both "a bit field that does not fit" "$p:b3@6/8" 1
both "a type that does not exist" "$p:u128" 1
not_ok "limits: \$arg1 behind the entry: not by the kernel" takes "p:k/e vfs_fsync+1 x=\$arg1"
run sonde probe -a "s:e=vfs_fsync+1 x=\$arg1"
is "$status$(kernel_probes)" 1 "limits: \$arg1 behind the entry"
like "$err" 'at the entry of a function only' "limits: with the reason"

ok "limits: 128 arguments" takes "p:k/e vfs_fsync$(many 128 "$p:u8")"
clear_probes
# 6.1 has dropped what is beyond these without a word.
takes "p:k/e vfs_fsync$(many 129 "$p:u8")" && note "129 arguments are taken for $(kernel_probes | grep -o ' arg[0-9]*=' | wc -l)"
clear_probes
run sonde probe -a "s:e=vfs_fsync$(many 129 "$p:u8")"
is "$status$(kernel_probes)" 1 "limits: no 129 arguments"
like "$err" 'no event of 129 arguments' "limits: and the reason"

ok "limits: 3072 bytes" takes "p:k/e vfs_fsync$(many 6 "+0($p):u64[64]")"
clear_probes
takes "p:k/e vfs_fsync$(many 7 "+0($p):u64[64]")" && note "an event of 3584 bytes is taken"
clear_probes
run sonde probe -a "s:e=vfs_fsync$(many 7 "+0($p):u64[64]")"
is "$status$(kernel_probes)" 1 "limits: no 3584 bytes"

# 65 arguments of 62 bytes; the rest is the event's name.
line=" vfs_fsync+0$(many 65 "aa=${far%0}($p)))):x64" | awk '{ for (i = 2; i <= NF; i++) sub(/^aa/, sprintf("%c%c", 97 + i % 26, 97 + i / 26), $i); print " " $0 }')"
rest=$((4094 - 4 - $(printf '%s' "$line" | wc -c)))
name=$(printf '%*s' "$rest" '' | tr ' ' e)
note "a line of $(printf '%s' "p:k/$name$line" | wc -c) bytes"
ok "limits: 4094 bytes of a line" takes "p:k/$name$line"
clear_probes
not_ok "limits: no 4095" takes "p:k/e$name$line"
clear_probes

note "a line of the cache that no kernel takes"
plant "$tmp/cache" 'vfs_fsync far' "p:probe/vfs_fsync vfs_fsync+0 far=$far($p)))):b1@10/64"
plant "$tmp/cache" 'vfs_fsync twice' "p:probe/vfs_fsync vfs_fsync+0 twice=$p twice=$p"
for name in far twice; do
  run sonde --buildid-dir "$tmp/cache" probe -a "vfs_fsync $name"
  is "$status$(kernel_probes)" 1 "cache: $name is not written"
  like "$err" "^What is cached for 'vfs_fsync $name' in $tmp/cache cannot be written: " "cache: $name is named"
done
finish
