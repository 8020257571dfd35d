#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# run.sh: the command line of sonde, one case a file. See usage() below.
set -eu

usage()
{
  cat <<'USAGE'
usage: run.sh [--update | --under COMMAND] [--one-image] [CASE...]

Runs cases/*.case, or the ones named, and prints TAP. A case is a file of lines:

    # what it shows
    @ gcc-4 gcc-5       the images it is run for: tests/dwarf/mini-IMAGE; default: gcc-5
    % COMMAND           shell commands that prepare it
    $ COMMAND           shell commands whose result is compared
    > TEXT              what they print to stdout
    ! TEXT              what they print to stderr
    ? STATUS            their exit status; default: 0

Several lines of a kind belong together. The commands run in an empty directory of their own,
which has $HOME and $TMPDIR in it, with sonde in $PATH, its file in $SONDE, the image in $IMAGE and
the folder of all images in $IMAGES, that of their sources in $SOURCES. In what they print these
stand for what differs from run to run: {image}, {images}, {sources}, {dir} for the directory, {buildid} for the
images' build id, {id} for any other one.

Commands that fail must leave the directory as they found it.

--update writes what the first image gives into the cases instead of comparing it. With --under,
sonde is run as COMMAND FOLDER sonde ARGUMENT..., and a case fails as well if COMMAND --found FOLDER
does after it, as that of tests/valgrind/memcheck; in the cases it is $SONDE_UNDER. What takes
$PATIENCE seconds hangs.
--one-image runs each case for one of its images, another one from case to case.
The environment has SRCDIR, BUILDDIR and SONDE, as from make check.
USAGE
}

here=$(cd "$(dirname "$0")" && pwd)
update=no
under=
one_image=no
while :; do
  case ${1-} in
  --update) update=yes ;;
  --under)
    under=$2
    shift
    ;;
  --one-image) one_image=yes ;;
  -*)
    usage >&2
    exit 2
    ;;
  *) break ;;
  esac
  shift
done
patience=10
[ -z "$under" ] || patience=600
[ $# -gt 0 ] || set -- "$here"/cases/*.case

: "${SONDE:?run.sh: SONDE must name the program}" "${BUILDDIR:?run.sh: BUILDDIR is missing}"
[ -x "$SONDE" ] || {
  echo "run.sh: $SONDE is no program" >&2
  exit 1
}
IMAGES=$BUILDDIR/tests/dwarf
SOURCES=$(cd "$here/../dwarf" && pwd)
made=$(sh "$here/../dwarf/build")
unset DEBUGINFOD_URLS || :
# Always of the same length; not one in which a case would see a number, such as 0x1a.
while work=$(mktemp -d "${TMPDIR:-/tmp}/sonde-cli.XXXXXX"); do
  case $work in
  *0x*) rmdir "$work" ;;
  *) break ;;
  esac
done
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/found"
if [ -n "$under" ]; then
  printf '#!/bin/sh\nexec "%s" "%s" "%s" "$@"\n' "$under" "$work/found" "$SONDE" >"$work/bin/sonde"
  chmod +x "$work/bin/sonde"
else
  ln -s "$SONDE" "$work/bin/sonde"
fi
number=0
failed=0

# part PREFIX FILE: the lines of a kind, without their prefix.
part()
{
  sed -n "s/^[$1]\$//p; s/^[$1] //p" "$2"
}

# shape FILE: with placeholders for what differs.
shape()
{
  sed -e "s|$IMAGES/mini-$variant|{image}|g" -e "s|$IMAGES|{images}|g" -e "s|$SOURCES|{sources}|g" -e "s|$work/dir|{dir}|g" \
    -e 's/0123456789abcdef0123456789abcdef01234567/{buildid}/g' -e 's/[0-9a-f]\{40\}/{id}/g' "$1"
}

snapshot()
{
  (cd "$work/dir" && find . -exec ls -ld {} + | awk '{ print $1, $NF }' | sort
    find . -type f -exec cksum {} + | sort)
}

# result STATE TEXT: one line of TAP.
result()
{
  number=$((number + 1))
  echo "$1 $number - $2"
  [ "$1" = ok ] || failed=$((failed + 1))
}

run_commands()
{
  (cd "$work/dir" && env -i PATH="$work/bin:$PATH" HOME="$work/dir/home" TMPDIR="$work/dir/tmp" \
    LC_ALL=C IMAGE="$IMAGES/mini-$variant" IMAGES="$IMAGES" SOURCES="$SOURCES" \
    SONDE="$SONDE" SONDE_UNDER="$under" PATIENCE="$patience" \
    ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99 sh "$@")
}

# run_case FILE: leaves stdout, stderr, status and the snapshots in $work.
run_case()
{
  # What a case may not write to it makes so itself.
  chmod -R u+rwx "$work/dir" 2>/dev/null || :
  rm -rf "$work/dir"
  mkdir -p "$work/dir/home" "$work/dir/tmp"
  part % "$1" >"$work/prepare"
  part '$' "$1" >"$work/commands"
  if ! run_commands -e "$work/prepare" >"$work/prepare.log" 2>&1; then
    echo "the preparation failed:" >>"$work/prepare.log"
    return 1
  fi
  snapshot >"$work/before"
  status=0
  run_commands "$work/commands" >"$work/stdout.raw" 2>"$work/stderr.raw" </dev/null || status=$?
  snapshot >"$work/after"
  shape "$work/stdout.raw" >"$work/stdout"
  shape "$work/stderr.raw" >"$work/stderr"
}

# differs NAME EXPECTED GOT: say so as a TAP comment.
differs()
{
  ! cmp -s "$2" "$3" || return 1
  echo "# $1 is not as expected:"
  diff -u "$2" "$3" | sed -e 1,2d -e 's/^/#   /'
}

# check_case FILE: whether all is as the case says.
check_case()
{
  good=yes
  part '>' "$1" >"$work/stdout.expected"
  part '!' "$1" >"$work/stderr.expected"
  wanted=$(part '?' "$1")
  if [ "$status" != "${wanted:-0}" ]; then
    echo "# exit status $status instead of ${wanted:-0}"
    good=no
  fi
  ! differs stdout "$work/stdout.expected" "$work/stdout" || good=no
  ! differs stderr "$work/stderr.expected" "$work/stderr" || good=no
  if [ "$status" != 0 ] && differs "what a failed command leaves behind" "$work/before" "$work/after"
  then
    good=no
  fi
  if [ -n "$under" ] && ! "$under" --found "$work/found" >"$work/told"; then
    echo "# $under has found:"
    sed 's/^/#   /' "$work/told"
    good=no
  fi
  [ $good = yes ]
}

update_case()
{
  grep '^[#@%$]' "$1" >"$work/new"
  sed -e 's/^/> /' -e 's/^> $/>/' "$work/stdout" >>"$work/new"
  sed -e 's/^/! /' -e 's/^! $/!/' "$work/stderr" >>"$work/new"
  [ "$status" = 0 ] || echo "? $status" >>"$work/new"
  cp "$work/new" "$1"
}

# one_of NAME IMAGE...: by its name, which stays.
one_of()
{
  sum=$(printf %s "$1" | cksum)
  shift $((${sum%% *} % ($# - 1) + 1))
  echo "$1"
}

for case; do
  name=$(basename "$case" .case)
  variants=$(part @ "$case")
  : "${variants:=gcc-5}"
  # shellcheck disable=SC2086 # a list
  [ $one_image = no ] || variants=$(one_of "$name" $variants)
  for variant in $variants; do
    if ! echo "$made" | grep -Fqx "mini-$variant"; then
      # build has said why, and has failed where that must not be.
      number=$((number + 1))
      echo "ok $number - $name ($variant) # SKIP no image by this compiler"
      continue
    fi
    if ! run_case "$case"; then
      sed 's/^/# /' "$work/prepare.log"
      result 'not ok' "$name ($variant)"
      continue
    fi
    if [ $update = yes ]; then
      update_case "$case"
      break
    fi
    if check_case "$case"; then
      result ok "$name ($variant)"
    else
      result 'not ok' "$name ($variant)"
    fi
  done
done
echo "1..$number"
[ $failed = 0 ]
