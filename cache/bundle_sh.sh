# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2154,SC2317 # what stands before it has the rest of the variables and the calls
# What a script of `sonde cache export --format=sh` does; cache/bundle_sh.c puts what it adds before it
# and leaves out these lines. It needs a POSIX shell, od and cat.
# BEGIN
# ---- What it does with that ------------------------------------------------------------------

usage()
{
  cat <<'END'
usage: sh SCRIPT [add | remove | status | check]

  add      add its events, all or none (this is what it does without a word)
  remove   remove them again, all or none; others are not touched
  status   say which of them are there
  check    say whether they could be added; nothing is changed

TRACING and SYS name the folders of tracefs and sysfs, if these are not where they are everywhere.
Exit status: 0 if it is done, 1 if not, 2 for a wrong command line.
END
}

# say TEXT...: to the person who runs it, if he can be told.
say()
{
  printf '%s\n' "$*" >&2 || :
}

# die TEXT...: nothing was changed, or nothing is changed any more.
die()
{
  say "error: $*"
  exit 1
}

# each FILE EVENT LINE: what build_N_lines calls for each line; $visit says what is done with it.
each()
{
  [ "$stopped" ] || "$visit" "$@"
}

# visit_all FUNCTION: call it for each line of the builds that were chosen, in order.
visit_all()
{
  visit=$1
  stopped=
  for visited in $chosen; do
    "build_${visited}_lines"
  done
}

find_tracing()
{
  if [ "${TRACING:-}" ]; then
    tracing=$TRACING
    [ -r "$tracing/README" ] || die "TRACING is $tracing, and there is no tracefs."
    return
  fi
  for tracing in "$sys/kernel/tracing" "$sys/kernel/debug/tracing"; do
    [ ! -r "$tracing/README" ] || return 0
  done
  die "tracefs is not to be seen in $sys/kernel/tracing. As root:" \
    "mount -t tracefs nodev /sys/kernel/tracing"
}

# hex OPTION... FILE: set hex to the bytes as digits.
hex()
{
  hex=$(od -A n -v -t x1 "$@" 2>/dev/null) || hex=
  # shellcheck disable=SC2086 # into words, to be joined without the blanks
  set -- $hex
  IFS=
  hex=$*
  unset IFS
}

# number FILE OFFSET BYTES: set number to what is there, in the byte order of this machine.
number()
{
  number=$(od -A n -v -t "u$3" -j "$2" -N "$3" "$1" 2>/dev/null) || number=
  number=${number##* }
  [ "$number" ] || die "$1 is damaged: it ends too soon."
}

# find_note: set running to the build id in the notes $hex, of either byte order.
find_note()
{
  while :; do
    case $hex in
    *474e5500*) ;;
    *) return 1 ;;
    esac
    note=${hex%%474e5500*}
    hex=${hex#*474e5500}
    # Sizes of name and content, and the type, in front of the name.
    note=${note#"${note%????????????????????????}"}
    case $note in
    04000000??00000003000000)
      note=${note#????????}
      note=${note%??????????????}
      ;;
    00000004000000??00000003)
      note=${note#??????????????}
      note=${note%????????}
      ;;
    *) continue ;;
    esac
    running=$(printf "%.$((2 * 0x$note))s" "$hex")
    return 0
  done
}

kernel_id()
{
  hex "$sys/kernel/notes"
  find_note || die "the build id of the running kernel is not to be seen in $sys/kernel/notes."
}

# module_id NAME
module_id()
{
  [ -d "$sys/module/$1" ] || die "the module $1 is not loaded. Load it first: modprobe $1"
  set +f
  for notes in "$sys/module/$1"/notes/.note* "$sys/module/$1"/notes/*; do
    [ -r "$notes" ] || continue
    hex "$notes"
    ! find_note || break
  done
  set -f
  [ "$running" ] || die "the build id of the module $1 is not to be seen in $sys/module/$1/notes."
}

# program_id PATH: from the notes that the program headers of a 64-bit ELF file name.
program_id()
{
  [ -r "$1" ] || die "$1 cannot be read."
  hex -N 5 "$1"
  [ "$hex" = 7f454c4602 ] || die "$1 is no 64-bit program."
  number "$1" 32 8
  header=$number
  number "$1" 54 2
  header_size=$number
  number "$1" 56 2
  headers=$number
  while [ "$headers" -gt 0 ] && [ -z "$running" ]; do
    headers=$((headers - 1))
    number "$1" "$header" 4
    if [ "$number" = 4 ]; then
      number "$1" "$((header + 8))" 8
      offset=$number
      number "$1" "$((header + 32))" 8
      [ "$number" -gt 65536 ] || hex -j "$offset" -N "$number" "$1"
      find_note || :
    fi
    header=$((header + header_size))
  done
  [ "$running" ] || die "$1 has no build id."
}

# running_id WHAT: set running to the build id of that on this machine.
running_id()
{
  running=
  case $1 in
  kernel) kernel_id ;;
  'module '*) module_id "${1#module }" ;;
  *) program_id "$1" ;;
  esac
}

# try_id WHAT: as running_id, but running is empty if that cannot be had.
try_id()
{
  running=$(running_id "$1" 2>/dev/null && printf '%s' "$running") || running=
}

# choose_of WHAT: of the builds of one kernel, module or program the one that is here. Events stay when
# a program is replaced, and when it and a module are gone: to remove them, all of its builds will do.
choose_of()
{
  case $verb:$1 in
  remove:kernel | status:kernel) running_id "$1" ;;
  remove:* | status:*) try_id "$1" ;;
  *) running_id "$1" ;;
  esac
  known=
  all=
  candidate=0
  while [ "$candidate" -lt "$builds" ]; do
    candidate=$((candidate + 1))
    "build_$candidate"
    [ "$what" = "$1" ] || continue
    if [ "$id" = "$running" ]; then
      chosen="$chosen $candidate"
      return
    fi
    known="$known $id${release:+ ($release)}"
    all="$all $candidate"
  done
  case $verb:$1 in
  *:kernel) ;;
  remove:* | status:*)
    chosen="$chosen$all"
    return
    ;;
  esac
  die "the events are for another build of $1 than the one that is here:" \
    "they are for$known, and here is $running."
}

# choose: set chosen to the numbers of the builds that are here; there is one of each thing.
choose()
{
  chosen=
  seen=$nl
  build=0
  while [ "$build" -lt "$builds" ]; do
    build=$((build + 1))
    "build_$build"
    case $seen in
    *"$nl$what$nl"*) continue ;;
    esac
    seen=$seen$what$nl
    choose_of "$what"
  done
}

# need NAME WHAT EXCERPT: what build_N_needs calls for each feature; the README of tracefs has the
# excerpt if the kernel has the feature.
need()
{
  case $readme in
  *"$3"*) ;;
  *) die "this kernel lacks $1 ($2): the README of tracefs does not have '$3'." ;;
  esac
}

check_features()
{
  readme=$(cat "$tracing/README") || die "$tracing/README cannot be read."
  # shellcheck disable=SC2086 # all white space becomes one blank
  set -- $readme
  readme=" $* "
  for visited in $chosen; do
    "build_${visited}_needs"
  done
}

check_name()
{
  [ ! -e "$tracing/events/$2" ] ||
    die "there is an event $2 already. Nothing was changed. If it is of this script:" \
      "sh SCRIPT remove"
  [ -w "$tracing/$1" ] || die "$tracing/$1 cannot be written. This has to be done as root."
  count=$((count + 1))
}

check_all()
{
  check_features
  count=0
  visit_all check_name
}

# put FILE LINE: append it in one write(2): the kernel takes the end of one for the end of a line.
# Some libraries write a thousand bytes at once at the most; a here-document is no longer than a pipe
# takes.
put()
{
  if [ "${#2}" -lt 1000 ]; then
    printf '%s\n' "$2" >>"$1"
  else
    cat >>"$1" <<END
$2
END
  fi
}

# words_for LINE: set words to what the kernel says in its error_log on the line.
words_for()
{
  words=
  last=
  [ -r "$tracing/error_log" ] || return 0
  while IFS= read -r said; do
    case $said in
    *': error: '*) last=${said#*: error: } ;;
    "  Command: $1") words=$last ;;
    esac
  done <"$tracing/error_log"
}

# roll_back: remove what was written so far, newest first, and set left to what could not be. Nothing is
# said before that: whoever was to read it may be gone, and that ends a shell.
roll_back()
{
  trap '' HUP INT TERM
  left=
  for entry in $pending $written; do
    event=${entry#*:}
    [ -e "$tracing/events/$event" ] || continue
    put "$tracing/${entry%%:*}" "-:$event" 2>/dev/null || left="$left $event"
  done
}

check_left()
{
  [ -z "$left" ] || die "what was added before it could not be removed again:$left"
}

# interrupted STATUS
interrupted()
{
  roll_back
  check_left
  say "error: interrupted. What was added was removed again."
  exit "$1"
}

write_line()
{
  pending=$1:$2
  if put "$tracing/$1" "$3" 2>/dev/null; then
    [ "$pending" = "${written%% *}" ] || written="$pending $written"
    pending=
    return
  fi
  stopped=yes
  # Nothing came of this one: an event of its name is of somebody else.
  [ "$pending" = "${written%% *}" ] || pending=
  words_for "$3"
  refused=$3
}

add()
{
  check_all
  written=
  pending=
  trap 'interrupted 129' HUP
  trap 'interrupted 130' INT
  trap 'interrupted 143' TERM
  visit_all write_line
  if [ "$stopped" ]; then
    roll_back
    say "error: the kernel does not take this line${words:+: $words}"
    say "  $refused"
    check_left
    say "Nothing was changed: what was added before it was removed again."
    exit 1
  fi
  trap - HUP INT TERM
  event=${written%% *}
  event=${event#*:}
  say "Lines written: $count. The events are off. To switch one on, and to see it:"
  say "  echo 1 >$tracing/events/$event/enable"
  say "  cat $tracing/trace_pipe"
}

# normal LINE: set event to its name and normal to the line as it would be listed, but for what the
# kernel writes otherwise: numbers, how many returns may be pending, types that it replaces.
normal()
{
  # shellcheck disable=SC2086 # into words
  set -- $1
  event=${1#*:}
  [ $# -gt 1 ] || return 0
  place=$2
  case $place in
  /*)
    counter=${place##*:}
    offset=${counter%%(*}
    case $counter in
    *'('*)
      counter=${counter#*(}
      counter=${counter%)}
      ;;
    *) counter=0 ;;
    esac
    place=${place%:*}:$((offset))/$((counter))
    ;;
  *) place=${place%+0} ;;
  esac
  normal="${1%"${1#?}"} $event $place"
  shift 2
  for word; do
    case $word in
    *=+*:string | *:%pd | *:%pD) word=${word%%=*}=:string ;;
    esac
    normal="$normal $word"
  done
}

# list_ours, list_theirs: what this script has and what is there.
list_ours()
{
  [ -e "$tracing/events/$2" ] || {
    missing="$missing $2"
    return
  }
  normal "$3"
  ours="$ours$normal$nl"
  case " $events" in
  *" $1:$2 "*) ;;
  *) events="$1:$2 $events" ;;
  esac
}

list_theirs()
{
  for file in kprobe_events uprobe_events; do
    [ -r "$tracing/$file" ] || continue
    while IFS= read -r listed; do
      normal "$listed"
      case " $events" in
      *" $file:$event "*) theirs="$theirs$normal$nl" ;;
      esac
    done <"$tracing/$file"
  done
}

# compare: set events to those of this script that are there, newest first, missing to the others,
# and foreign to those that are there but are not as this script has them.
compare()
{
  ours=$nl
  theirs=$nl
  events=
  missing=
  foreign=
  visit_all list_ours
  list_theirs
  compare_to "$theirs" "$ours"
  compare_to "$ours" "$theirs"
}

# compare_to LIST OTHER: each line of one is in the other.
compare_to()
{
  while IFS= read -r line; do
    case $line in '') continue ;; esac
    case $2 in
    *"$nl$line$nl"*) ;;
    *)
      line=${line#? }
      line=${line%% *}
      case "$foreign " in
      *" $line "*) ;;
      *) foreign="$foreign $line" ;;
      esac
      ;;
    esac
  done <<END
$1
END
}

# is_on EVENT: here, or in an instance.
is_on()
{
  is_on=1
  set +f
  for enable in "$tracing/events/$1/enable" "$tracing"/instances/*/events/"$1"/enable; do
    [ -r "$enable" ] || continue
    read -r enabled <"$enable"
    case $enabled in 0) ;; *) is_on=0 ;; esac
  done
  set -f
  return "$is_on"
}

remove()
{
  compare
  [ -z "$foreign" ] ||
    die "these are not as this script adds them, so they are of somebody else:$foreign." \
      "Nothing was changed."
  on=
  for entry in $events; do
    ! is_on "${entry#*:}" || on="$on ${entry#*:}"
  done
  [ -z "$on" ] || die "these are in use, switch them off first:$on. Nothing was changed."
  left=
  count=0
  for entry in $events; do
    if put "$tracing/${entry%%:*}" "-:${entry#*:}" 2>/dev/null; then
      count=$((count + 1))
    else
      left="$left ${entry#*:}"
    fi
  done
  say "Events removed: $count.${missing:+ These were not there:$missing.}"
  [ -z "$left" ] || die "the kernel keeps these, they are in use (by perf perhaps), or this has to be done as root:$left"
}

status()
{
  compare
  for entry in $events; do
    event=${entry#*:}
    state=off
    ! is_on "$event" || state=on
    case "$foreign " in *" $event "*) state="of somebody else" ;; esac
    printf '%s: %s\n' "$event" "$state"
  done
  for event in $missing; do
    printf '%s: not there\n' "$event"
  done
}

main()
{
  set -fu
  unset IFS
  LC_ALL=C
  export LC_ALL
  nl='
'
  sys=${SYS:-/sys}
  verb=${1-add}
  case $verb in
  add | remove | status | check) ;;
  -h | --help)
    usage
    exit 0
    ;;
  *)
    usage >&2
    exit 2
    ;;
  esac
  [ $# -le 1 ] || {
    usage >&2
    exit 2
  }
  for tool in od cat; do
    command -v "$tool" >/dev/null || die "$tool is not here, which this script needs."
  done
  find_tracing
  choose
  case $verb in
  check)
    check_all
    say "Lines that can be written: $count."
    ;;
  *) "$verb" ;;
  esac
}

# All of the script has been read when this is done.
{
  main "$@"
  exit
}
