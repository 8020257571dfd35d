# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Values of a hundred definitions, resolved on the dev box (84-values.prepare): every field of every
# event is what the program that caused it says, whatever its type, and no event is missing or more.
. /test/lib.sh

# section NAME: what the program does and says, and what was traced of it, as `EVENT FIELDS`.
section()
{
  echo >"$t/trace"
  echo 'comm == "truth"' >"$t/events/$1/filter"
  echo 1 >"$t/events/$1/enable"
  values "$1" "$tmp" >"$tmp/truth" 2>"$tmp/said"
  status=$?
  echo 0 >"$t/events/$1/enable"
  # Of a symbol's size the program knows nothing.
  sed -n 's/^.*: \([a-z0-9_]*\): ([^)]*) \{0,1\}/\1 /p' "$t/trace" |
    sed 's,\(=[a-z_]*+0x0\)/0x[0-9a-f]*,\1,g' >"$tmp/hits"
  is "$status$(cat "$tmp/said")" 0 "$1: the program did all"
  is "$(cut -d' ' -f1 "$tmp/hits" | sort | uniq -c)" "$(cut -d' ' -f1 "$tmp/truth" | sort | uniq -c)" \
    "$1: all events, each as often as its cause"
  sed -n "s/^$1:\([a-z0-9_]*\)=.*/\1/p" /root/values >"$tmp/events"
  while read -r event; do
    is "$(grep "^$event " "$tmp/hits")" "$(grep "^$event " "$tmp/truth" || echo "no truth")" \
      "$1: $(sed -n "s/^$1:$event=//p" /root/values | cut -d' ' -f1): every value"
  done <"$tmp/events"
}

ifconfig lo 127.0.0.1 up
run sonde probe --json -a @/root/values
is "$status" 0 "all definitions are added"
is "$(printf '%s\n' "$out" | json | grep -c '\.source=cache$')" "$(wc -l </root/values)" \
  "each from the cache"
for group in $(sed 's/:.*//' /root/values | uniq); do section "$group"; done
runs_ok "all are removed" sonde probe -q -d '*:*'
is "$(kernel_probes)" "" "none is left"
finish
