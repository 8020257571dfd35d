# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# The kernel shows its list of events a page at a time. While others are removed from it, no event
# that stays may be missed.
. /test/lib.sh
early=300
late=150
# The longer the list, the likelier that one goes while it is read.
args=$(for i in $(seq 12); do printf ' an_argument_with_a_long_name_%s=$stack' "$i"; done)
for i in $(seq $early); do echo "p:early/event_with_a_long_name_$i vfs_read$args"; done >"$tmp/lines"
for i in $(seq $late); do echo "p:late/event_with_a_long_name_$i vfs_write$args"; done >>"$tmp/lines"
while read -r line; do echo "$line"; done <"$tmp/lines" >>"$t/kprobe_events"
is "$(kernel_probes | wc -l)" $((early + late)) "there are many events"
# Else the kernel waits for each of them, and most lists see none go.
echo 1 >/sys/kernel/rcu_expedited
for i in $(seq $early); do echo "-:early/event_with_a_long_name_$i"; done >"$tmp/removals"
while read -r line; do echo "$line"; done <"$tmp/removals" >>"$t/kprobe_events" &
lists=0
wrong=0
while [ "$(kernel_probes | grep -c early)" -gt 0 ]; do
  run sonde probe -l 'late:*'
  lists=$((lists + 1))
  [ "$(printf '%s\n' "$out" | grep -c 'late:')" = $late ] || wrong=$((wrong + 1))
done
wait
note "$lists lists"
ok "they were listed while others were removed" test $lists -ge 1
is $wrong 0 "and always all of them"
echo 0 >/sys/kernel/rcu_expedited
clear_probes
finish
