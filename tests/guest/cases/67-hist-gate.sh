# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# A program as the gate of a histogram: for filters that a trigger cannot say, each row is there with
# as many hits as the program says that was counted, where functions begin and where they return, on
# all CPUs at once; and nothing is left, however it ends.
# shellcheck disable=SC2016 # $retval is for sonde
. /test/lib.sh
# shellcheck source=tests/guest/in/hist.sh
. /test/hist.sh
before=$(tracing_state some)

# gated NAME TABLE AWK WORDS...: asks, with --csv and --gate bpf, and passes if its rows are those of
# TABLE for which AWK is true.
gated()
{
  gated_name=$1 gated_table=$2 gated_test=$3
  shift 3
  asks hist --csv --gate bpf "$@"
  is "$status" 0 "$gated_name: it is measured"
  same "$(rows 1-2 | sort)" "$(truth "$gated_table" 1-2 | awk "$gated_test")" "$gated_name"
}

note "where functions begin"
gated "arithmetic" reads '$1 % 3 == 1' 'vfs_read count' --by count \
  --if 'count % 3 == 1 && comm == "app-reads"' -- reads
# A size_t has no sign: what is below 0 is very much.
gated "a difference, and not a pattern" reads '($1 * 3 < 100 || $1 * 3 > 300) && $1 != 1023' 'vfs_read count' --by count \
  --if 'count * 3 - 100 > 200 && comm !~ "*-rea?" && comm ~ "app-*" && count != 1023' -- reads
gated "all" reads 1 'vfs_read count' --by count --if 'count + 0 >= 0 && comm == "app-reads"' -- reads
gated "none" reads 0 'vfs_read count' --by count --if 'count % 3 == 4 && comm == "app-reads"' -- reads
gated "many values, each twice" flood '$1 % 2' 'vfs_read count' --by count --size 4096 \
  --if '(count & 1) == 1 && comm == "app-flood"' -- flood
gated "on each CPU" cpus 1 'vfs_read count' --by cpu --if 'count + 1 > 1 && comm == "app-cpus"' -- cpus

note "where they return"
gated "results" results '$1 % 7 == 3' 'vfs_read%return $retval' --by '$retval' \
  --if '$retval % 7 == 3 && comm == "app-reads"' -- reads
gated "negative ones" results '$1 < 0 && $1 * 2 < -10' 'vfs_read%return $retval' --by '$retval' \
  --if '$retval < 0 && $retval * 2 < -10 && comm == "app-reads"' -- reads

note "both CPUs at once"
# What one of them reads, the gate lets pass, what the other reads, it does not.
: >"$tmp/zeros"
dd if=/dev/zero of="$tmp/zeros" bs=4096 count=1 2>/dev/null
begins hist --csv 'vfs_read count' --by 'count' --gate bpf --if 'count % 2 == 1 && comm == "dd"'
dd if=/dev/zero of=/dev/null bs=513 count=20000 2>/dev/null &
first=$!
dd if=/dev/zero of=/dev/null bs=514 count=20000 2>/dev/null &
wait $! $first
ends
is "$(rows 1-2 | grep -E '^51[34]')" "$(printf '513\t20000')" "each hit has its own verdict"

note "what is refused"
run sonde hist vfs_read --by comm --gate bpf
is "$status" 2 "a gate without a filter"
run sonde hist sched:sched_process_exit --by comm --gate bpf --if 'pid > 1'
is "$status" 1 "an event that is there already"
like "$err" 'somebody else' "and it is said"
is "$(tracing_state some)" "$before" "tracefs is as it was"

note "it is killed"
begins hist --csv 'vfs_read count' --by count --gate bpf --if 'count % 2 == 1'
kill -9 "$begun"
wait "$begun" 2>/dev/null
runs_ok "what it has left is removed" sonde session gc
is "$(tracing_state some)" "$before" "tracefs is as it was"
finish
