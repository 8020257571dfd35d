# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# What sonde says that the kernel takes no probe on, by an image on the dev box (26-blacklist.prepare) and
# by asking the kernel here, against what the kernel does when it is tried.
. /test/lib.sh
blacklist=/sys/kernel/debug/kprobes/blacklist
stext=$(awk '$3 == "_stext" { print $1 }' /proc/kallsyms)

# distances: as in 26-blacklist.prepare.
distances()
{
  while read -r address rest; do
    [ -z "$address" ] || echo "$((0x${address#0xffff} - 0x${stext#ffff})) $rest"
  done
}

# try FILE: the kernel is told of a probe at each distance that the lines of FILE begin with; what it says
# is added to them, in $tmp/tried.
try()
{
  number=0
  while read -r distance rest; do
    number=$((number + 1))
    if echo "p:bans/e$number _stext+$distance" >>"$t/kprobe_events"; then
      echo "$distance accepted $rest"
    else
      echo "$distance refused $rest"
    fi
  done <"$1" >"$tmp/tried" 2>/dev/null
  clear_probes
}

# runs_or_doubts COMMAND...: 1 is for what is not known.
runs_or_doubts()
{
  run "$@"
  ok "$* gives a list" test "$status" -le 1
}

# A line for each that it refuses would take the console minutes.
printk=$(cat /proc/sys/kernel/printk)
echo 1 >/proc/sys/kernel/printk

note "the list of the kernel that runs here, without an image"
runs_or_doubts sonde blacklist
printf '%s\n' "$out" | distances >"$tmp/refused"
note "$err"
like "$err" '^[0-9]* of [0-9]* functions cannot be probed: .* notrace' "what there is, is counted"
cut -d' ' -f1 "$tmp/refused" >"$tmp/order"
sort -n "$tmp/order" >"$tmp/ordered"
ok "it is in order of address" cmp "$tmp/order" "$tmp/ordered"
runs_or_doubts sonde blacklist -q --cause unknown
printf '%s\n' "$out" | distances >"$tmp/unknown"
is "$(printf '%s\n' "$out" | grep -v '^0x[0-9a-f]* [^ ]* [^ ]' | head -n 3)" "" "a reason stands behind each that is not known"

note "both lists, tried"
cat /root/blacklist.refused "$tmp/refused" | sort -u -n -k 1,1 >"$tmp/both"
try "$tmp/both"
note "$(wc -l <"$tmp/tried") functions tried"
is "$(grep -c . "$tmp/tried")" "$(grep -c . "$tmp/both")" "all of them"
is "$(grep ' accepted ' "$tmp/tried" | head -n 5)" "" "the kernel refuses every one"
# What the image knows to be refused is known here too, or said not to be; but for symbols that the kernel
# does not have.
cut -d' ' -f1 "$tmp/refused" "$tmp/unknown" | sort -u >"$tmp/here"
awk '$2 ~ /[tTwW]/ && !/\[/ { print $3 }' /proc/kallsyms >"$tmp/symbols"
is "$(awk -v here="$tmp/here" -v symbols="$tmp/symbols" 'BEGIN {
    while ((getline line <here) > 0) known[line]
    while ((getline line <symbols) > 0) is_symbol[line]
  }
  $2 in is_symbol && !($1 in known)' /root/blacklist.refused | head -n 5)" "" \
  "none of the image's is taken for allowed without it"

note "places, tried"
try /root/blacklist.places
note "$(cut -d' ' -f2,3 "$tmp/tried" | sort | uniq -c | sed 's/^ *//' | tr '\n' ',')"
is "$(grep ' accepted refused$' "$tmp/tried" | head -n 5)" "" "those that are said to be refused are"
is "$(grep ' refused allowed$' "$tmp/tried" | head -n 5)" "" "those that are said to be allowed are accepted"
ok "these are some hundred" test "$(grep -c ' accepted allowed$' "$tmp/tried")" -ge 200

note "the kernel's own list, and the image's, by name"
awk '!/\[/ { print $2 }' "$blacklist" | grep -v '^__pfx_\|^__cfi_' | sort -u >"$tmp/kernel"
cut -d' ' -f2 /root/blacklist.listed | sort -u >"$tmp/image"
is "$(sort "$tmp/kernel" "$tmp/image" "$tmp/image" | uniq -u | head -n 5)" "" "the image's list has all of the kernel's"
# Of several names for one place the kernel shows one; and none that only marks one for the linker.
is "$(awk -v kernel="$tmp/kernel" 'BEGIN { while ((getline name <kernel) > 0) shown[name] }
  { names[$1] = names[$1] " " $2; if ($2 in shown) good[$1] }
  END { for (at in names) if (!(at in good) && names[at] !~ /_text_(start|end)$/) print names[at] }' /root/blacklist.listed | head -n 5)" "" \
  "and no other place"

note "definitions"
# A function of the kernel itself that has its name for itself.
banned=$(awk '!/\[/ { print $2 }' "$blacklist" | grep -v '[.]\|^__pfx_' | head -n 40 | while read -r name; do
  [ "$(grep -c " $name\$" /proc/kallsyms)" != 1 ] || echo "$name"
done | head -n 1)
runs_ok "what can be probed" sonde blacklist check vfs_read 'vfs_write count=$stack' vfs_fsync%return 'vfs_rea?'
is "$out" "yes     vfs_read
yes     vfs_write
yes     vfs_fsync%return
yes     vfs_read" "is said to"
run sonde blacklist check "$banned" "$banned%return" start_kernel vfs_read
is "$status $out" "1 no      $banned: on the kernel's kprobes blacklist
no      $banned%return: on the kernel's kprobes blacklist
no      start_kernel: $(printf '%s\n' "$out" | sed -n 's/^no *start_kernel: //p')
yes     vfs_read" "and what cannot"
like "$out" 'start_kernel: .*freed after boot' "with the reason"
run sonde blacklist check vfs_read+8
is "$status" 1 "what is behind an entry is not known"
like "$out" '^unknown vfs_read\+8: .*image' "which is said"
run sonde blacklist check no_such_function_here vfs_read
is "$status $out" "1 yes     vfs_read" "a name that is no function"
like "$err" "Probe point 'no_such_function_here' not found" "is an error"
run sonde blacklist check vfs_read:3
is "$status $out" "1 " "a line, without debuginfo"
run sonde blacklist check -q vfs_read
is "$status $out$err" "0 " "-q: nothing but the status"
is "$(sonde blacklist check --json "$banned" | json | grep -E 'verdict|cause')" '[0].places[0].verdict=refused
[0].places[0].cause=listed' "as JSON"
is "$(kernel_probes)" "" "nothing was written"

note "addresses are hidden"
echo 2 >/proc/sys/kernel/kptr_restrict
run sonde blacklist check "$banned" vfs_read
is "$status" 1 "hidden: not all is well"
like "$out" "^no      $banned: on the kernel" "hidden: the name is on the list"
like "$out" '^unknown vfs_read: .*kptr_restrict' "hidden: what is not can be by another name"
run sonde blacklist "$banned | vfs_read"
is "$status $out" "1 - $banned on the kernel's kprobes blacklist" "hidden: the list has no addresses"
like "$err" '^Note: Whether 1 of them can be probed is not known: .*kptr_restrict' "hidden: it says what is not known"
echo 0 >/proc/sys/kernel/kptr_restrict

note "a user without rights"
run as_nobody 'sonde blacklist check vfs_read start_kernel'
is "$status" 1 "nobody: not all is well"
like "$out" '^unknown vfs_read: .' "nobody: it is not known, and why"
unlike "$out" '^yes' "nobody: nothing is taken for allowed"
run as_nobody 'sonde blacklist vfs_read'
is "$status $out" "1 " "nobody: nor by the list"
like "$err" '^Note: Whether 1 of them can be probed is not known: ' "nobody: which is said"

if [ -e /root/failover.ko ]; then
  note "a module, each of its functions tried"
  where=/lib/modules/$(uname -r)/blacklist
  mkdir -p "$where"
  mv /root/failover.ko "$where"
  ok "it is loaded" insmod "$where/failover.ko"
  runs_ok "it has a list" sonde blacklist -m failover
  like "$out" '^0x[0-9a-f]* failover:.* in \.init\.text, freed when the module was loaded$' "with what was freed"
  awk '$2 ~ /[tT]/ && $4 == "[failover]" && $3 !~ /^(__pfx_|[$])/ { print $3 }' /proc/kallsyms >"$tmp/names"
  while read -r name; do
    said=$(sonde blacklist check -m failover "$name" 2>&1 | cut -d' ' -f1)
    done=no
    ! echo "p:bans/one failover:$name" >>"$t/kprobe_events" || done=yes
    echo "$said $done"
    clear_probes
  done <"$tmp/names" >"$tmp/tried" 2>/dev/null
  note "$(sort "$tmp/tried" | uniq -c | sed 's/^ *//' | tr '\n' ',')"
  is "$(grep -vx 'yes yes\|no no' "$tmp/tried" | head -n 3)" "" "what is said of them is so"
  ok "there are some" test "$(grep -cx 'yes yes' "$tmp/tried")" -ge 3
  rmmod failover
  rm -r "$where"
  rmdir "${where%/*}" 2>/dev/null || :
fi

if [ -e /root/blacklist.vmlinux ]; then
  note "with an image here"
  mkdir -p /usr/lib/debug/boot
  mv /root/blacklist.vmlinux "/usr/lib/debug/boot/vmlinux-$(uname -r)"
  runs_ok "it is found, and nothing is unknown" sonde --buildid-dir "$tmp/cache" blacklist -q
  printf '%s\n' "$out" | cut -d' ' -f2- >"$tmp/here"
  cut -d' ' -f2- /root/blacklist.refused >"$tmp/elsewhere"
  ok "it says what it says elsewhere" cmp "$tmp/here" "$tmp/elsewhere"
  runs_ok "places behind an entry are known" sonde --buildid-dir "$tmp/cache" blacklist check vfs_read+9
  rm -r /usr/lib/debug/boot
fi
echo "$printk" >/proc/sys/kernel/printk
finish
