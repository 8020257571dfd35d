# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Filters that a person has written in C: what they pass, what they may use, and what is said of those
# that cannot be.
. /test/lib.sh
objects=/root/objects
cp -r "$objects/cache" "$tmp/cache"
chmod -R go-w "$tmp/cache"
name='name=file->f_path.dentry->d_name.name:string'

# trace OBJECT WORDS...: run with a filter of one's own.
trace()
{
  trace_object=$1
  shift
  run sonde --buildid-dir "$tmp/cache" trace --bpf-object "$objects/$trace_object.o" "$@"
}

# reads: 300 reads of 777 bytes, and some of others.
reads='dd if=/dev/zero of=/dev/null bs=777 count=300'

# nothing_left NAME: no event of its, and no log.
nothing_left()
{
  is "$(kernel_probes)$(ls -A /run/sonde 2>/dev/null)$(ls "$t/instances")" "" "$1: nothing is left"
}

note "what it passes"
# shellcheck disable=SC2086 # words
trace third 'vfs_read count' --format '%comm %{count.dec}' -- $reads
is "$status" 0 "a filter of one's own"
is "$(printf '%s\n' "$out" | grep -c '^dd ')" 100 "every third is passed"
is "$(printf '%s\n' "$out" | sed -n '1p;$p' | tr '\n' ' ')" "dd 3 dd 300 " "with what it wrote into the record"
nothing_left "a filter of one's own"
# shellcheck disable=SC2086 # words
trace third 'vfs_read count' --if 'count > 776' --format '%{count.dec}' -- $reads
is "$(printf '%s\n' "$out" | grep -c .)" 100 "with --if both have to pass it"
# shellcheck disable=SC2086 # words
trace text "vfs_read $name" --format '%name' -- $reads
is "$(printf '%s\n' "$out" | sort | uniq -c | tr -s ' ')" " 300 zero" "by a text, in a file without sections"
# shellcheck disable=SC2086 # words
trace types 'vfs_read count' --format '%{count.dec}' -- $reads
is "$(printf '%s\n' "$out" | sort | uniq -c | tr -s ' ')" " 300 777" "by a type of the kernel (CO-RE)"

note "what cannot be"
# refused OBJECT STATUS PATTERN NAME
refused()
{
  trace "$1" 'vfs_read count' -- true
  is "$status" "$2" "$4"
  like "$err" "$3" "$4: it is said"
  nothing_left "$4"
}

refused nosuch 1 'field, a type or a value of the kernel that this kernel does not have' "a type that this kernel does not have"
refused wild 1 'verifier refuses' "a read outside of what it is given"
like "$err" 'outside of the allowed memory range' "with the verifier's words"
refused none 1 'no function .filter.' "a file without the function"
like "$err" 'SEC\("sonde"\) int filter' "and how to write it"
refused other-order 1 'another byte order' "a file of the other byte order"
refused machine 1 'is no object file of BPF' "a file of this machine"
trace third "vfs_read $name" -- true
is "$status" 1 "a file that was compiled for another definition"
like "$err" 'third\.o: It was compiled for another definition: its `struct sonde_args` has `count` of 8 bytes at 64' "it is said what it has"
like "$err" "sonde filter header" "and what to do"
nothing_left "a file that was compiled for another definition"
refused missing 1 'missing.o: No such file' "a file that is not there"
mkfifo "$objects/pipe.o"
refused pipe 1 'pipe.o is not a regular file' "a pipe, which is not waited for"
run sonde trace --via ftrace --bpf-object "$objects/third.o" 'vfs_read count'
is "$status" 2 "by ftrace there are no programs"
is "$(loaded)" "" "no program or map is left"
finish
