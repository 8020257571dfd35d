# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# More hits than anybody can read, on both processors at once: each is either shown or counted as lost,
# where it was lost; the reader's memory stays what it was, and the order that of time.
. /test/lib.sh
# shellcheck source=tests/guest/in/hist.sh
. /test/hist.sh
# shellcheck source=tests/guest/in/trace.sh
. /test/trace.sh
echo 1 >/sys/kernel/rcu_expedited
before=$(tracing_state some)
storm=40000

# said WORD: the number before the word in what was said at the end; 0 if it is not there.
said()
{
  said_number=$(printf '%s\n' "$err" | sed -n "s/.*\\<\\([0-9][0-9,]*\\) $1\\>.*/\\1/p" | tr -d ,)
  echo "${said_number:-0}"
}

# counted: how many hits there are in out.
counted()
{
  printf '%s\n' "$out" | grep -c '^[0-9]'
}

# gaps: what was lost as the lines say it, and ? if one of them does not know.
gaps()
{
  printf '%s\n' "$out" | sed -n 's/^.*LOST \([^ ]*\).*/\1/p' | awk '
    /^[0-9]+$/ { n += $1; next }
    { unknown = "?" }
    END { print n + 0 unknown }'
}

# storms NAME WORDS...: sonde trace meanwhile; all that there was is shown or lost.
storms()
{
  storms_name=$1
  shift
  asks trace "$@" 'vfs_read count' --if 'comm == "app-storm"' -- storm
  is "$status $(truth storm | sed -n 's/^all	\([0-9]*\).*/\1/p')" "0 $storm" "$storms_name: it ends well"
  note "$(printf '%s\n' "$err" | grep 'hits')"
}

for via in ftrace bpf perf; do
  note "$via"
  storms "$via, a small buffer" --via $via --format '%count' --buffer 16K
  is "$(($(counted) + $(said lost)))" $storm "$via: hits and lost ones are all of them"
  is "$(said 'hits*')" "$(counted)" "$via: as many are shown as it says"
  ok "$via: some were lost" [ "$(said lost)" -gt 0 ]
  case $(gaps) in
  *\?) note "$via: gaps without a number" ;;
  *) is "$(gaps)" "$(said lost)" "$via: all of them where they were lost" ;;
  esac

  storms "$via, a large buffer" --via $via --format '%count' --buffer 16M
  is "$(counted) $(said lost)" "$storm 0" "$via: none is lost"
  is "$(lines | awk -F '\t' '$2 != 400' | head -n 3)" "" "$via: each as often as it was"

  asks trace --via $via --json --buffer 16M 'vfs_read count' --if 'comm == "app-storm"' -- storm
  printf '%s\n' "$out" | sed -n "s/^.*\"ns\":\([0-9]*\).*/\1/p" >"$tmp/times"
  is "$(wc -l <"$tmp/times") $(sort -nc "$tmp/times" 2>&1)" "$storm " "$via: in the order of time"

  # Who reads slowly: what is not read stays in the kernel, and is lost there.
  mkfifo "$tmp/slow"
  (
    while dd bs=4096 count=1 of="$tmp/piece" 2>/dev/null && [ -s "$tmp/piece" ]; do
      cat "$tmp/piece" >&9
      sleep 0.02
    done <"$tmp/slow" 9>"$tmp/read"
  ) &
  slow=$!
  rm -rf "$tmp/files"
  mkdir "$tmp/files"
  # Not what the one before has said: a signal that comes too early is ignored in the background.
  : >"$tmp/err"
  sonde --buildid-dir "$measured_cache" trace --via $via --format '%count' --buffer 64K \
    'vfs_read count' --if 'comm == "app-storm"' >"$tmp/slow" 2>"$tmp/err" &
  sonde=$!
  soon has_begun "$tmp/err" $sonde
  "$app" -o "$tmp/truth" "$tmp/files" storm
  peak=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' /proc/$sonde/status)
  kill -INT $sonde
  wait $sonde
  status=$?
  wait $slow
  rm "$tmp/slow"
  out=$(cat "$tmp/read") err=$(cat "$tmp/err")
  is "$status $(($(counted) + $(said lost)))" "0 $storm" "$via: a slow reader: hits and lost ones are all of them"
  note "$via: $(printf '%s\n' "$err" | grep hits), $peak kB"
  ok "$via: and memory has its bounds" [ "$peak" -lt 100000 ]
done

note "stacks"
for stacks in --stack '--stack --user-stack'; do
  # shellcheck disable=SC2086 # several words
  storms "ftrace $stacks, a small buffer" --via ftrace $stacks --perf-script --buffer 16K
  shown=$(printf '%s\n' "$out" | grep -c 'vfs_read:')
  like "$err" '^[0-9,]+ hits, [0-9,]+ records lost, stacks among them' "ftrace $stacks: what was lost is not said to be hits"
  is "$(said 'hits*')" "$shown" "ftrace $stacks: as many hits are shown as it says"
  ok "ftrace $stacks: there are as many records lost as hits, at least" [ "$(said 'records lost')" -ge $((storm - shown)) ]
  is "$(printf '%s\n' "$out" | sed -n 's/^.*LOST \(.*\) on CPU.*/\1/p' | sort -u)" "an unknown number of events" \
    "ftrace $stacks: nor where it was lost"
done
asks trace --via ftrace --stack --perf-script --buffer 16M 'vfs_read count' --if 'comm == "app-storm" && count == 7' -- storm
is "$(printf '%s\n' "$out" | grep -c 'vfs_read:')" 400 "ftrace: hits with their stacks"
is "$(printf '%s\n' "$out" | grep -c ' vfs_read+0x')" 400 "ftrace: each begins at the probe"
is "$(printf '%s\n' "$out" | awk '/vfs_read:/ { first = 1; next } first { print $2; first = 0 }' | sed 's/+.*//' | sort -u)" vfs_read \
  "ftrace: with nothing of tracing itself before it"
asks trace --via ftrace --stack --perf-script sched:sched_wakeup --if 'prio < 140' -- calls
is "$(printf '%s\n' "$out" | awk '/sched_wakeup:/ { first = 1; next } first { print $2; first = 0 }' | grep -c -e __traceiter -e trace_event_raw)" 0 \
  "ftrace: nor before that of a tracepoint"
like "$out" '\<ttwu_do_(activate|wakeup)\+' "ftrace: which has one"
is "$(tracing_state some)" "$before" "tracefs is as it was"
is "$(bpf_left)" "" "no program and no map is left"
echo 0 >/sys/kernel/rcu_expedited
finish
