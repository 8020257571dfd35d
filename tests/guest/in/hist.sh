# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What the cases of sonde hist, latency, count, stacks and session are written with, besides lib.sh,
# which they source before this. The program that counts for itself is tests/guest/measured.

# The program, and the definitions that were cached for it and for the kernel on the dev box.
app=/root/measured/app
measured_cache=/root/measured/cache

# asks WORDS...: sonde, with that cache. In WORDS the program stands as SECTION... behind `--`: it is
# run, and its truth goes to $tmp/truth. Sets out, err and status.
asks()
{
  rm -rf "$tmp/files"
  mkdir "$tmp/files"
  : >"$tmp/truth"
  asks_left=$#
  asks_command=
  while [ "$asks_left" -gt 0 ]; do
    if [ "$1" = -- ]; then
      set -- "$@" -- "$app" -o "$tmp/truth" "$tmp/files"
      asks_command=yes
    else
      set -- "$@" "$1"
    fi
    shift
    asks_left=$((asks_left - 1))
  done
  run sonde --buildid-dir "$measured_cache" "$@"
  [ -z "$asks_command" ] || [ -s "$tmp/truth" ] || note "the program has not run: $* said: $err"
}

# truth TABLE [FIELDS]: what the program says of it, sorted; of the fields only those (as cut -f).
truth()
{
  sed -n "s/^$1$(printf '\t')//p" "$tmp/truth" | cut -f "${2:-1-}" | sort
}

# titles: those of the CSV in out, a comma between them.
titles()
{
  printf '%s\n' "$out" | awk -f /test/csv.awk | head -n 1 | tr '\t' ,
}

# rows [FIELDS]: those of the CSV in out without the titles, in their order; of the fields only those.
rows()
{
  printf '%s\n' "$out" | awk -f /test/csv.awk | tail -n +2 | cut -f "${1:-1-}"
}

# same TEXT TEXT NAME: passes if the lines are the same; else shows the first differences.
same()
{
  printf '%s\n' "$1" >"$tmp/.got"
  printf '%s\n' "$2" >"$tmp/.want"
  same_name=$3
  if cmp -s "$tmp/.got" "$tmp/.want"; then
    pass "$same_name"
  else
    fail "$same_name" "$(diff "$tmp/.want" "$tmp/.got" | head -n 20)" "status: $status" "stderr: $err"
  fi
}

# holds NAME TABLE FIELDS WORDS...: asks with --csv (the first of the WORDS is the command), and passes
# if its rows are those that the program says of TABLE, of which FIELDS are compared.
holds()
{
  holds_name=$1 holds_table=$2 holds_fields=$3
  holds_command=$4
  shift 4
  asks "$holds_command" --csv "$@"
  same "$(rows | sort)" "$(truth "$holds_table" "$holds_fields")" "$holds_name"
}

# within NAME TABLE PER: passes if the CSV in out, whose last columns are LOW, HIGH and hits of times
# in units of PER nanoseconds, is what the program's times in TABLE can have come to: as many, and
# each in a row where it can be.
within()
{
  rows >"$tmp/.rows"
  sed -n "s/^$2$(printf '\t').*at$(printf '\t')//p" "$tmp/truth" >"$tmp/.times"
  within_said=$(awk -v per="$3" -f /test/within.awk "$tmp/.times" "$tmp/.rows")
  if [ -z "$within_said" ]; then
    pass "$1"
  else
    fail "$1" "$within_said" "rows: $(cat "$tmp/.rows")" "status: $status" "stderr: $err"
  fi
}

# tracing_state [some]: all that a session may have to do with, as text: files of tracefs, of each
# instance as of the top, and what sonde has in /run. It says the same when nothing has changed. With
# `some` it reads of the events of the kernel only those of sched, which takes less than seconds. The size of
# buffers is not in it: the first event of all that is used makes those of the top as large as they are
# to be.
tracing_state()
{
  state_groups='*'
  [ "${1-}" != some ] || state_groups='sched *mine* probe* *sonde* synthetic'
  ls -A /run/sonde 2>/dev/null | sed 's/^/run: /'
  for state_file in kprobe_events uprobe_events dynamic_events synthetic_events; do
    [ ! -e "$t/$state_file" ] || sed "s/^/$state_file: /" "$t/$state_file"
  done
  ls "$t/instances" | sed 's/^/instance: /'
  for state_dir in "$t" "$t"/instances/*; do
    [ -d "$state_dir" ] || continue
    for state_file in trace_clock tracing_on set_event set_event_pid set_event_notrace_pid \
      trace_options current_tracer tracing_cpumask; do
      [ ! -e "$state_dir/$state_file" ] || sed "s|^|$state_dir/$state_file: |" "$state_dir/$state_file"
    done
    # A command for all events of a group, or for all groups: one for each event takes seconds.
    set -f
    for state_group in $state_groups; do
      set +f
      # shellcheck disable=SC2086 # a pattern
      grep -Hv '^#' "$state_dir"/events/$state_group/*/trigger
      # shellcheck disable=SC2086 # a pattern
      grep -Hvx -e none "$state_dir"/events/$state_group/*/filter
    done
    set +f
  done 2>/dev/null
}

# begins WORDS...: sonde, with that cache, in the background; it measures when this is over. Ended by
# ends.
begins()
{
  rm -rf "$tmp/files"
  mkdir "$tmp/files"
  # It is emptied only by the process in the background.
  rm -f "$tmp/.begun.err"
  sonde --buildid-dir "$measured_cache" "$@" >"$tmp/.begun.out" 2>"$tmp/.begun.err" &
  begun=$!
  soon has_begun "$tmp/.begun.err" "$begun"
}

# does SECTION...: the program alone; its truth goes to $tmp/truth.
does()
{
  "$app" -o "$tmp/truth" "$tmp/files" "$@" || note "the program failed: $*"
}

# ends [SIGNAL]: ends what began with it (INT), and sets out, err and status.
# shellcheck disable=SC2034 # they are for the case
ends()
{
  kill -"${1:-INT}" "$begun"
  wait "$begun"
  status=$?
  out=$(cat "$tmp/.begun.out")
  err=$(cat "$tmp/.begun.err")
}
