# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# What a table lacks is said: hits that it had no room for, hits that the kernel missed, rows that are not
# shown. What came in intervals is in all what came. Metrics are metrics.
. /test/lib.sh
# shellcheck source=tests/guest/in/hist.sh
. /test/hist.sh
third=$(argument 3)
before=$(tracing_state some)

# total [FIELD]: the sum of a field of the rows, the last one if none is given.
total()
{
  rows | awk -F '\t' -v field="$1" '{ n += field ? $field : $NF } END { print n + 0 }'
}

# said NAME: the number in the line on standard error or in out about hits that are so.
said()
{
  printf '%s\n' "$err" "$out" | sed 's/\([0-9]\),/\1/g' | sed -n "s/.*\<\([0-9][0-9]*\) hits\{0,1\}.* $1.*/\1/p" | head -n 1
}

note "no room"
flood='comm == "app-flood"'
asks hist --csv "vfs_read n=$third:u64" --by n --size 128 --if "$flood" -- flood
is "$status" 0 "a table with room for 128 rows"
dropped=$(said dropped)
is "$(($(total) + ${dropped:-0}))" 2000 "what it has and what was dropped is all"
is "$((${dropped:-0} > 0))" 1 "and some were"
asks hist "vfs_read n=$third:u64" --by n --size 128 --if "$flood" -- flood
like "$out" 'dropped' "it is said below the table"
like "$out$err" '\-\-size' "with what to do"
asks hist --json "vfs_read n=$third:u64" --by n --size 128 --if "$flood" -- flood
like "$(printf '%s\n' "$out" | json)" '\.dropped=[1-9]' "and in JSON"
asks hist --csv "vfs_read n=$third:u64" --by n --if "$flood" -- flood
is "$(total) $(said dropped)" "2000 " "with room for 2048 nothing is"
# The second time all of it is: by another thread. Of that alone the kernel makes no news.
begins hist --json -i 0.5 --by "tid,n" --size 128 "vfs_read n=$third:u64" --if "$flood"
does flood
sleep 1.5
rm -rf "$tmp/files"
mkdir "$tmp/files"
does flood
sleep 3
ends
is "$(printf '%s\n' "$out" | sed 's/.*"hits":\([0-9]*\),"dropped":\([0-9]*\).*/\1 \2/' |
  awk '{ hits += $1; dropped += $2 } END { print hits + dropped, $1, $2 }')" "4000 0 0" \
  "what is dropped later is said in its interval, and not at the end"

note "missed"
asks hist --csv "eventfd_read%return ret=\$retval:s64" --by ret -- crowd
missed=$(said missed)
is "$status $(($(total) + ${missed:-0}))" "0 40" "what it has and what the kernel missed is all"
is "$((${missed:-0} > 0))" 1 "and some were missed"
asks latency --csv eventfd_read -- crowd
missed=$(said missed)
is "$status $(($(total) + ${missed:-0}))" "0 40" "of times too"

note "not shown"
asks hist --csv "vfs_read n=$third:u64" --by n --sort hits.desc --top 10 --if "$flood" -- flood
is "$(rows | wc -l) $(total)" "10 20" "ten rows"
like "$err" '\<990\>' "that there are 990 more is said"

note "intervals"
steady='comm == "app-steady"'
asks hist --csv "vfs_read n=$third:u64" --by n -i 0.5 --if "$steady" -- steady
is "$status $(titles)" "0 time,n,hits" "each row has the time of its interval"
same "$(rows | awk -F '\t' '{ n[$2] += $3 } END { for (key in n) print key "\t" n[key] }' | sort)" \
  "$(truth steady 1-2)" "in all they are what came"
is "$(($(rows 1 | sort -u | wc -l) >= 4))" 1 "there are some"
asks latency --csv vfs_read --stats -i 0.5 --if "$steady" -- steady
is "$(printf '%s\n' "$out" | awk -f /test/csv.awk | awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "hits") hits = i; next } { n += $hits } END { print n }')" \
  300 "of times as well"
asks hist "vfs_read n=$third:u64" --by n -i 1 -d 2.5 --if "$steady"
is "$status" 0 "-d ends them"

note "metrics"
asks hist --openmetrics "vfs_read n=$third:u64" --by n.log2 --sum n --if 'comm == "app-reads"' -- reads
is "$status $(printf '%s\n' "$out" | tail -n 1)" "0 # EOF" "they are whole"
count=$(truth reads.log2 3 | awk '{ n += $1 } END { print n }')
like "$out" "_bucket\\{.*le=\"1024(\\.0)?\".*\\} $(truth reads.log2 | awk '$2 <= 1024 { n += $3 } END { print n }')\$" "buckets add up"
like "$out" "_bucket\\{.*le=\"\\+Inf\".*\\} $count\$" "to all"
like "$out" "_count(\\{.*\\})? $count\$" "which is their number"
like "$out" "_sum(\\{.*\\})? $(truth reads.log2 4 | awk '{ n += $1 } END { print n }')(\\.0)?\$" "and their sum"

note "a drawing"
asks latency vfs_read --svg "$tmp/heat.svg" -i 0.5 --if 'comm == "app-waits"' -- waits
is "$status $(head -c 5 "$tmp/heat.svg")" "0 <?xml" "a file"
like "$(cat "$tmp/heat.svg")" '</svg>' "that is whole"

is "$(tracing_state some)" "$before" "tracefs is as it was"
finish
