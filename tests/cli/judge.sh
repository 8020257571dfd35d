#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every variable that sonde gives in the images of tests/dwarf means what DWARF says: arguments are
# computed in made-up states of a machine, and compared (tests/bench/judge_variables.c). And what is
# wrong would be found: made-up errors are.
# shellcheck disable=SC2016 # $params and $vars are for sonde
set -eu
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/../lint/lib.sh"

pick=$BUILDDIR/tests/bench/pick_variables
judge=$BUILDDIR/tests/bench/judge_variables
made=$(sh tests/dwarf/build)

# events IMAGE KIND: all places, and what sonde gives there. Lines are asked for by address.
events()
{
  "$pick" "$1" "$2" 0 1 >"$scratch/places"
  if [ "$2" = entry ]; then
    cut -f 4 "$scratch/places" | sed 's/$/ $params/'
  else
    cut -f 3 "$scratch/places" | sed 's/$/ $vars/'
    awk -F '\t' '{ print $1 "\tabs_" substr($3, 3) "\t" $3 }' "$scratch/places" >"$scratch/named"
    mv "$scratch/named" "$scratch/places"
  fi >"$scratch/definitions"
  [ -s "$scratch/definitions" ] || return 1
  # Some of them cannot be had.
  "$SONDE" --buildid-dir "$scratch/cache" probe -k "$1" -D "@$scratch/definitions" \
    >"$scratch/events" 2>/dev/null || :
}

# judged IMAGE KIND EVENTS: the verdicts, sorted.
judged()
{
  "$judge" "$1" "$2" "$scratch/places" "$3" | sort
}

# number VERDICT FILE: how many variables have it.
number()
{
  awk -F '\t' -v verdict="$1" '$1 == "var" && $4 == verdict { n++ } END { print n + 0 }' "$2"
}

# planted IMAGE KIND NAME SCRIPT: of the arguments that sed changes, none is right any more.
planted()
{
  sed -E "$4" "$scratch/events" >"$scratch/planted"
  ! cmp -s "$scratch/events" "$scratch/planted" || return 0
  judged "$1" "$2" "$scratch/planted" >"$scratch/after"
  comm -13 "$scratch/judged" "$scratch/after" | grep '^var.*	right	' >"$scratch/bad" || :
  [ "$(number wrong "$scratch/after")" -gt 0 ] || echo "nothing was found wrong" >>"$scratch/bad"
  report "${1##*/}, $2: $3 is found out" "$scratch/bad"
}

for name in $made; do
  # A program is none of the kernels that the judge knows.
  case $name in mini-lto) continue ;; mini-* | expr) ;; *) continue ;; esac
  image=$BUILDDIR/tests/dwarf/$name
  for kind in entry line; do
    events "$image" "$kind" || continue
    judged "$image" "$kind" "$scratch/events" >"$scratch/judged"
    # What the kernel has no more room for in a name may be whose member it is.
    grep -E '^(var.*	(wrong|unproven|cut)	|extra)' "$scratch/judged" |
      grep -vE '^extra	[0-9]+	[^=]{31,}=' >"$scratch/bad" || :
    [ "$(number right "$scratch/judged")" -gt 0 ] || echo "no variable was given" >>"$scratch/bad"
    report "$name, $kind: what is given is what DWARF says" "$scratch/bad"
    planted "$image" "$kind" 'another register' 's/%di:/%si:/;s/%x0:/%x1:/'
    planted "$image" "$kind" 'another place on the stack' 's/=\+([0-9]+)\(%sp\)/=+1\1(%sp)/'
    planted "$image" "$kind" 'another constant' 's/=\\([0-9])/=\\9\1/'
    planted "$image" "$kind" 'a bigger number' 's/(%[a-z0-9]+):([sx])32( |$)/\1:\264\3/'
  done
done
finish
