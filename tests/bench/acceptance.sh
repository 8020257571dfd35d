# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154 # those who source this set the variables
# What the acceptance bench and the guest case 87-acceptance share: they ask sonde for many places of
# an image that does not run here, and for the lines that a guest has to write. Sourced, with $sonde
# and $vmlinux set. Each function works in the current folder.

# draw N SEED: N lines of stdin, in any order; all, if N is "all". The same seed draws the same.
draw()
{
  awk -v seed="$2" 'BEGIN { srand(seed) } { printf "%.9f\t%s\n", rand(), $0 }' | LC_ALL=C sort |
    awk -v count="$1" 'count == "all" || NR <= count' | cut -f 2-
}

# by_event: lines in the order of the names of their events, as write_lines wants them. Those of one
# event stay in the order in which they are written.
by_event()
{
  LC_ALL=C sort -s -k 1,1
}

# ask NAME DEFINITION [OPTION...]: NAME.all has what sonde prints, NAME.said what it says. It fails
# for definitions of which it prints nothing; that is counted as what it says.
ask()
{
  ask_name=$1 ask_definition=$2 ask_status=0
  shift 2
  "$sonde" --buildid-dir cache probe -k "$vmlinux" --max-probes 1000000 -v "$@" \
    -D "$ask_definition" >"$ask_name.all" 2>"$ask_name.said" </dev/null || ask_status=$?
  if [ "$ask_status" -gt 1 ] || [ ! -s "$ask_name.all" ]; then
    tail -n 5 "$ask_name.said" >&2
    echo "sonde -D '$ask_definition' ended with status $ask_status" >&2
    return 1
  fi
}

# ask_events NAME N SEED DEFINITION [OPTION...]: NAME.lines has those of N events of the definition, or
# of "all".
ask_events()
{
  events_name=$1 events_count=$2 events_seed=$3
  shift 3
  ask "$events_name" "$@"
  cut -d ' ' -f 1 "$events_name.all" | LC_ALL=C sort -u | draw "$events_count" "$events_seed" \
    >"$events_name.drawn"
  awk 'FNR == NR { drawn[$1]; next } $1 in drawn' "$events_name.drawn" "$events_name.all" |
    by_event >"$events_name.lines"
}

# ask_functions ENTRIES RETURNS COPIES SEED: entry.lines has functions that are not inlined, with their
# parameters, return.lines such with what they return, and copy.lines all copies of functions, without
# variables: inlined ones, and functions in assembler. So many names of each, or "all".
# shellcheck disable=SC2016 # for sonde
ask_functions()
{
  ask_events entry "$1" "$4" '* $params' --no-inlines
  ask_events return "$2" "$4" '*%return $retval' --no-inlines
  ask_events copy "$3" "$4" '*'
}

# ask_statements PICK_LINES N SEED: line.lines has N statements that are drawn from the line table.
ask_statements()
{
  "$1" "$vmlinux" "$2" 0 "$3" >picked
  # shellcheck disable=SC2016 # for sonde
  sed -n 's/^def\t[^\t]*\tfunc\t\([^\t]*\)\t.*/\1 $vars/p' picked >line.definitions
  ask line @line.definitions
  by_event <line.all >line.lines
}

# refused_places SAID...: what sonde said -> "PLACE<tab>REASON" of each place that it refused, where
# PLACE is a symbol and a distance that mean one place. What is no place, or has no name that an event
# may have, is not refused.
refused_places()
{
  nm "$vmlinux" 2>/dev/null | awk '{ n[$3]++ } END { for (name in n) if (n[name] == 1) print name }' \
    >unique
  awk -v OFS='\t' '
    FILENAME == "unique" { unique[$1]; next }
    {
      at = index($0, " cannot be probed: ")
      if (!at) next
      place = substr($0, 1, at - 1)
      reason = substr($0, at + length(" cannot be probed: "))
      sub(/^.*: /, "", place)
      sub(/ is blacklisted function, .*/, "", place)
      if (reason ~ /not an entry|weak function|cannot name an event/ || seen[place]++) next
      name = place
      sub(/\+.*/, "", name)
      if (!(name in unique)) next
      if (name == place) place = place "+0"
      print place, reason
    }' unique "$@"
}

# ask_refused N SEED: refused.lines tries N of the places that sonde refused for copies and statements,
# without arguments; refused.drawn has each with the reason, refused.all all of them.
ask_refused()
{
  refused_places copy.said line.said >refused.all
  draw "$1" "$2" <refused.all | awk -F '\t' -v OFS='\t' '{ print "accept/try_" NR, $0 }' >refused.drawn
  sed 's/^\([^\t]*\)\t\([^\t]*\)\t.*/p:\1 \2/' refused.drawn | by_event >refused.lines
}
