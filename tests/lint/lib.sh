# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What the lint tests share. Each begins with `. "$(dirname "$0")/lib.sh"` and ends with `finish`;
# one that does not get there has no plan, and so has failed. The environment is make's:
#
#   SRCDIR        the checkout (default: the one that this file is in)
#   BUILDDIR      where sonde was built
#   SONDE         the built program (default: sonde in BUILDDIR)
#   CI            if true, a tool that is missing is a failure and not a skip

LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
SRCDIR=${SRCDIR:-$(cd "$here/../.." && pwd)}
SONDE=${SONDE:-${BUILDDIR-}/sonde}
tests=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# note TEXT: lines for the reader of the TAP.
note()
{
  printf '%s\n' "$*" | sed 's/^/# /'
}

# report NAME FILE: passes if FILE is empty; its lines are shown if not.
report()
{
  tests=$((tests + 1))
  if [ ! -s "$2" ]; then
    echo "ok $tests - $1"
    return
  fi
  echo "not ok $tests - $1"
  sed 's/^/#   /' "$2"
}

# is GOT WANT NAME: passes if the texts are equal.
is()
{
  if [ "$1" = "$2" ]; then
    : >"$scratch/is"
  else
    printf 'got:\n%s\nwant:\n%s\n' "$1" "$2" >"$scratch/is"
  fi
  report "$3" "$scratch/is"
}

# die TEXT: end the whole test as failed.
die()
{
  echo "Bail out! ${0##*/}: $*"
  exit 1
}

# skip_all TEXT: nothing can be tested here; where CI is true that is a failure.
skip_all()
{
  [ "${CI-}" != true ] || die "$*"
  echo "1..0 # SKIP $*"
  exit 0
}

# finish: the plan.
finish()
{
  [ "$tests" -gt 0 ] || die "nothing was tested"
  echo "1..$tests"
}

cd "$SRCDIR" || exit

# Folders with sources of sonde itself, see docs/architecture.md.
folders=
for folder in base image probe blacklist cache hist tracefs trace filter bpf cli; do
  [ ! -d "$folder" ] || folders="$folders $folder"
done
