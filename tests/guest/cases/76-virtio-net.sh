# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# The driver of the network card, probed by its name with what was resolved on another machine
# (76-virtio-net.prepare). The truth: what ping says that it sends and how large that is, what the
# kernel counts of the card, its table of neighbours, and sysfs.
. /test/lib.sh

# events NAME: the fields of the events of this name in the trace, one event a line. An event of a
# return has two places in the brackets.
events()
{
  sed -n "s/^.* $1: ([^)]*) \{0,1\}//p" "$t/trace"
}

# field NAME: of the lines on stdin, this field alone.
field()
{
  sed -n "s/^\(.* \)\{0,1\}$1=\([^ ]*\).*/\2/p"
}

# watched COMMAND...: run it with all events of the probes on.
watched()
{
  echo >"$t/trace"
  echo 1 >"$t/events/probe/enable"
  truth=$("$@" 2>&1)
  watched_status=$?
  echo 0 >"$t/events/probe/enable"
  return $watched_status
}

# counts: the lengths on stdin as "TIMES LENGTH", without those of ARP (what comes is padded).
counts()
{
  grep -vx -e 42 -e 64 | sort -n | uniq -c | sed 's/^ *//'
}

sum()
{
  awk '{ total += $1 } END { print total + 0 }'
}

# counter NAME: what the kernel counts of the card.
counter()
{
  cat "/sys/class/net/$card/statistics/$1"
}

add_all()
{
  set --
  while read -r definition; do set -- "$@" -a "$definition"; done <"$tmp/definitions"
  run sonde probe -m virtio_net --json "$@"
}

up()
{
  ip address add 10.0.2.15/24 dev "$card" && ip link set "$card" up
}

# Sizes without the 8 bytes of ICMP, the 20 of IP and the 14 of Ethernet. Of 3000, IP makes three
# packets. The last poll may end, and be counted, after ping does.
traffic()
{
  ping -i .1 -c 7 -s 100 10.0.2.2
  ping -i .1 -c 4 -s 1001 10.0.2.2
  ping -i .1 -c 2 -s 3000 10.0.2.2
  sleep .3
}

# So that nothing but ARP and what is sent here uses the card.
ipv6=/proc/sys/net/ipv6/conf/default/disable_ipv6
echo 1 >$ipv6
driver=$(tail -n 1 /root/net/modules)
dependencies=$(sed '$d' /root/net/modules)
for file in $dependencies; do ok "${file##*/} is loaded" insmod "$file"; done

note "before it is loaded"
runs_ok "a probe of what the driver does first" sonde probe -m virtio_net --json \
  -a "$(head -n 1 /root/net/definitions)"
like "$(printf '%s\n' "$out" | json)" '^\[0\]\.source=cache$' "it is from the cache"
runs_ok "and of what is there only then" sonde probe -m virtio_net -a "$(cat /root/net/start)"
is "$(probe_places)" "" "they are not set yet"
ok "the driver is loaded" watched insmod "$driver"
card=$(cd /sys/bus/virtio/drivers/virtio_net/virtio*/net && echo *)
device=/sys/class/net/$card/device
note "the card is $card"
is "$(events virtnet_probe | field device | sed 's/0x//') $(events virtnet_probe | field vendor)" \
  "$(sed 's/0x0*//' "$device/device") $(cat "$device/vendor")" \
  "what the driver does while it is loaded is traced, and its device is that of sysfs"
is "$(grep -c ' started: ' "$t/trace")" 1 "it starts once"
runs_ok "that can be removed" sonde probe -d probe:started

note "loaded"
sed 1d /root/net/definitions >"$tmp/definitions"
add_all
is "$status" 0 "all others are added at once"
is "$(printf '%s\n' "$out" | json | grep -c '^\[[0-9]*\]\.source=cache$')" "$(wc -l <"$tmp/definitions")" \
  "each from the cache"
like "$(kernel_probes)" '^p:probe/sent virtio_net:start_xmit(\+[0-9]+)? len=' "in the module"
run sonde probe -l
like "$out" '^  probe:inlined +\(on .* in virtio_net with len a b c d e f\)$' "they are listed"
ok "the card is switched on" watched up
is "$(events virtnet_open)" "name=\"$card\" mtu=$(cat "/sys/class/net/$card/mtu")" "its name and its MTU"
is "$(events virtnet_open__return)" "arg1=0" "it worked, says the value that is returned"

note "traffic"
received_before=$(counter rx_packets) bytes_before=$(counter rx_bytes) sent_before=$(counter tx_packets)
ok "something is sent" watched traffic
packets=$(($(counter rx_packets) - received_before)) bytes=$(($(counter rx_bytes) - bytes_before))
is "$(printf '%s\n' "$truth" | sed -n 's/^\(.* received\),.*/\1/p')" \
  "7 packets transmitted, 7 packets received
4 packets transmitted, 4 packets received
2 packets transmitted, 2 packets received" "it is answered"
lengths=$(events sent | field len)
is "$(printf '%s\n' "$lengths" | counts)" "2 82
7 142
4 1043
4 1514" "sent: as many packets of each length as ping sends, and no others"
is "$(events sent | field name | sort -u)" "\"$card\"" "the name of the card"
is "$(events status | sort | uniq -c | sed 's/^ *//')" "$(printf '%s\n' "$lengths" | wc -l) arg1=0" \
  "each returns 0"
is "$(events line | field len)" "$lengths" "a line inside of the function: the same packets in the same order"
is "$(events line | field queue | sort -u)" '"output.0"' "the name of their queue"
is "$(events inlined | field len)" "$lengths" "an inlined copy: the same packets in the same order"
mac=$(awk '$1 == "10.0.2.2" { print $4 }' /proc/net/arp)
like "$mac" '^([0-9a-f]{2}:){5}[0-9a-f]{2}$' "the kernel knows whom it sends to"
is "$(events inlined | grep -v '^len=42 ' | cut -d' ' -f2- | sort -u | sed 's/[a-f]=0x//g' |
  awk '{ for (i = 1; i <= 6; i++) printf "%s%s", length($i) < 2 ? "0" $i : $i, i < 6 ? ":" : "\n" }')" \
  "$mac" "and so does what is traced"

# Before each packet stand the 12 bytes of virtio.
is "$(events received | field len | awk '{ print $1 - 12 }' | counts)" "2 82
7 142
4 1043
4 1514" "received: the answers"
is "$(events received | field len | sum)" \
  "$((bytes + 12 * packets))" "as many bytes as the kernel counts"
is "$(events received | field name | sort -u)" "\"$card\"" "by the same card"
is "$(events polled | field arg1 | sum)" "$packets" \
  "what is returned for each poll adds up to what the kernel counts"
note "$(events polled | wc -l) polls, $(printf '%s\n' "$lengths" | wc -l) packets sent," \
  "$(($(counter tx_packets) - sent_before)) counted so far, $(counter rx_packets) received"
is "$(awk '$3 != 0' "$t/kprobe_profile")" "" "no hit was missed"

note "removal"
runs_ok "some are removed" sonde probe -d 'probe:s*'
is "$(kernel_probes | grep -c '^[pr][0-9]*:probe/s')" 0 "they are gone"
ok "something is sent" watched ping -c 1 -s 500 10.0.2.2
is "$(events sent | wc -l) $(events inlined | field len | counts)" "0 1 542" "the others are still there"
ok "the card is switched off" watched ip link set "$card" down
is "$(events virtnet_close)" "name=\"$card\"" "which is traced"
places=$(probe_places | cut -d' ' -f2-)
ok "the driver is removed" rmmod virtio_net
is "$(grep -F '[virtio_net]' /sys/kernel/debug/kprobes/list)" "" "no place is left"
ok "the driver is loaded again" watched insmod "$driver"
is "$(probe_places | cut -d' ' -f2-)" "$places" "they are all set again"
is "$(events virtnet_probe | wc -l)" 1 "and trace"
runs_ok "all are removed" sonde probe -d '*'
is "$(kernel_probes)$(probe_places)" "" "nothing is left"

note "neither debuginfo nor a cache"
while read -r definition; do
  run sonde --buildid-dir "$tmp/empty" probe -m virtio_net -a "$definition"
  is "$status $(kernel_probes)" "1 " "$definition: refused"
  like "$err" '^.* is not cached for this module\.' "it is said why"
done <<'DEFINITIONS'
start_xmit len=skb->len:u32
start_xmit:8
xmit_skb
DEFINITIONS
runs_ok "a function of the installed file" sonde --buildid-dir "$tmp/empty" probe -m virtio_net \
  -a 'opened=virtnet_open%return $retval'
ok "the card is switched on" watched up
is "$(events opened)" "arg1=0x0" "needs none"
ok "the card is switched off" ip link set "$card" down
clear_probes

note "every function"
# try LINE...: those lines that the kernel does not take.
try()
{
  while read -r line; do
    (echo "$line" >>"$t/kprobe_events") 2>/dev/null || echo "$line"
  done
}
ok "there are many" test "$(wc -l </root/net/entries)" -gt 50
is "$(try </root/net/entries)" "" "what is printed of the module is taken, all $(wc -l </root/net/entries)"
sed 's/.*/p:own\/own virtio_net:&/' /root/net/refused >"$tmp/refused"
is "$(try <"$tmp/refused")" "$(cat "$tmp/refused")" "and the kernel takes none of these $(wc -l <"$tmp/refused")"
clear_probes

ok "all modules are removed" rmmod virtio_net
for file in $(printf '%s\n' "$dependencies" | sed '1!G;h;$!d'); do
  rmmod "$(basename "$file" .ko)"
done
echo 0 >$ipv6
finish
