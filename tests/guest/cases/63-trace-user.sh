# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Programs: what functions return, local variables in the middle of one, inlined functions, members and
# overloads of C++, structures of Rust; filters let through what the programs say themselves.
# shellcheck disable=SC2016 # $retval is for sonde
. /test/lib.sh
# shellcheck source=tests/guest/in/hist.sh
. /test/hist.sh
# shellcheck source=tests/guest/in/trace.sh
. /test/trace.sh
echo 1 >/sys/kernel/rcu_expedited
before=$(tracing_state some)
line=$(cat /root/measured/line) sum_line=$(cat /root/measured/sum_line)

# app_passes NAME TABLE CONDITION SHOWN SECTION WORDS...: traces the program by bpf; passes if the hits are the
# rows of TABLE whose first field, as v in awk, fulfils the CONDITION.
app_passes()
{
  passes_name=$1 passes_table=$2 passes_condition=$3 passes_shown=$4 passes_section=$5
  shift 5
  asks trace --via bpf --format "%{$passes_shown}" -x "$app" "$@" -- "$passes_section"
  same "$(lines)" "$(truth "$passes_table" 1-2 | awk -F '\t' "{ v = \$1 } $passes_condition")" "$passes_name"
}

note "C"
app_passes "a byte with its sign, returned" result8 'v < -10' '$retval' results_of_all_sizes \
  'result8%return $retval' --if '$retval < -10'
app_passes "a number of 32 bits" result32 'v < -100000000 || int(v / 50000000) == 7' '$retval' results_of_all_sizes \
  'result32%return $retval' --if '$retval < -100000000 || $retval / 50000000 == 7'
# awk's numbers are too short: their last digits, and how many they have.
app_passes "a number of 64 bits" result64 'v ~ /^-.*585$/ || length(v) == 19 && v ~ /^[2-9]/' '$retval' results_of_all_sizes \
  'result64%return $retval' --if '$retval % 1000 == -585 || $retval > 2000000000000000000'
app_passes "a variable in the middle of a function" sums 'v > 100' sum sums "probed.c:$sum_line sum" --if 'sum > 100'
app_passes "an inlined function, at each of its places" inlined 'v > 5 && v % 2 == 0' n sums 'twice n' --if 'n > 5 && n % 2 == 0'
asks trace --via bpf --format '%us' -x "$app" "work.c:$line us" --if 'us > 150' -- user
same "$(lines)" "$(for n in 160 168 176 184 192; do echo "$((n - 7))	1"; done)" "a local variable of the manual's example"
asks trace --via bpf --format '%n' -x "$app" 'work n r->size' --if 'r->delta == -32768 && n > r->size / 2' -- user
same "$(lines)" "$(n=8; while [ $n -lt 200 ]; do echo "$n	1"; n=$((n + 8)); done | sort)" "members that are only tested"
for via in bpf perf; do
  asks trace --via $via --format '%{name} %{depth}' -x "$app" 'paint name:string depth' \
    --if 'colour == COLOUR_DARK_BLUE && name != "red"' -- user
  like "$(lines)" '^a, b: \{3\} ' "$via: enumerators and texts"
  unlike "$out" '^red' "$via: and none that is not meant"
done
traces "-p, with nothing else: no hit of others" result8 '%{$retval}' --via bpf -x "$app" 'result8%return $retval' -- results_of_all_sizes
for via in ftrace bpf; do
  asks trace --via $via --format '%{$retval}' -x "$app" 'result8%return $retval' --if '$retval < -10' -- results_of_all_sizes
  same "$(lines)" "$(truth result8 1-2 | awk '$1 < -10')" "$via: the same"
  asks trace --via $via --user-stack --json -x "$app" 'result32 value' -- results_of_all_sizes
  like "$out" 'result' "$via: stacks of the program"
done

begins trace --via bpf -x "$app" 'result8%return $retval'
asks trace --via bpf --format '%{$retval}' -x "$app" 'result8%return $retval' -- results_of_all_sizes
same "$(lines)" "$(truth result8 1-2)" "two at one place"
ends
like "$err" '^80 hits' "the other one has seen it, too"

# program_passes PROGRAM NAME TABLE SHOWN WORDS...
program_passes()
{
  program=/root/traced/$1 passes_name=$2 passes_table=$3 passes_shown=$4
  shift 4
  : >"$tmp/truth"
  run sonde --buildid-dir "$measured_cache" trace --via bpf --format "%{$passes_shown.dec}" -x "$program" "$@" -- "$program" "$tmp/truth"
  ok "$passes_name: it has run" [ -s "$tmp/truth" ]
  same "$(lines)" "$(truth "$passes_table" 1-2)" "$passes_name"
}

note "C++"
program_passes shapes "a member, by members and a text of its object" if.shape scale \
  'geo::shape::area(const geo::point&,short) scale' --if 'this->corner.x < 0 && to.x > 10 && this->name ~ "*b*" && scale < -5'
program_passes shapes "an overload of the same name" if.overload times \
  'geo::shape::area(unsigned char) times' --if 'this->corner.y > 3000000000 && times & 4'
program_passes shapes "a template" if.template a 'geo::larger<long> a' --if 'a < -5 && b < -5'
if [ -e /root/traced/weights ]; then
  note "Rust"
  program_passes weights "structures, a box, an enumeration" if.item times \
    'scales::weigh times' --if 'item.grams < -100 && item.inner.count > 20000 && item.kind == 9'
  program_passes weights "arithmetic" if.parts times \
    'scales::weigh times' --if '(item.inner.offset + item.grams) << 2 < -87960930222080'
fi

is "$(tracing_state some)" "$before" "tracefs is as it was"
is "$(bpf_left)" "" "no program and no map is left"
echo 0 >/sys/kernel/rcu_expedited
finish
