# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Parameters all over their functions, resolved on the dev box (86-everywhere.prepare), where they move
# from registers to others and to the stack: everywhere they have the values that the program passed.
. /test/lib.sh

# compare: of the files truth and hits, what is wrong, what was not seen, and how many are right.
compare()
{
  awk '
    FNR == NR {
      event = $1
      while (match($0, / [a-z0-9_]+=("[^"]*"|[^ ]*)/)) {
        allowed[event, substr($0, RSTART + 1, RLENGTH - 1)]
        $0 = substr($0, RSTART + RLENGTH)
      }
      next
    }
    {
      split($1, part, "__")
      value = $0
      sub(/^[^=]*=/, "", value)
      seen[part[1] " " part[2]]
      if ((part[1], part[2] "=" value) in allowed)
        right++
      else
        print "wrong: " $0
    }
    END {
      while ((getline name <wanted) > 0)
        if (!(name in seen))
          print "not seen: " name
      print right + 0 >count
    }' wanted="$tmp/wanted" count="$tmp/count" "$tmp/truth" "$tmp/hits"
}

ifconfig lo 127.0.0.1 up
refused=0
while read -r line; do
  (echo "$line" >>"$t/kprobe_events") 2>/dev/null || refused=$((refused + 1))
done </root/everywhere
note "$(cat /root/everywhere.summary); $refused of $(wc -l </root/everywhere) places refused"
# Jump labels, traps; on arm64, near exclusive accesses (see 81-lines.sh).
ok "most of them are taken" test $((refused * 5)) -lt "$(wc -l </root/everywhere)"
echo 8192 >"$t/buffer_size_kb"
total=0
for group in $(sed 's,^p:\([a-z]*\)/.*,\1,' /root/everywhere | uniq); do
  echo >"$t/trace"
  echo 'comm == "truth"' >"$t/events/$group/filter"
  echo 1 >"$t/events/$group/enable"
  runs_ok "$group: the program did all" values "$group" "$tmp"
  echo 0 >"$t/events/$group/enable"
  printf '%s\n' "$out" >"$tmp/truth"
  sed -n 's/^.*: \([a-z0-9_]*\): ([^)]*) \(value=\)/\1 \2/p' "$t/trace" >"$tmp/hits"
  sed -n "s,^p:$group/\([a-z0-9_]*\) .*,\1,p" /root/everywhere | sed 's/__/ /;s/__.*//' | sort -u >"$tmp/wanted"
  is "$(compare)" "" "$group: every value is one that was passed, and all were seen"
  total=$((total + $(cat "$tmp/count")))
done
note "$total values"
ok "a thousand values at least" test "$total" -ge 1000
clear_probes
finish
