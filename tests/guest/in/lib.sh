# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What a case (cases/*.sh) is written with. A case is a busybox ash script that begins with
# `. /test/lib.sh` and ends with `finish`; one that does not get there has failed. TAP goes to
# descriptor 3; what a case prints itself goes to the console log. Call the assertions from the
# case's own shell, not in a pipeline or a subshell: those would not be counted, and finish's
# plan would not match.

# The tracing directory, and the architecture, as uname has it.
t=/sys/kernel/tracing
arch=$(uname -m)
# A folder of the case's own, empty.
tmp=$(mktemp -d /tmp/case.XXXXXX)
tests=0
failed=0

# ok NAME COMMAND...: passes if the command's status is 0.
ok()
{
  ok_name=$1
  shift
  if "$@"; then pass "$ok_name"; else fail "$ok_name" "command: $*"; fi
}

# not_ok NAME COMMAND...: passes if the command's status is not 0.
not_ok()
{
  ok_name=$1
  shift
  if "$@"; then fail "$ok_name" "command did not fail: $*"; else pass "$ok_name"; fi
}

# is GOT WANT NAME: passes if the texts are equal.
is()
{
  if [ "$1" = "$2" ]; then pass "$3"; else fail "$3" "got:  $1" "want: $2"; fi
}

# like TEXT PATTERN NAME: passes if a line of TEXT matches the extended regular expression.
like()
{
  if printf '%s\n' "$1" | grep -Eq -e "$2"; then
    pass "$3"
  else
    fail "$3" "got:  $1" "want a line like: $2"
  fi
}

# unlike TEXT PATTERN NAME: passes if no line of TEXT matches.
unlike()
{
  if printf '%s\n' "$1" | grep -Eq -e "$2"; then
    fail "$3" "got:  $1" "want no line like: $2"
  else
    pass "$3"
  fi
}

# run COMMAND...: sets out, err and status. Nothing is asserted; follow it by is and like.
# shellcheck disable=SC2034 # they are for the case
run()
{
  "$@" >"$tmp/.out" 2>"$tmp/.err"
  status=$?
  out=$(cat "$tmp/.out")
  err=$(cat "$tmp/.err")
}

# runs_ok NAME COMMAND...: run, and pass if it worked; on failure show what it said.
runs_ok()
{
  ok_name=$1
  shift
  run "$@"
  if [ "$status" = 0 ]; then
    pass "$ok_name"
  else
    fail "$ok_name" "command: $*" "status: $status" "stdout: $out" "stderr: $err"
  fi
}

# soon COMMAND...: tries until its status is 0, for a minute at most; 0 if it was at last. For what
# takes a moment, however slow the machine is; what must not be, cannot be waited for.
soon()
{
  soon_tries=600
  until "$@"; do
    [ $((soon_tries -= 1)) -gt 0 ] || return 1
    sleep 0.1
  done
}

# gone PID: no process has this number.
gone()
{
  ! kill -0 "$1" 2>/dev/null
}

# has_begun FILE PID: the sonde whose errors are in this file measures, or has ended.
has_begun()
{
  grep -qs '[Tt]racing' "$1" || gone "$2"
}

# skip NAME REASON: an assertion that cannot be made here. Where CI is set it counts as failed.
skip()
{
  tests=$((tests + 1))
  echo "ok $tests - $1 # SKIP $2" >&3
}

# note TEXT: a line for the reader of the TAP.
note()
{
  printf '%s\n' "$*" | sed 's/^/# /' >&3
}

# finish: the plan, the last line of every case.
finish()
{
  rm -rf "$tmp"
  echo "1..$tests" >&3
  exit "$((failed > 0))"
}

pass()
{
  tests=$((tests + 1))
  echo "ok $tests - $1" >&3
}

# fail NAME DETAIL...
fail()
{
  tests=$((tests + 1))
  failed=$((failed + 1))
  echo "not ok $tests - $1" >&3
  shift
  for fail_detail; do note "  $fail_detail"; done
}

# argument N: the register of a kernel function's integer argument N (from 1), for lines written
# by hand.
argument()
{
  case $arch in
  x86_64) echo "di si dx cx r8 r9" | cut -d' ' -f"$1" | sed 's/^/%/' ;;
  aarch64) echo "%x$(($1 - 1))" ;;
  esac
}

# build_id: the running kernel's, read without sonde: the GNU note of type 3 in its notes.
build_id()
{
  hexdump -v -e '1/1 "%02x"' /sys/kernel/notes |
    sed 's/.*0400000014000000030000.*474e5500\(.\{40\}\).*/\1/'
}

# kernel_probes: what is in kprobe_events, which only a case and what it runs have changed.
kernel_probes()
{
  cat "$t/kprobe_events"
}

# probe_places: where the kernel itself says that its probes are, whatever words were used.
probe_places()
{
  awk '{ print $2, $3 }' /sys/kernel/debug/kprobes/list | sort
}

# probe_addresses FUNCTION: at how many addresses the kernel has probes on functions of this name.
probe_addresses()
{
  awk -v place="$1+0x" 'index($3, place) == 1 { print $1 }' /sys/kernel/debug/kprobes/list |
    sort -u | wc -l
}

# clear_probes: remove all, without sonde.
clear_probes()
{
  echo >"$t/kprobe_events"
}

# takes_lines NAME FILE: add the lines to uprobe_events, which has none, and pass if all were taken.
takes_lines()
{
  # A line for each write: the kernel takes the end of one for the end of a line.
  while read -r line; do
    printf '%s\n' "$line"
  done <"$2" >>"$t/uprobe_events" || note "$(tail -n 5 "$t/error_log")"
  is "$(wc -l <"$t/uprobe_events")" "$(wc -l <"$2")" "$1: the kernel takes all lines"
}

# traced EVENT FILTER COMMAND...: run the command with this event on (GROUP/EVENT), for this
# process and its program only, and set values: the fields of each event, one a line. No FILTER:
# "". What the command says is in truth.
# shellcheck disable=SC2034 # they are for the case
traced()
{
  traced_event=$t/events/$1
  traced_filter=$2
  shift 2
  echo >"$t/trace"
  echo "${traced_filter:-0}" >"$traced_event/filter"
  # exec keeps the process id.
  truth=$(sh -c 'echo $$ >"$1/set_event_pid" && echo 1 >"$2/enable" && shift 2 && exec "$@"' \
    traced "$t" "$traced_event" "$@" 2>&1)
  echo 0 >"$traced_event/enable"
  echo >"$t/set_event_pid"
  values=$(sed -n "s/^.* ${traced_event##*/}: ([^)]*) \{0,1\}//p" "$t/trace")
}

# record GROUP COMMAND...: run the command with all events of the group on, for its process only.
# It has the files 0 to 2 open. Sets truth, what it says, and pid; each event goes to the file
# $tmp/hits as `FUNCTION FIELDS`, without the parts of the function's name that say how it is called.
# shellcheck disable=SC2034 # they are for the case
record()
{
  record_events=$t/events/$1
  shift
  echo >"$t/trace"
  # exec keeps the process id.
  truth=$(sh -c 'echo $$ >"$3" && echo $$ >"$1/set_event_pid" && echo 1 >"$2/enable" && shift 3 &&
    exec "$@" 3>&-' record "$t" "$record_events" "$tmp/pid" "$@" 2>&1)
  echo 0 >"$record_events/enable"
  echo >"$t/set_event_pid"
  pid=$(cat "$tmp/pid")
  sed -n 's/^.*: [a-zA-Z0-9_]*: (\([^)+]*\)+[^)]*)/\1/p' "$t/trace" |
    sed -E 's/^__(x64|arm64)_sys_//;s/^(ksys|do)_//;s/ $//' >"$tmp/hits"
}

# counted: the hits as lines `COUNT FUNCTION FIELDS`, sorted.
counted()
{
  sort "$tmp/hits" | uniq -c | sed 's/^ *//' | sort
}

# json: the scalars of the JSON text on stdin as PATH=VALUE; fails if it is none.
json()
{
  awk -f /test/json.awk
}

# as_nobody COMMAND: run one shell command line as a user without any right, who owns $tmp/nobody.
as_nobody()
{
  grep -q ^nobody: /etc/passwd 2>/dev/null || {
    echo 'root:x:0:0::/root:/bin/sh' >/etc/passwd
    echo 'nobody:x:65534:65534::/tmp:/bin/sh' >>/etc/passwd
  }
  chmod 755 "$tmp"
  mkdir -p "$tmp/nobody"
  chown 65534 "$tmp/nobody"
  HOME=$tmp/nobody su -m -s /bin/sh nobody -c "$1"
}

# plant DIR DEFINITION [LINE...]: a cache with one entry for the running kernel, made by hand.
plant()
{
  plant_dir="$1/[kernel.kallsyms]/$(build_id)"
  mkdir -p -m 700 "$1" "$1/[kernel.kallsyms]" "$plant_dir"
  shift
  printf '#' >>"$plant_dir/probes"
  printf '%s\n' "$@" >>"$plant_dir/probes"
  chmod 600 "$plant_dir/probes"
}
