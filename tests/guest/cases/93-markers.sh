# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Markers of programs: what is fetched is what the program says that it handed over, for all that can
# be fetched; the semaphore is up as long as the event is on; libraries have them too.
. /test/lib.sh
marks=/root/markers

# hits GROUP COMMAND...: run it with all events of the group on; $tmp/truth has what it says, $tmp/hits
# `EVENT FIELDS` of each event.
hits()
{
  hits_group=$t/events/$1
  shift
  echo >"$t/trace"
  echo 1 >"$hits_group/enable"
  "$@" >"$tmp/truth" 2>&1
  echo 0 >"$hits_group/enable"
  sed -n 's/^.*[0-9]: \([a-z_]*\): (0x[0-9a-f]*) \{0,1\}\(.*\)$/\1 \2/p' "$t/trace" >"$tmp/hits"
}

# compared: of how many fields the trace has what the program says; what differs, and hits that are
# missing or too many. Each event's hits come in the order of its lines.
compared()
{
  awk '
    { n = NR == FNR ? ++said[$1] : ++hit[$1] }
    NR == FNR {
      down += /^[a-z]* up=0/
      for (i = 2; i <= NF; i++) { split($i, part, "="); truth[$1, n, part[1]] = part[2] }
      next
    }
    {
      for (i = 2; i <= NF; i++) {
        split($i, part, "=")
        if (part[2] == truth[$1, n, part[1]]) fields++
        else printf "%s: %s instead of %s; ", $1, $i, truth[$1, n, part[1]]
      }
    }
    END {
      for (name in said) if (said[name] != hit[name]) printf "%s: %d hits of %d; ", name, hit[name], said[name]
      for (name in hit) if (!said[name]) printf "%s: nobody says that; ", name
      if (down) printf "%d hits with the semaphore down; ", down
      print fields + 0 " fields"
    }' "$tmp/truth" "$tmp/hits"
}

# lost: arguments that -a has left out.
lost()
{
  echo "$err" |
    sed -n 's/^Left out: \(arg[0-9]*\) of sdt_test:\([a-z]*\) at 0x[0-9a-f]* (\(.*\)) cannot .*/\2 \1 \3/p' | sort -u
}

for program in plain slow fixed clang cxx; do
  [ -e $marks/$program ] || continue
  note "$program"
  runs_ok "all markers are added" sonde probe -x $marks/$program -a '%test:[!tw]*' -a '%test:text arg1:string size=arg2 arg2'
  note "$(lost)"
  hits sdt_test $marks/$program
  sed -i 's/ size=[0-9]*//' "$tmp/hits"
  got=$(compared)
  like "$got" '^[0-9]+ fields$' "all fields are what the program says"
  # Not two floats, and of a program without symbols up to nine in memory.
  ok "and they are most of the 83: $got" [ "${got%% *}" -ge 72 ]
  runs_ok "all are removed" sonde probe -d 'sdt_test:*'
  is "$(cat "$t/uprobe_events")" '' "nothing is left"
  is "$($marks/$program | grep -c 'up=1')" 0 "all semaphores are down"
done

note "the semaphore of a program that runs"
runs_ok "its marker is added" sonde probe -x $marks/plain -a '%test:wait'
$marks/plain wait >"$tmp/wait" &
sleep 1
is "$(cat "$tmp/wait")" '' "it is down at first"
echo 1 >"$t/events/sdt_test/wait/enable"
for _ in 1 2 3 4 5 6 7 8 9 10; do
  [ -s "$tmp/wait" ] || sleep 1
done
is "$(cat "$tmp/wait")" up "it is up while the event is on"
echo 0 >"$t/events/sdt_test/wait/enable"
wait
is "$(tail -n 1 "$tmp/wait")" down "and down when it is off"
runs_ok "it is removed" sonde probe -d 'sdt_test:wait'

note "a shared library, by the cache"
runs_ok "its markers are cached" sonde probe -x $marks/libwork.so --cache -n -a '%*:*'
runs_ok "they are found there" sonde probe -a '%lib:work'
hits sdt_lib $marks/uses
is "$(compared)" '8 fields' "the library's marker fires in the program that uses it"
runs_ok "it is removed" sonde probe -d 'sdt_lib:*'
rm -rf /root/.debug/root/markers

if [ -e $marks/throw ]; then
  note "libstdc++"
  library=$(ldd $marks/throw 2>/dev/null | sed -n 's/.*=> \(.*libstdc++[^ ]*\) .*/\1/p')
  [ -n "$library" ] || library=$(find /lib /usr/lib -name 'libstdc++.so.6' | head -n 1)
  runs_ok "its markers are added" sonde probe -x "$library" -a '%libstdcxx:catch' -a '%libstdcxx:throw'
  hits sdt_libstdcxx $marks/throw
  is "$(grep -c '^throw ' "$tmp/hits")" 3 "what is thrown is seen"
  is "$(grep -o '^catch arg1=[0-9]*' "$tmp/hits")" "$(cat "$tmp/truth")" "and the object that is caught"
  runs_ok "they are removed" sonde probe -d 'sdt_libstdcxx:*'
fi
finish
