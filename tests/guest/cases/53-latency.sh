# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# How long things take (53-latency.prepare has cached the definitions): as many as there were, and none
# shorter or longer than the program has measured inside and outside of it.
# shellcheck disable=SC2016 # $retval is for sonde
. /test/lib.sh
# shellcheck source=tests/guest/in/hist.sh
. /test/hist.sh
before=$(tracing_state some)
tab=$(printf '\t')

# between NAME VALUE TABLE KEY UNIT: passes if VALUE can be the sum of the times of TABLE with KEY.
between()
{
  between_said=$(sed -n "s/^$3$tab$4${tab}at$tab//p" "$tmp/truth" | awk -v value="$2" -v per="$5" '
    { least += $1 * .999 / per - 1; most += $2 * 1.001 / per + 1 }
    END { if (NR == 0 || value == "" || value < least || value > most) print value " is not in " least " to " most }')
  is "$between_said" "" "$1"
}

note "a function of the kernel"
asks latency --csv vfs_read --if 'comm == "app-waits"' -- waits
is "$status $(titles)" "0 latency_us_low,latency_us_high,hits" "powers of two of microseconds"
within "each time is where it belongs" waits 1000
asks latency --csv --unit ms eventfd_read -- waits
is "$status $(titles)" "0 latency_ms_low,latency_ms_high,hits" "milliseconds"
within "each time is where it belongs" waits 1000000
asks latency --csv --unit ns eventfd_read -- waits
is "$status $(titles)" "0 latency_ns_low,latency_ns_high,hits" "nanoseconds"
within "each time is where it belongs" waits 1
asks latency --csv eventfd_read --by latency.linear=1000 -- waits
within "equal steps" waits 1000

note "sum, mean, greatest"
asks latency --csv vfs_read --by comm --stats --worst ret,comm -- waits
is "$status" 0 "by the process"
row=$(rows | grep "^app-waits$tab")
is "$(echo "$row" | cut -f 2)" 24 "all of them"
between "the sum is what it can be" "$(echo "$row" | cut -f 3)" waits - 1000
is "$(echo "$row" | awk -F '\t' '{ d = $3 / $2 - $4; print (d * d < .0001) }')" 1 "the mean is that by their number"
truth waits 3-4 | awk '{ if ($1 > i) i = $1; if ($2 > o) o = $2 } END { print "greatest\t-\tat\t" i "\t" o }' >>"$tmp/truth"
between "the greatest is what it can be" "$(echo "$row" | cut -f 5)" greatest - 1000
like "$row" "${tab}8${tab}app-waits\$" "and what it returned then, and whose it was"

note "a function of a program"
asks latency --csv -x "$app" work --by n.linear=4 -- times
is "$status $(titles)" "0 n_low,n_high,latency_us_low,latency_us_high,hits" "by an argument"
times=$(truth times)
all=$out
for low in -4 0 4; do
  echo "$times" | awk -F '\t' -v low="$low" '$1 >= low && $1 < low + 4 { print "part\t" $0 }' >"$tmp/truth"
  out=$(printf '%s\n' "$all" | awk -v low="$low" -F , 'NR == 1 || $1 == low')
  within "those from $low on" part 1000
done
is "$(printf '%s\n' "$all" | tail -n +2 | cut -d , -f 1 | sort -nu | tr '\n' ' ')" "-4 0 4 " "and no others"
asks latency --csv -x "$app" work --by n --stats -- times
for n in -4 -1 7; do
  is "$(rows | awk -F '\t' -v n=$n '$1 == n { print $2 }')" 2 "$n: both of them"
  between "$n: the sum is what it can be" "$(rows | awk -F '\t' -v n=$n '$1 == n { print $3 }')" times "$n" 1000
done

note "between two points"
asks latency --csv do_sys_openat2 vfs_open --by filename --if 'comm ~ "app-open*"' -- opens
is "$status" 0 "of a thread"
same "$(rows | awk -F '\t' '{ n[$1] += $NF } END { for (name in n) print name "\t" n[name] }' | sort)" \
  "$(truth reached 1-2)" "by the name of the file, as often as it is reached"
asks latency --csv -x "$app" submit finish --match job -- times
is "$status" 0 "of an object, across threads"
within "each time is where it belongs" jobs 1000

note "of a device, from any thread"
insmod /root/measured/loop.ko
dd if=/dev/zero of="$tmp/disk" bs=1M count=4 2>/dev/null
losetup /dev/loop0 "$tmp/disk"
# How many requests there were.
stat_of_disk()
{
  awk '{ print $1 + $5 }' /sys/block/loop0/stat
}
begins latency --csv blk_mq_start_request blk_mq_complete_request --match rq
was=$(stat_of_disk)
dd if=/dev/loop0 of=/dev/null bs=64k 2>/dev/null
dd if=/dev/zero of=/dev/loop0 bs=4k count=300 2>/dev/null
now=$(stat_of_disk)
ends
is "$status" 0 "with --match"
is "$(rows 3 | awk '{ n += $1 } END { print n + 0 }')" "$(echo "$was $now" | awk '{ print $2 - $1 }')" "as many as the disk says"
losetup -d /dev/loop0
rmmod loop

note "percentiles"
asks latency vfs_read --if 'comm == "app-waits"' -- waits
median=$(truth waits 4 | sort -n | awk '{ v[NR] = $1 } END { print v[int(NR / 2)] / 1000, v[int(NR / 2) + 1] / 1000 }')
like "$out" 'p50.*p90.*p99' "are shown ($median)"
asks latency --json --unit us vfs_read --if 'comm == "app-waits"' -- waits
printf '%s\n' "$out" | json >"$tmp/json"
p50=$(sed -n 's/.*percentiles.*\.p50=//p' "$tmp/json")
# Half of them are 4 ms and less, half are 8 ms and more.
ok "half of them are shorter ($p50)" awk -v value="$p50" 'BEGIN { exit !(value >= 2048 && value <= 16384) }'

note "as metrics"
asks latency --openmetrics eventfd_read --by comm -- waits
is "$status $(printf '%s\n' "$out" | tail -n 1)" "0 # EOF" "they are whole"
like "$out" '_bucket[{].*comm="app-waits".*le="[+]Inf".*[}] 24$' "all of them"
like "$out" '_count[{]comm="app-waits"[}] 24$' "and their number"
between "their sum is what it can be" \
  "$(printf '%s\n' "$out" | sed -n 's/.*_sum{comm="app-waits"} //p' | awk '{ print $1 * 1000000 }')" waits - 1000

is "$(tracing_state some)" "$before" "tracefs is as it was"
finish
