# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# What sonde prints, the kernel takes: entries, returns and inlined copies of functions, and
# statements, that are drawn and resolved on the dev box (87-acceptance.prepare). What sonde refuses,
# the kernel refuses: of 60 such places it may take one, such as depends on the processor.
# tests/bench/acceptance has all functions.
. /test/lib.sh

# write NAME: sets written, accepted and there, see tests/bench/write_lines.c; and refused, the lines
# that were refused, with the reasons.
write()
{
  write_lines "/root/acceptance/$1.lines" "$t" 4000 >"$tmp/$1"
  tail -n 1 "$tmp/$1" >"$tmp/counts"
  read -r _ written _ accepted _ there <"$tmp/counts"
  refused=$(sed -n 's/^refused\t[0-9]*\t//p' "$tmp/$1")
}

# The kernel waits some 16 ms for each event that is removed, but for this.
expedited=$(cat /sys/kernel/rcu_expedited)
echo 1 >/sys/kernel/rcu_expedited
for name in entry return copy line; do
  write $name
  note "$name: $written lines, $accepted taken"
  is "$written" "$(wc -l <"/root/acceptance/$name.lines")" "$name: all lines are written"
  ok "$name: and they are many" test "$written" -ge 200
  is "$there" "$accepted" "$name: what was taken is there"
  is "$refused" "" "$name: the kernel takes each line"
done
write refused
note "refused by sonde: $written places tried, $accepted taken"
ok "refused by sonde: some are tried" test "$written" -ge 30
ok "refused by sonde: the kernel refuses all but 1" test "$accepted" -le 1
echo "$expedited" >/sys/kernel/rcu_expedited
finish
