# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Twelve questions, asked in one line each without debuginfo (57-hist-recipes.prepare has built the
# program): the answers are what the program has counted.
# shellcheck disable=SC2016 # $retval is for sonde
. /test/lib.sh
# shellcheck source=tests/guest/in/hist.sh
. /test/hist.sh
first=$(argument 1)
second=$(argument 2)
third=$(argument 3)
tab=$(printf '\t')
before=$(tracing_state some)
reads='comm == "app-reads"'

# summed: the last field of the rows, added up by the first one.
summed()
{
  rows | awk -F '\t' '{ n[$1] += $NF } END { for (key in n) print key "\t" n[key] }' | sort
}

holds "how big are reads" reads.log2 1-3 hist "vfs_read count=$third:u64" --by count.log2 --if "$reads" -- reads
holds "what they give, in steps" results.good.linear 1-3 hist 'vfs_read%return ret=$retval:s64' \
  --by ret.linear=1024 --if "ret > 0 && $reads" -- reads
asks latency --csv vfs_read --if 'comm == "app-waits"' -- waits
within "how long a function takes" waits 1000
asks latency --csv vfs_read --by comm --stats --worst tid -- waits
is "$(rows | awk -F '\t' '$1 == "app-waits" { print $2 }')" 24 "by command, with sum and worst"
asks latency --csv "do_sys_openat2 file=+0($second):ustring" vfs_open --by 'file,latency.linear=20' \
  --if 'comm ~ "app-open*"' -- opens
same "$(summed)" "$(truth reached 1-2)" "between two points, by file"
asks stacks --csv vfs_open --size 1024 --if 'comm ~ "app-open*"' -- opens
is "$(rows | awk -F '\t' '{ n += $NF } END { print n }')" "$(truth reached 2 | awk '{ n += $1 } END { print n }')" \
  "by which way"
asks stacks --csv --callers "vfs_read count=$third:u64" --sum count --sort hits.desc --if 'comm == "app-calls"' -- calls
is "$(rows | sed 's/+0x[0-9a-f]*//;s/\/0x[0-9a-f]*//')" "ksys_read${tab}10${tab}1000" "who calls, and how many bytes"
asks count --csv vfs_read vfs_write vfs_fsync_range --by func,comm --sort hits.desc -- calls
same "$(rows | grep "${tab}app-calls$tab" | cut -f 1,3)" "$(truth functions 1-2 | sort -t"$tab" -k2nr)" \
  "many functions in one table"
holds "a program's arguments" work 1-3 hist -x "$app" "work n=$second:s32 size=+0($first):u32" --by n --sum size -- user
asks latency --csv -x "$app" "work n=$second:s32" --by n.linear=4 -- times
same "$(rows | awk -F '\t' '{ n[$1 "\t" $2] += $NF } END { for (key in n) print key "\t" n[key] }' | sort -n)" \
  "$(printf '%s\n' "-4${tab}-1${tab}8" "0${tab}3${tab}8" "4${tab}7${tab}8")" "how long a program's function takes, by argument"
asks hist --csv 'do_sys_openat2%return ret=$retval:s64' --by comm,ret.errno --if 'ret < 0 && comm ~ "app-open*"' -- opens
same "$(rows | sort)" "$(truth opens 1-3)" "errors by command"
asks latency --csv "vfs_read count=$third:u64" --stats --worst count,comm --if 'comm == "app-waits"' -- waits
like "$(rows)" "${tab}8${tab}app-waits\$" "the worst one, with what it was"

note "by hand"
run sonde latency -n --keep demo vfs_read
is "$status $(tracing_state some)" "0 $before" "-n writes nothing"
printf '%s\n' "$out" | sed '/^## sonde session stop/,$d' >"$tmp/writes"
printf '%s\n' "$out" | sed '1,/^## sonde session stop/d' >"$tmp/undo"
sed -i 's/^cat /"$app" -o "$tmp\/truth" "$tmp\/files" reads; &/' "$tmp/writes"
run . "$tmp/writes"
like "$out" 'Hits: [1-9]' "what it prints is what a shell can do"
run . "$tmp/undo"
is "$status $err" "0 " "and undo"

is "$(tracing_state some)" "$before" "tracefs is as it was"
finish
