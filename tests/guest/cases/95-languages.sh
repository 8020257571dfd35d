# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# What the kernel fetches of programs of C++ and Rust is the variable: they say themselves what their
# variables are (tests/truth/languages); 95-languages.prepare has made the lines.
. /test/lib.sh

# watch PROGRAM: run it with its probes on, and compare what they fetch with what it says.
watch()
{
  watch_group=probe_$(basename "$1")
  echo >"$t/trace"
  takes_lines "$1" "$1.lines"
  echo 1 >"$t/events/$watch_group/enable"
  "$1" >"$tmp/truth"
  is $? 0 "$1: it runs to its end"
  echo 0 >"$t/events/$watch_group/enable"
  : >"$tmp/known"
  run /root/languages/check "$tmp/truth" "$t/trace" "$tmp/known"
  is "$status" 0 "$1: no value is wrong"
  [ "$status" = 0 ] || note "$out"
  figures=$(printf '%s\n' "$out" | tail -n 1)
  note "$1: $figures"
  # hits H compared C ...
  compared=$(printf '%s\n' "$figures" | cut -d' ' -f4)
  ok "$1: $compared values were compared" test "$compared" -ge 300
  echo >"$t/uprobe_events"
}

note "$(cat /root/languages/summary)"
is "$(cat /root/languages/wrong)" "" "all is there that has to be, and what cannot be is refused with its reason"
programs=0
for lines in /root/languages/*.lines; do
  watch "${lines%.lines}"
  programs=$((programs + 1))
done
ok "there are several programs" test "$programs" -ge 3
finish
