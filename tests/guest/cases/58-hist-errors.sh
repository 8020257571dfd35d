# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# What cannot be answered is refused in sonde's own words before anything is written to the kernel.
# shellcheck disable=SC2016 # $retval is for sonde
. /test/lib.sh
# shellcheck source=tests/guest/in/hist.sh
. /test/hist.sh
before=$(tracing_state some)
files='kprobe_events uprobe_events dynamic_events synthetic_events'
traced=$(cd "$t" && ls -l --full-time $files instances 2>/dev/null)
many=$(printf 'v%d=%%cx ' $(seq 1 129))

# refused STATUS PATTERN WORDS...: passes if sonde ends so, says a line like that, and prints nothing.
refused()
{
  want=$1 pattern=$2
  shift 2
  run timeout 20 sonde --buildid-dir "$measured_cache" "$@" -- true
  if printf '%s\n' "$status$out" | grep -Exq "$want" && printf '%s\n' "$err" | grep -Eiq -e "$pattern"; then
    pass "refused: $*"
  else
    fail "refused: $*" "status: $status" "stdout: $out" "stderr: $err" "want $want and a line like $pattern"
  fi
}

note "keys"
refused 1 'cuont.*|did you mean.*count' hist 'vfs_read count' --by cuont
refused 1 "Did you mean 'comm'" hist vfs_read --by com
refused 1 '\.lgo2|lgo2.*log2' hist 'vfs_read count' --by count.lgo2
refused 1 'linear' hist 'vfs_read count' --by count.linear=0
refused 1 'linear' hist 'vfs_read count' --by count.linear
refused 1 'linear' hist 'vfs_read count' --by count.linear=x
refused 1 'log2' hist vfs_read --by comm.log2
refused 1 'enum' hist 'vfs_read count' --by count.enum
refused 1 'str' hist 'vfs_read count' --by count.str
refused 1 'three|3 keys|at most 3' hist 'vfs_read count' --by cpu,tid,count,comm
refused 1 'bytes|room|384|too (big|large|long|wide)' hist 'vfs_read a=@linux_banner:string b=@linux_banner:string' --by a,b
refused 1 'twice|again|already' hist 'vfs_read count' --by count,count
refused '[12]' . hist 'vfs_read count' --by ,
refused '[12]' . hist 'vfs_read count' --by 'count,'

note "sums"
refused 1 'comm' hist vfs_read --by cpu --sum comm
refused 1 'nothing' hist 'vfs_read count' --by cpu --sum nothing
refused 1 'already' hist 'vfs_read count' --by cpu --sum count,count

note "filters"
refused 1 'nothing' hist 'vfs_read count' --by count --if 'nothing > 3'
refused 1 'comm' hist 'vfs_read count' --by count --if 'comm > 3'
refused 1 'comm' hist 'vfs_read count' --by count --if 'comm < "x"'
refused 1 . hist 'vfs_read count' --by count --if 'count >'
refused 1 . hist 'vfs_read count' --by count --if '(count > 3'
refused 1 . hist 'vfs_read count' --by count --if 'count > 3 & '
refused 1 'count' hist 'vfs_read count' --by count --if 'count == "x"'
refused 1 'count' hist 'vfs_read count' --by count --if 'count ~ "x*"'
refused 1 . hist 'vfs_read count' --by count --if 'comm == "x'
refused 1 . hist 'vfs_read count' --by count --if 'count > 99999999999999999999'

note "sizes and numbers"
refused 2 '128 to 131072' hist vfs_read --by comm --size 127
refused 2 '128 to 131072' hist vfs_read --by comm --size 131073
refused 2 'time' hist vfs_read --by comm -d 0
refused 2 'time' hist vfs_read --by comm -i x
refused 2 'number' hist vfs_read --by comm --top 0
refused 1 'sort' hist vfs_read --by comm --sort nothing
refused 2 'CPU' hist vfs_read --by comm -c 3-1
refused 1 'CPU 99' hist vfs_read --by comm -c 0,99
refused 2 'ns, us or ms' latency vfs_read --unit s
refused 2 '--by' hist vfs_read

note "points"
refused 1 'no_such_function' hist no_such_function --by comm
refused 1 'no_such' hist no:no_such --by comm
refused 1 'no_such_function' latency vfs_read no_such_function
refused 2 'left over' latency vfs_read vfs_write vfs_open
refused 1 'match|nothing' latency vfs_read vfs_write --match nothing
refused 1 'nothing' latency vfs_read --worst nothing
refused 1 'pattern' latency 'vfs_*'
refused 2 'program|stack' stacks -x "$app" work
refused '[12]' 'keep' hist vfs_read --by comm --keep a/b
refused 1 . hist "vfs_read $many" --by v1

run sonde session show nothing
is "$status" 1 "a session that is not there"
like "$err" nothing "is named"

is "$(cd "$t" && ls -l --full-time $files instances 2>/dev/null)" "$traced" "nothing was written"
is "$(tracing_state some)" "$before" "tracefs is as it was"
finish
