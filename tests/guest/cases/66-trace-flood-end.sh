# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# More hits than can be written, on both processors, without an end: who asks for one gets it.
. /test/lib.sh
# shellcheck source=tests/guest/in/hist.sh
. /test/hist.sh
# shellcheck source=tests/guest/in/trace.sh
. /test/trace.sh
echo 1 >/sys/kernel/rcu_expedited
before=$(tracing_state some)

# counted: how many hits there are in out.
counted()
{
  printf '%s\n' "$out" | grep -c '^[0-9]'
}

# flooded: more hits than can be written, on both processors, until dry is called.
flooded()
{
  dd if=/dev/zero of=/dev/null bs=1 2>/dev/null &
  flood=$!
  dd if=/dev/zero of=/dev/null bs=1 2>/dev/null &
  flood="$flood $!"
}

dry()
{
  # shellcheck disable=SC2086
  kill $flood
  # shellcheck disable=SC2086
  wait $flood
}

for via in ftrace bpf perf; do
  flooded
  asks trace --via $via --format '%time %count' -d 1 'vfs_read count' --if 'comm == "dd"'
  dry
  is "$status" 0 "$via: -d ends it"
  note "$via: $(printf '%s\n' "$err" | grep hits)"
  span=$(printf '%s\n' "$out" | grep '^[0-9]' | awk '{ split($1, t, ":"); s = t[1] * 3600 + t[2] * 60 + t[3] } NR == 1 { first = s } END { print int(s - first) }')
  ok "$via: and it has recorded for so long, not $span s" [ "$span" -le 5 ]
  flooded
  asks trace --via $via --format '%count' --count 5 'vfs_read count' --if 'comm == "dd"'
  dry
  is "$status $(counted)" "0 5" "$via: --count ends it"
done

flooded
: >"$tmp/err"
sonde --buildid-dir "$measured_cache" trace --via bpf --json --buffer 64M 'vfs_read count' --if 'comm == "dd"' \
  >/dev/null 2>"$tmp/err" &
sonde=$!
soon has_begun "$tmp/err" $sonde
sleep 4
anon=$(sed -n 's/^RssAnon:[^0-9]*\([0-9]*\).*/\1/p' /proc/$sonde/status)
kill -INT $sonde
sleep 0.5
kill -INT $sonde
wait $sonde
status=$?
dry
err=$(cat "$tmp/err")
is "$status" 0 "a large buffer, and two signals: it ends"
note "$(printf '%s\n' "$err" | grep hits), $anon kB"
like "$err" 'Note: The last hits were not written, as a signal came meanwhile\.' "it says what it has left out"
ok "no second buffer is held in memory" [ "$anon" -lt 100000 ]

# Whoever has the pipe does not read it: of each way some pieces are left.
mkfifo "$tmp/pipe"
for via in ftrace bpf perf; do
  : >"$tmp/err"
  sleep 1000 <"$tmp/pipe" &
  reader=$!
  sonde --buildid-dir "$measured_cache" trace --via $via 'vfs_read count' --if 'comm == "dd"' \
    >"$tmp/pipe" 2>"$tmp/err" &
  sonde=$!
  soon has_begun "$tmp/err" $sonde
  dd if=/dev/zero of=/dev/null bs=1 count=20000 2>/dev/null
  kill -INT $sonde
  sleep 2
  ok "$via: nobody reads, and one signal: what was recorded waits" kill -0 $sonde
  kill -INT $sonde
  ok "$via: two signals: it ends" soon gone $sonde
  kill $reader
  wait $sonde
  is "$?" 0 "$via: and that is no failure"
  like "$(cat "$tmp/err")" 'The last hits were not written, as nobody has read them' "$via: it says so"
done

# One that a pipe has no room for is all that is there: nothing but the signal can wake sonde.
long=$(head -c 70000 /dev/zero | tr '\0' x)
for via in ftrace bpf perf; do
  : >"$tmp/err"
  sleep 1000 <"$tmp/pipe" &
  reader=$!
  sonde --buildid-dir "$measured_cache" trace --via $via --format "$long" 'vfs_read count' \
    --if 'comm == "dd" && count == 771' >"$tmp/pipe" 2>"$tmp/err" &
  sonde=$!
  soon has_begun "$tmp/err" $sonde
  dd if=/dev/zero of=/dev/null bs=771 count=1 2>/dev/null
  sleep 1
  kill -INT $sonde
  sleep 1
  cat "$tmp/pipe" >"$tmp/read" &
  cat=$!
  ok "$via: a long hit, and one signal: it ends when that is read" soon gone $sonde
  kill $reader
  kill -9 $sonde 2>/dev/null
  wait $cat
  is "$(wc -c <"$tmp/read")" 70001 "$via: to its end"
done
is "$(tracing_state some)" "$before" "tracefs is as it was"
is "$(bpf_left)" "" "no program and no map is left"
echo 0 >/sys/kernel/rcu_expedited
finish
