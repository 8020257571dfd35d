# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Programs as they are delivered: the lines that bash reads come out of the trace, and what a program
# asks the C library for. Each says itself what that was.
. /test/lib.sh

library=$(find /lib -name libc.so.6 | head -n 1)

# add TEXT DEFINITION: by sonde, if it can read the library here; else the line that was made elsewhere.
add()
{
  if [ -e /root/real/lines ]; then
    grep "/${2%%=*} " /root/real/lines >>"$t/uprobe_events"
    is $? 0 "$1"
  else
    runs_ok "$1" sonde probe -x "$library" -a "$2"
  fi
}

add "what is asked of malloc" 'asked=malloc bytes'
traced probe_libc/asked "" /root/real/caller
wanted=$(printf '%s\n' "$truth" | sed -n 's/^malloc //p')
got=$(printf '%s\n' "$values" | sed 's/^bytes=//' | while read -r value; do echo $((value)); done | grep '^10[0-9][0-9]003$')
is "$got" "$wanted" "each size that the program asks for, in order"
is "$(printf '%s\n' "$got" | wc -l)" 50 "there are 50"
sonde probe -q -d 'probe_libc:asked'

add "what getaddrinfo is asked" 'node=getaddrinfo name:string service:string'
add "and what it returns" 'answer=getaddrinfo%return ret=$retval:s32'
traced probe_libc/node "" /root/real/caller
is "$(printf '%s\n' "$values" | sed 's/^name_string="\(.*\)" service_string="\(.*\)"$/\1 \2/')" \
  "$(printf '%s\n' "$truth" | sed -n 's/^getaddrinfo \(.*\) = .*/\1/p')" "each node and service, in order"
traced probe_libc/answer "" /root/real/caller
is "$(printf '%s\n' "$values" | sed 's/^ret=//')" "$(printf '%s\n' "$truth" | sed -n 's/^getaddrinfo .* = //p')" \
  "each answer"
sonde probe -q -d 'probe_libc:*'

# Debian's bash is stripped, and moves with each start.
if [ "$arch" = x86_64 ]; then
  runs_ok "the lines that bash reads" sonde probe -x /root/real/bash -a 'readline%return line=$retval:string'
  printf '%s\n' 'echo first' ': two words' 'exit 0' >"$tmp/typed"
  echo >"$t/trace"
  echo 1 >"$t/events/probe_bash/readline__return/enable"
  /root/real/bash --norc -i <"$tmp/typed" >/dev/null 2>&1
  echo 0 >"$t/events/probe_bash/readline__return/enable"
  is "$(sed -n 's/.* line="\(.*\)"$/\1/p' "$t/trace")" "$(cat "$tmp/typed")" "are those that were typed"
  sonde probe -q -d 'probe_bash:*'
fi
is "$(cat "$t/uprobe_events")" "" "nothing is left"
finish
