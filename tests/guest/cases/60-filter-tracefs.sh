# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Filters in the kernel's own words pass what they say: writes of 1 to 300 bytes, one event for each
# filter, and the shell's arithmetic as the truth.
. /test/lib.sh

size=$(argument 3)
arguments="count=$size:u64 b=$size:u8 c=$size:s8 w=$size:s32 s=$size:s64"

# FILTER#what the shell says of a write of $n bytes
cat >"$tmp/filters" <<'FILTERS'
count > 200#n > 200
100 <= count && count != 150 && !(count > 250)#n >= 100 && n != 150 && n <= 250
b == 44 || b == '!'#(n & 255) == 44 || (n & 255) == 33
c < 0#(n & 128) != 0
c == -1 - 1#(n & 255) == 254
c & 0xff80#(n & 128) != 0
(c & 3) == 0 && 1#(n & 3) == 0
(b & 4) == 4 && count < 9#(n & 4) != 0 && n < 9
w != -1 && !!w#1
w & ~1#n > 1
s & 0x8000000000000000#0
count == -1u#0
count#1
!b#(n & 255) == 0
comm ~ "*d"#1
comm ~ "*d*" && comm ~ "d?"#1
comm !~ "d*"#0
comm ~ "[a-d]d" && comm != "d"#1
tid != 0 && cpu <= 1000#1
FILTERS

number=0
while IFS='#' read -r filter truth; do
  number=$((number + 1))
  said=$(sonde filter check "vfs_write $arguments" --if "($filter) && comm == 'dd'" |
    sed -n 's/^  ftrace: //p')
  ok "$filter: is said" sonde probe -q -a "f$number=vfs_write $arguments"
  # shellcheck disable=SC2016 # they are that shell's
  ok "$filter: the kernel takes it" sh -c 'printf "%s" "$1" >"$2"' sh "$said" \
    "$t/events/probe/f$number/filter"
  is "$(cat "$t/events/probe/f$number/filter")" "$said" "$filter: and has it"
done <"$tmp/filters"

: >"$t/trace"
echo 1 >"$t/events/probe/enable"
n=0
while [ "$((n += 1))" -le 300 ]; do
  dd if=/dev/zero of=/dev/null bs="$n" count=1 status=none
done
echo 0 >"$t/events/probe/enable"

number=0
while IFS='#' read -r filter truth; do
  number=$((number + 1))
  n=0
  want=0
  while [ "$((n += 1))" -le 300 ]; do
    want=$((want + (truth)))
  done
  is "$(grep -c ": f$number: " "$t/trace")" "$want" "$filter: passes as many"
done <"$tmp/filters"

ok "the events are removed" sonde probe -q -d 'probe:*'
: >"$t/trace"
finish
