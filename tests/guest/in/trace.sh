# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What the cases of sonde trace are written with, besides lib.sh and hist.sh, which they source before
# this.

# traces NAME TABLE FORMAT WORDS...: asks `sonde trace --format FORMAT WORDS...`, and passes if what it
# prints is what the program says of TABLE: so many lines of each key.
traces()
{
  traces_name=$1 traces_table=$2 traces_format=$3
  shift 3
  asks trace --format "$traces_format" "$@"
  same "$(lines)" "$(truth "$traces_table" 1-2)" "$traces_name"
}

# lines: those of out, each once, and behind a tab how often it is there.
lines()
{
  printf '%s\n' "$out" | grep . | tallied
}

# tallied: the same of stdin.
tallied()
{
  sort | uniq -c | sed -E "s/^ *([0-9]+) (.*)/\2$(printf '\t')\1/" | sort
}

nothing_loaded()
{
  [ -z "$(loaded)" ]
}

# bpf_left: the programs and maps that the kernel has, when those that are on their way out are gone.
bpf_left()
{
  soon nothing_loaded
  loaded
}

# together VIA EVENT: traces with all filters of the event (/root/measured/filters) whose ways have the
# letter of VIA, each by a sonde of its own, eight at a time, while the program does what there is to be
# filtered; passes for each if it lets through what the program says. A filter that VIA cannot say and need
# not is passed over if sonde says so. By bpf each kernel goes through all of them, by other ways through every third
# one: all three kernels together through all.
together()
{
  together_via=$1
  case $arch-$(uname -r) in
  aarch64-*) together_turn=2 ;;
  *-6.1.*) together_turn=1 ;;
  *) together_turn=0 ;;
  esac
  awk -F '\t' -v event="$2" -v via="$1" -v turn="$together_turn" -v batch="$tmp/.batch." '
    $1 == event && (via == "bpf" || NR % 3 == turn) && ($7 ~ substr(via, 1, 1) || via == "ftrace") { print >(batch int(count++ / 8)) }' /root/measured/filters
  for together_batch in "$tmp"/.batch.*; do
    [ -e "$together_batch" ] || continue
    together_section=$(cut -f 5 "$together_batch" | head -n 1)
    begin_all "$together_batch"
    rm -rf "$tmp/files"
    mkdir "$tmp/files"
    does "$together_section"
    judge_all "$together_batch"
  done
  rm -f "$tmp"/.batch.*
}

# begin_all FILE: sonde for each of the filters, in the background; all of them trace when this is over.
begin_all()
{
  rm -rf "$tmp/all"
  mkdir "$tmp/all"
  while IFS=$(printf '\t') read -r _ all_where all_definition all_shown _ all_name _ all_text; do
    set -- "$all_definition" --if "$all_text"
    [ "$all_where" != app ] || set -- -x "$app" "$@"
    sonde --buildid-dir "$measured_cache" trace --via "$together_via" --format "%{$all_shown.dec}" "$@" \
      >"$tmp/all/$all_name" 2>"$tmp/all/$all_name.err" &
    echo $! >"$tmp/all/$all_name.pid"
  done <"$1"
  soon all_trace
}

# all_trace: each of them traces, or has ended.
all_trace()
{
  for all_pid in "$tmp"/all/*.pid; do
    grep -qs '^Tracing' "${all_pid%.pid}.err" || ! kill -0 "$(cat "$all_pid")" 2>/dev/null || return 1
  done
}

# judge_all FILE: ends them, and compares what they have said.
judge_all()
{
  for all_pid in "$tmp"/all/*.pid; do
    kill -INT "$(cat "$all_pid")" 2>/dev/null
  done
  while IFS=$(printf '\t') read -r _ _ _ _ _ all_name all_ways all_text; do
    wait "$(cat "$tmp/all/$all_name.pid")"
    status=$?
    err=$(cat "$tmp/all/$all_name.err")
    case $together_via-$all_ways-$status in
    ftrace-*f*) ;;
    ftrace-*n*-0)
      like "$err" 'any bytes' "ftrace: $all_text: what cannot be read is warned of"
      continue
      ;;
    ftrace-*-1)
      like "$err" 'ftrace|kernel' "$together_via cannot say '$all_text', which is said"
      continue
      ;;
    esac
    # Others open files, too.
    same "$(grep -E '^-?[0-9]' "$tmp/all/$all_name" | its_own "$all_name" | tallied)" "$(truth "if.$all_name" 1-2)" \
      "$together_via: $all_text"
    is "$status" 0 "$together_via: it ends well"
  done <"$1"
}

# its_own NAME: of the lines those that can be of the program.
its_own()
{
  case $1 in
  name_* | flags_*) grep -E '^-?1[0-9][0-9][0-9]$' ;;
  *) cat ;;
  esac
}
