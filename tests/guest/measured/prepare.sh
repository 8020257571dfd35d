# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What the .prepare scripts of the cases about measuring share. Sourced: builds the program, once
# for all of them, and gives a way to have definitions cached for the guest.
here=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=tests/guest/host.sh
. "$here/host.sh"
measured_arch=$(cat "$KERNEL/arch")
measured_cc=$(cc_for "$measured_arch")
measured=$ROOT/root/measured
mkdir -p "$measured" "$measured/cache"
# One build, whichever case comes first: another folder would make another build id.
measured_app=${ROOT%/*}/prepare/measured-app
if [ ! -e "$measured_app" ]; then
  "$measured_cc" -std=gnu11 -O2 -g -Wall -Wextra -static -pthread -Wl,--build-id -o "$measured_app" \
    "$here"/measured/*.c
  "$("$measured_cc" -print-prog-name=strip)" -g -o "$measured/app" "$measured_app"
fi
# The line in front of which the local variable of work() has its value.
# shellcheck disable=SC2034 # for those who source this
line=$(awk '/here us is n - 7/ { print FNR }' "$here/measured/work.c")
echo "$line" >"$measured/line"

# Its filters, a line each (list/list_filters.c).
if [ ! -e "$measured/filters" ]; then
  "${CC:-cc}" -std=gnu11 -Wall -Wextra -I"$here/measured" -o list_filters "$here/measured/list/list_filters.c"
  ./list_filters >"$measured/filters"
fi

# caches COMMAND WORDS...: sonde says only what it would do, and keeps the definitions.
caches()
{
  caches_command=$1
  shift
  "$SONDE" --buildid-dir "$measured/cache" "$caches_command" -k "$KERNEL/vmlinux" --cache -n "$@"
}

# caches_app COMMAND WORDS...: the same for the program.
caches_app()
{
  caches_command=$1
  shift
  "$SONDE" --buildid-dir "$measured/cache" "$caches_command" -x "$measured_app" --cache -n "$@"
}

# caches_filters EVENT...: the questions of these events' filters.
caches_filters()
{
  for caches_event; do
    awk -F '\t' -v event="$caches_event" '$1 == event' "$measured/filters"
  done >filters
  while IFS=$(printf '\t') read -r _ where definition _ _ _ _ text; do
    case $where in
    app) caches_app trace "$definition" --if "$text" ;;
    kernel) caches trace "$definition" --if "$text" ;;
    esac
  done <filters
}
