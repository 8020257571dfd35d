# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# How often functions are called, by whom, by which way: as often as the program has counted.
. /test/lib.sh
# shellcheck source=tests/guest/in/hist.sh
. /test/hist.sh
before=$(tracing_state some)
tab=$(printf '\t')

# of LIST: the rows of functions of this name only.
of()
{
  awk -F '\t' -v wanted=" $1 " 'index(wanted, " " $1 " ")'
}

note "functions"
asks count --csv 'vfs_*' --by func,comm -- calls
is "$status $(titles)" "0 func,comm,hits" "many functions in one table"
same "$(rows | sed -n "s/${tab}app-calls$tab/$tab/p" | of 'vfs_read vfs_write vfs_fsync_range' | sort)" \
  "$(truth functions 1-2)" "each as often as it was called"
unlike "$err" 'not known' "what was missed is known"
asks count --csv vfs_read vfs_write vfs_fsync_range --if 'comm == "app-calls"' -- calls
same "$(rows | sort)" "$(truth functions 1-2)" "some of them"
asks count --csv vfs_read vfs_write --by comm --if 'comm == "app-calls"' -- calls
same "$(rows)" "app-calls${tab}17" "together"
asks count --csv raw_syscalls:sys_enter --by id.syscall --if 'comm == "app-calls"' -- calls
same "$(rows | sed 's/^sys_//' | of 'getppid getuid fsync read write' | sort)" "$(truth calls 1-2)" "system calls by name"
asks count --csv -x "$app" work paint --by func -- user
same "$(rows | sort)" "$(printf 'paint\t50\nwork\t85')" "those of a program"

note "stacks"
asks stacks --csv vfs_open --if 'comm ~ "app-open*"' -- opens
is "$status" 0 "where from"
is "$(rows | awk -F '\t' '{ n += $NF } END { print n }')" "$(truth reached 2 | awk '{ n += $1 } END { print n }')" "all of them"
like "$(rows)" 'do_sys_openat2' "through the function that opens"
unlike "$(rows)" 'kprobe|ftrace|trampoline|hist_trigger|trace_event' "and nothing of the probe itself"
asks stacks --folded vfs_open --if 'comm ~ "app-open*"' -- opens
is "$(printf '%s\n' "$out" | grep -Evc '^[^ ;]+(;[^;]+)* [0-9]+$')" 0 "folded: frames and a number"
is "$(printf '%s\n' "$out" | awk '{ n += $NF } END { print n }')" "$(truth reached 2 | awk '{ n += $1 } END { print n }')" \
  "folded: all of them"
# The kernel of arm64 leaves out who has called a function that has no frame yet, which is path_openat here.
case $arch in
aarch64) way='do_sys_openat2[^;]*;([^;]*;)*do_filp_open[^;]*;vfs_open' ;;
*) way='do_sys_openat2[^;]*;([^;]*;)*path_openat' ;;
esac
like "$out" "$way" "folded: from the outermost on"
asks stacks --json vfs_open --if 'comm ~ "app-open*"' -- opens
is "$(printf '%s\n' "$out" | json | sed -n 's/.*\.rows\[[0-9]*\]\.hits=//p' | awk '{ n += $1 } END { print n }')" \
  "$(truth reached 2 | awk '{ n += $1 } END { print n }')" "as JSON: all of them"
asks stacks vfs_open --if 'comm ~ "app-open*"' -- opens
like "$out" 'do_sys_openat2' "as a person reads it"
asks stacks --csv --callers vfs_read --sum count --if 'comm == "app-calls"' -- calls
is "$(rows | sed 's/+0x[0-9a-f]*//;s/\/0x[0-9a-f]*//')" "ksys_read${tab}10${tab}1000" "who calls, and how many bytes"
run sonde stacks -x "$app" work
is "$status" 2 "of a program: none"
like "$err" 'stack' "for a reason that is said"

is "$(tracing_state some)" "$before" "tracefs is as it was"
finish
