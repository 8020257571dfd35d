# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# What the kernel fetches is the variable. A made-up program, compiled in many ways, whose variables
# are known at each place without a compiler (tests/truth); 90-truth.prepare has made the lines.
. /test/lib.sh

# watch PROGRAM: run it with its probes on, and compare what they fetch.
watch()
{
  watch_group=probe_$(basename "$1")
  echo >"$t/trace"
  takes_lines "$1" "$1.lines"
  echo 1 >"$t/events/$watch_group/enable"
  ok "$1: it runs to its end" "$1"
  echo 0 >"$t/events/$watch_group/enable"
  run /root/truth/check /root/truth/truth "$t/trace" "$1.known"
  is "$status" 0 "$1: no value is wrong"
  [ "$status" = 0 ] || note "$out"
  figures=$(printf '%s\n' "$out" | tail -n 1)
  note "$1: $figures"
  # hits H compared C ...
  compared=$((compared + $(printf '%s\n' "$figures" | cut -d' ' -f4)))
  echo >"$t/uprobe_events"
}

note "$(cat /root/truth/summary)"
compared=0
programs=0
for lines in /root/truth/*.lines; do
  watch "${lines%.lines}"
  programs=$((programs + 1))
done
ok "there are programs of two compilers, optimized and not" test "$programs" -ge 5
ok "$compared values were compared" test "$compared" -ge 50000
finish
