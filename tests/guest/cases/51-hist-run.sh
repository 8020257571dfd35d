# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# How a measurement begins and ends: by a command, by time, by signals, by the end of a process, by a
# reader that has gone, and left running. Whatever ends it, nothing stays in tracefs.
. /test/lib.sh
# shellcheck source=tests/guest/in/hist.sh
. /test/hist.sh
all_before=$(tracing_state)
before=$(tracing_state some)

# asking WORDS...: sonde hist with the cache of 51-hist-run.prepare.
asking()
{
  sonde --buildid-dir /root/run-cache hist "$@"
}

# nothing_stays NAME
nothing_stays()
{
  is "$(tracing_state some)" "$before" "$1"
}

# copies SIZE COUNT: so many reads of so many bytes, and nothing else of that size.
copies()
{
  dd if=/dev/zero of=/dev/null bs="$1" count="$2" 2>/dev/null
}

# begin: a table by sizes, in the background as process $pid; it is traced when this is over.
begin()
{
  # It is emptied only by the process in the background.
  rm -f "$tmp/err"
  sonde --buildid-dir /root/run-cache hist --csv 'vfs_read count' --by count >"$tmp/out" 2>"$tmp/err" &
  pid=$!
  soon grep -qs '^Tracing' "$tmp/err"
}

# hits SIZE: of the rows of CSV in out that are about this size, added up.
hits()
{
  printf '%s\n' "$out" | tr -d '\r' | awk -F, -v size="$1" '
    NR == 1 { for (i = 1; i <= NF; i++) place[$i] = i; next }
    $place["count"] == size { sum += $place["hits"] }
    END { print sum + 0 }'
}

note "a command"
runs_ok "it is measured from its beginning to its end" \
  asking 'vfs_read count' --by count.log2 -- dd if=/dev/zero of=/dev/null bs=3000 count=50
like "$out" '^ *\(2K, 4K\] +50 ' "its reads are in their bucket"
like "$out" 'vfs_read' "under a title"
nothing_stays "nothing stays"
runs_ok "one that fails" asking --csv 'vfs_read count' --by count -- sh -c 'dd if=/dev/zero of=/dev/null bs=1234 count=7 2>/dev/null; exit 3'
is "$(hits 1234)" 7 "is measured with its children"
like "$err" "'sh' ended with status 3" "and its status is said"
copies 2345 5 &
runs_ok "one with others beside it" asking --csv 'vfs_read count' --by count -- dd if=/dev/zero of=/dev/null bs=1234 count=7
is "$(hits 1234) $(hits 2345)" "7 0" "is measured alone"
run asking 'vfs_read count' --by count -- /no/such/command
is "$status $out" "1 " "one that is not there is an error"
like "$err" "Cannot run '/no/such/command'" "which is said"
run asking 'vfs_read count' --by count -- no-such-command
like "$err" "no command 'no-such-command'" "the same where PATH does not have it"
nothing_stays "nothing was begun"

note "by time"
runs_ok "-d" asking --csv 'vfs_read count' --by count -d 0.5
like "$err" '^Tracing for 0.5 s' "how long is said"
runs_ok "-d with a command that would run longer" asking -q --csv 'vfs_read count' --by count -d 1 -- \
  sh -c 'dd if=/dev/zero of=/dev/null bs=1234 count=7 2>/dev/null; exec sleep 100'
is "$(hits 1234) $err" "7 " "what it did until then; -q says nothing"
not_ok "it does not run any more" pgrep -f 'sleep 100'
runs_ok "-i" asking --csv 'vfs_read count' --by count -i 0.5 -- \
  sh -c 'for i in 1 2 3; do dd if=/dev/zero of=/dev/null bs=1234 count=$i 2>/dev/null; sleep 0.5; done'
is "$(hits 1234)" 6 "the tables have what came in each interval, and no more"
ok "they have different times" [ "$(printf '%s\n' "$out" | grep ',1234,' | cut -d, -f1 | sort -u | wc -l)" -ge 2 ]
nothing_stays "nothing stays"

note "by signals"
for signal in INT TERM; do
  begin
  copies 4321 9
  kill -$signal $pid
  wait $pid
  status=$?
  out=$(cat "$tmp/out")
  is "$status $(hits 4321)" "0 9" "SIG$signal ends it with a table"
  nothing_stays "SIG$signal: nothing stays"
done
for signal in HUP QUIT; do
  begin
  kill -$signal $pid
  # A second one changes nothing.
  kill -INT $pid
  wait $pid
  status=$?
  is "$status $(cat "$tmp/out")" "1 " "SIG$signal ends it without one"
  nothing_stays "SIG$signal: nothing stays"
done
run sh -c 'sonde --buildid-dir /root/run-cache hist "vfs_read count" --by count -i 0.3 | head -n 1'
is "$(printf '%s\n' "$out" | wc -l) $err" "1 Tracing. Ctrl-C ends it." "a reader that has gone ends it without a word"
nothing_stays "head: nothing stays"

note "processes"
rm -f "$tmp/.err"
(soon [ -e "$tmp/counts" ] && dd if=/dev/zero of=/dev/null bs=777 count=3 2>/dev/null && sleep 1) &
pid=$!
(soon grep -qs '^Tracing' "$tmp/.err" && touch "$tmp/counts") &
runs_ok "-p ends with the process" asking --csv 'vfs_read count' --by count -p $pid
is "$(hits 777)" 3 "its children are measured"
run asking 'vfs_read count' --by count -p $pid
is "$status" 1 "one that is no more"
like "$err" "There is no process $pid" "is an error"
runs_ok "by process" asking --csv 'vfs_read count' --by 'pid,count' -- \
  sh -c 'dd if=/dev/zero of=/dev/null bs=777 count=3 2>/dev/null; exec dd if=/dev/zero of=/dev/null bs=778 count=4'
is "$(hits 777) $(hits 778)" "3 4" "both processes are there"
nothing_stays "nothing stays"

note "left running"
runs_ok "--keep" asking 'vfs_read count' --by count.log2 --keep mine
like "$err" 'sonde session stop mine' "how to stop it is said"
copies 5000 40
runs_ok "it is shown" sonde session show mine --csv
first=$(printf '%s\n' "$out" | tr -d '\r' | awk -F, '$2 == 8192 { print $3 }')
ok "with what came" [ "${first:-0}" -ge 40 ]
copies 5000 40
runs_ok "and shown again" sonde session show mine
like "$out" '^ *\(4K, 8K\] ' "as bars"
runs_ok "it is stopped" sonde session stop mine
nothing_stays "nothing stays"
run sonde session show mine
is "$status" 1 "then there is nothing to show"

note "outputs"
runs_ok "-o" asking --openmetrics -o "$tmp/metrics" 'vfs_read count' --by count.log2 -i 0.3 -d 1
is "$out" "" "nothing is printed"
like "$(cat "$tmp/metrics")" '^# EOF$' "the file is whole"
runs_ok "--svg" asking --svg "$tmp/svg" 'vfs_read count' --by count.log2 -d 0.3
like "$(head -n 1 "$tmp/svg")" '<' "a drawing is made"
run asking -o /no/such/folder/file 'vfs_read count' --by count -d 0.3
is "$status" 1 "a file that cannot be made is known before"
unlike "$err" '^Tracing' "anything is traced"

note "nothing counted"
runs_ok "a function that is not called" asking 'vfs_read count' --by count --if 'count == 123457' -d 0.3
like "$out" '\<0 hits' "is said to have no hits"
is "$(tracing_state)" "$all_before" "in all: nothing stays"
finish
