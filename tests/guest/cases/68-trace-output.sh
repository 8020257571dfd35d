# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# What hits look like: columns, formats, JSON and perf script's shape, whichever way they were recorded,
# and the names of functions, errors and files in them.
. /test/lib.sh
mkdir "$tmp/cache"
file=$(argument 1) buf=$(argument 2) count=$(argument 3)
reads='dd if=/dev/zero of=/dev/null bs=777 count=3'
name=$(printf 'a\033[31m"b\\c\nd')
: >"$tmp/$name"

# trace WORDS...: without debuginfo.
trace()
{
  run sonde --buildid-dir "$tmp/cache" trace "$@"
}

# blank: runs of blanks as one, and none at the ends.
blank()
{
  tr -s ' ' | sed 's/^ //; s/ $//'
}

# json_lines: the scalars of each line.
json_lines()
{
  while read -r line; do
    printf '%s\n' "$line" | json
  done
}

for via in ftrace perf bpf; do
  note "$via: columns"
  # shellcheck disable=SC2086 # words
  trace --via "$via" "vfs_read n=$count:u64" --if 'n == 777' -- $reads
  is "$status" 0 "$via: hits"
  is "$(printf '%s\n' "$out" | head -n 1 | blank)" "TIME CPU PID COMM n" "$via: a header"
  is "$(printf '%s\n' "$out" | awk 'NR > 1 { print $4, $5, NF }' | sort -u)" \
    "dd 777 5" "$via: columns"
  is "$(printf '%s\n' "$out" | sed 1d | cut -c 1-16 | grep -Ec '^[0-9:]{8}\.[0-9]{6} $')" 3 "$via: times"
  # shellcheck disable=SC2086 # words
  trace --via "$via" "vfs_read n=$count:u64" --if 'n == 777' \
    --show 'n.hex,n,func,address.sym,place' -- $reads
  # Where functions begin with a landing pad the kernel moves the probe behind it.
  is "$(printf '%s\n' "$out" | sed 1d | sed 's/+0x4//' | blank | sort -u)" \
    "0x309 777 vfs_read vfs_read vfs_read+0" \
    "$via: columns of one's choice"

  note "$via: by a format"
  # shellcheck disable=SC2086 # words
  trace --via "$via" "vfs_read n=$count:u64" --if 'n == 777' --format '%-4comm|%5n|%{n.hex}%%' -- $reads
  is "$(printf '%s\n' "$out" | sort -u)" "dd  |  777|0x309%" "$via: a format"

  note "$via: JSON"
  before=$(date -u +%Y-%m-%dT%H:%M)
  # shellcheck disable=SC2086 # words
  trace --via "$via" "vfs_read n=$count:u64" --if 'n == 777' --json -- $reads
  after=$(date -u +%Y-%m-%dT%H:%M)
  is "$(printf '%s\n' "$out" | grep -c '^{.*}$')" 3 "$via: an object a line"
  printf '%s\n' "$out" | json_lines >"$tmp/json"
  is "$(grep -E '^\.?(comm|event|function|fields\.n)=' "$tmp/json" | sed 's/^\.//' | sort -u | tr '\n' ' ')" \
    "comm=dd event=vfs_read fields.n=777 function=vfs_read " "$via: its keys"
  times=$(sed -n 's/^\.*time=\(.\{16\}\).*/\1/p' "$tmp/json" | sort -u | tr '\n' ' ')
  like " $times" " ($before|$after) " "$via: the time is now"

  note "$via: stacks"
  # On arm64 the caller of a function that has just begun is in no frame yet.
  # shellcheck disable=SC2086 # words
  trace --via "$via" "vfs_read n=$count:u64" --if 'n == 777' --perf-script --stack -- $reads
  is "$(printf '%s\n' "$out" | grep -Ec '^dd +[0-9]+ \[[0-9]{3}\] +[0-9]+\.[0-9]{6}: probe:vfs_read: \([0-9a-f]+\) n=777$')" \
    3 "$via: heads of samples"
  is "$(printf '%s\n' "$out" | grep -Ec '^.[ 0-9a-f]{16} (ksys|__arm64_sys)_read\+0x[0-9a-f]+ \(\[kernel\.kallsyms\]\)$')" \
    3 "$via: frames"
  is "$(printf '%s\n' "$out" | awk '/^dd/ { getline; print $2 }' | sed 's/+.*//' | sort -u)" vfs_read \
    "$via: stacks begin with the function"

  note "$via: values"
  trace --via "$via" 'vfs_read%return $retval:s64' --if '$retval < 0' --show 'comm,$retval.errno,$retval' -- cat /
  is "$(printf '%s\n' "$out" | sed 1d | blank | sort -u)" "cat EISDIR -21" "$via: names of errors"
  trace --via "$via" "do_sys_openat2 path=+0($buf):ustring" --if 'comm == "cat"' --format '%path' -- cat "$tmp/$name"
  like "$out" 'a\\x1b\[31m"b\\\\c\\nd$' "$via: file names command no terminal"
  # shellcheck disable=SC2086 # words
  trace --via "$via" "vfs_read n=$count:u64 bad=+8($count):string" --if 'n == 777' --json -- $reads
  is "$(printf '%s\n' "$out" | grep -c '"bad":null.*"faults":\["bad"\]')" 3 "$via: texts that cannot be read"
  # shellcheck disable=SC2086 # words
  trace --via "$via" "vfs_read n=$count:u64 op=+0($file)" --if 'n == 777' --format '%op' -- $reads
  is "$(printf '%s\n' "$out" | grep -Ec '^0x[0-9a-f]+$')" 3 "$via: numbers without a type are in base 16"
  # 59 is execve in x86-64, and pipe2 in arm64.
  trace --via "$via" "vfs_read n=$count:u64" --if 'n == 59' --format '%{n.syscall}' -- \
    dd if=/dev/zero of=/dev/null bs=59 count=1
  like "$out" "^(execve|pipe2)$" "$via: names of system calls"
done

note "what is given to system calls"
run sonde trace --format '%dfd %{dfd.hex}' syscalls:sys_enter_openat -- cat "$tmp/$name"
like "$out" '^-100 0xffffff9c$' "an int has its sign, and four bytes"

note "a clock that is set"
: >"$tmp/days"
sonde --buildid-dir "$tmp/cache" trace "vfs_read n=$count:u64" --if 'n == 771' --format '%date' -o "$tmp/days" \
  2>"$tmp/err" &
sonde=$!
soon has_begun "$tmp/err" $sonde
now=$(date +%s)
dd if=/dev/zero of=/dev/null bs=771 count=1 2>/dev/null
sleep 0.5
date -s "@$((now + 864000))" >/dev/null
sleep 0.5
dd if=/dev/zero of=/dev/null bs=771 count=1 2>/dev/null
sleep 0.5
kill -INT $sonde
wait $sonde
is "$(cut -c 1-10 "$tmp/days")" "$(date -d "@$now" +%Y-%m-%d)
$(date -d "@$((now + 864000))" +%Y-%m-%d)" "times are those of the clock as it is then"
date -s "@$((now + 3))" >/dev/null

note "what is wrong"
for words in '%{n.hxe}' '%nn' '%{n'; do
  trace "vfs_read n=$count:u64" --format "$words" -- true
  is "$status" 1 "--format '$words' is refused"
  trace "vfs_read n=$count:u64" --format "$words" -n
  is "$status" 1 "--format '$words' is refused with -n"
done
like "$err" "no '}'" "and it is said why"
for via in bpf ftrace; do
  trace --via $via --buffer 1G "vfs_read n=$count:u64" -- true
  is "$status" 1 "$via: no buffer is as large as the memory"
  like "$err" 'The kernel (has no|is out of) memory' "$via: it is said whose memory"
  like "$err" 'Ask for less, as by a smaller --buffer|ask for a smaller table, or buffer' "$via: and what to do"
done
is "$(kernel_probes)" "" "nothing is left"
finish
