# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Tables of what a program does in the kernel (52-hist-values.prepare has cached the definitions): each
# row is there, with as many hits as the program has counted itself.
# shellcheck disable=SC2016 # $retval is for sonde
. /test/lib.sh
# shellcheck source=tests/guest/in/hist.sh
. /test/hist.sh
before=$(tracing_state some)
reads='comm == "app-reads"'

note "numbers"
holds "by powers of two" reads.log2 1-3 hist 'vfs_read count' --by count.log2 --if "$reads" -- reads
is "$status $(titles)" "0 count_low,count_high,hits" "the least and the greatest number of each row"
holds "by equal steps" reads.linear 1-3 hist 'vfs_read count' --by count.linear=1000 --if "$reads" -- reads
holds "by each number" reads 1-2 hist 'vfs_read count' --by count --if "$reads" -- reads
holds "with the sum" reads 1-3 hist 'vfs_read count' --by count --sum count --if "$reads" -- reads
holds "results have a sign" results 1-2 hist 'vfs_read%return $retval' --by '$retval' --if "$reads" -- reads
holds "so have their sums" results 1-3 hist 'vfs_read%return $retval' --by '$retval' --sum '$retval' \
  --if "$reads" -- reads
holds "by equal steps of those above 0" results.good.linear 1-3 hist 'vfs_read%return $retval' \
  --by '$retval.linear=1024' --if "\$retval > 0 && $reads" -- reads
# By a filter of all sorts: every word of it counts.
asks hist --csv 'vfs_read count' --by count --if "$reads && (count & 1024 || count <= 2) && !(count == 1) && count != 1025" -- reads
same "$(rows | sort)" "$(truth reads 1-2 | awk '($1 % 2048 >= 1024 || $1 <= 2) && $1 != 1 && $1 != 1025')" "those that a filter leaves"
asks hist --csv 'vfs_read count' --by count.hex --if "$reads" -- reads
same "$(rows | sort)" "$(truth reads 1-2 | awk '{ printf "0x%x\t%s\n", $1, $2 }' | sort)" "in hexadecimal"

note "texts"
asks hist --csv 'vfs_read file->f_path.dentry->d_name.name:string count' --by name --sum count \
  --if 'comm == "app-names"' -- names
same "$(rows | sort)" "$(truth names 1-3)" "names of files, whatever is in them"
asks hist --csv 'vfs_read file->f_path.dentry->d_name.name:string count' --by name --sum count --top 10 \
  --sort count.desc --if 'comm == "app-names"' -- names
same "$(rows 3)" "$(truth names 3 | sort -rn | head -n 10)" "the ten with the greatest sums"
like "$err" '\<8\>' "that there are eight more is said"
asks hist --csv 'vfs_read count' --by comm --sum count -- comms
truth comms >"$tmp/wanted"
same "$(rows | grep -Fxf "$tmp/wanted" | sort)" "$(sort "$tmp/wanted")" "names of processes"

note "names of numbers"
holds "errors by their names" opens 1-3 hist 'do_sys_openat2%return $retval' --by 'comm,$retval.errno' \
  --if '$retval < 0 && comm ~ "app-open*"' -- opens
is "$(titles)" comm,retval,hits "both keys have a column"
holds "enumerators" signals 1-3 hist 'do_send_sig_info type sig' --by type.enum --sum sig \
  --if 'comm == "app-signals"' -- signals

note "who and where"
holds "by CPU" cpus 1-2 hist 'vfs_read count' --by cpu --if 'comm == "app-cpus"' -- cpus
asks hist --csv 'vfs_read count' --by cpu -c 1 --if 'comm == "app-cpus"' -- cpus
same "$(rows)" "$(truth cpus 1-2 | grep '^1')" "-c: one of them only"
holds "by thread" members 1-2 hist 'vfs_read count' --by tid --if 'comm ~ "app-*" && count == 1' -- family
begins hist --csv 'vfs_read count' --by pid --if 'comm ~ "app-*" && count == 1'
: >"$tmp/files/wait"
does family &
soon [ -e "$tmp/files/waiting" ]
ends
rm "$tmp/files/wait"
wait $!
# numbers: the rows without the commands of processes.
numbers()
{
  rows | sed 's/^[^(]* (\([0-9]*\))/\1/' | sort
}
like "$(rows)" '^app-family [(][0-9]+[)]' "processes have their commands"
same "$(numbers)" "$(truth family 1-2)" "by process, with its threads, and its children"
asks hist --csv 'vfs_read count' --by pid --if 'comm ~ "app-*" && count == 1' -- family
same "$(numbers)" "$(truth family 1-2)" "also when all of them have ended"

note "what is shown of it"
asks hist --csv 'vfs_read count' --by count --if "$reads" --sort hits.desc --top 3 -- reads
same "$(rows 2)" "$(truth reads 2 | sort -rn | head -n 3)" "the three with most hits"
like "$err" '[0-9]+ (more|rows|other)' "that there are others is said"
asks hist --csv 'vfs_read count' --by count.linear=100 --sum count --if "$reads" --sort hits -- reads
same "$(rows 3)" "$(rows 3 | sort -n)" "from the fewest hits on"
asks hist 'vfs_read count' --by count.log2 --if "$reads" -- reads
is "$status" 0 "as bars"
like "$out" '^ *\(512, 1K\] +72 ' "with the bounds and the hits"
like "$out" "\\<$(truth reads.log2 3 | awk '{ n += $1 } END { print n }')\\> hits" "and all of them at the end"
asks hist --json 'vfs_read count' --by count.log2 --if "$reads" -- reads
ok "as JSON" sh -c 'printf "%s\n" "$1" | awk -f /test/json.awk >"$2"' - "$out" "$tmp/json"
like "$(cat "$tmp/json")" '=1024$' "with the bounds"
for percent in 50 90 99; do
  # The bucket that it is in: the first with as many hits up to it.
  truth reads.log2 | sort -n | awk -v percent=$percent '
    { low[NR] = $1; high[NR] = $2; hits[NR] = $3; all += $3 }
    END { for (i = 1; i < NR && (sum += hits[i]) * 100 < all * percent; i++); print low[i] - 1, high[i] }' >"$tmp/bucket"
  value=$(sed -n "s/.*percentiles.*\.p$percent=//p" "$tmp/json")
  ok "percentile $percent is in its bucket ($value in $(cat "$tmp/bucket"))" \
    awk -v value="$value" '{ exit !(value != "" && value >= $1 && value <= $2) }' "$tmp/bucket"
done

note "what is there already"
holds "a tracepoint" exits 1-2 hist sched:sched_process_exit --by comm --if 'comm ~ "app-*"' -- family
# The command has room for 16 bytes there.
asks hist --csv sched:sched_process_exit --by comm --if 'comm ~ "*-child" || comm ~ "*p-famil*"' -- family
same "$(rows | sort)" "$(truth exits 1-2 | sort)" "its commands, by their ends"
# Of these texts the event has the address, in the program.
run sonde hist --csv syscalls:sys_enter_openat --by comm --if 'filename == "/no/such/file"' -- cat /no/such/file
is "$(rows | tr '\t' ' ')" "cat 1" "a text that an event points to can be filtered by"
run sonde hist --csv syscalls:sys_enter_openat --by filename -- cat /no/such/file
like "$err" "only the address of the text 'filename'" "and is no key"
run sonde latency --csv syscalls:sys_enter_openat syscalls:sys_exit_openat --by filename --stats \
  --if 'filename ~ "/no/such/*"' -- cat /no/such/file
is "$(rows 1-2 | tr '\t' ' ')" "/no/such/file 1" "but of the time from there on"
echo 'p:probe/vfs_read vfs_read' >>"$t/kprobe_events"
asks hist --csv probe:vfs_read --by comm -- reads
is "$(rows | awk -F '\t' '$1 == "app-reads" { print $2 }')" "$(truth reads 2 | awk '{ n += $1 } END { print n }')" "a probe"
like "$(cat "$t/kprobe_events")" '^p:probe/vfs_read ' "which stays"
clear_probes

is "$(tracing_state some)" "$before" "tracefs is as it was"
finish
