# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Lines of functions and of files, resolved on the dev box (81-lines.prepare) and probed here.
#
#	ssize_t ksys_read(unsigned int fd, char __user *buf, size_t count)
#	{
#		struct fd f = fdget_pos(fd);
#		...
#	6		loff_t pos, *ppos = file_ppos(f.file);
#		...
#	11		ret = vfs_read(f.file, buf, count, ppos);
#
# and ksys_write() alike. All of these lines run once in each call, those with an inlined call too.
. /test/lib.sh

# add GROUP
add()
{
  clear_probes
  runs_ok "$1: it is added" sonde probe --json -a "$(grep "^$1:" /root/line-definitions)"
  like "$(printf '%s\n' "$out" | json)" '^\[0\]\.source=cache$' "$1: from the cache"
  note "$1: $(kernel_probes | wc -l) places"
}

# work GROUP: what the workload does with its events on.
work()
{
  record "$1" workload read "$tmp/data" 16:5 100:2 write/20:7 readv/0:3 writev/11:4
  is "$(printf '%s\n' "$truth" | awk -F= '{ sum += $NF } END { print sum }')" 21 "$1: the program did all"
}

reads='2 read count=0x64
5 read count=0x10'
add entry
work entry
is "$(counted)" "7 read" "the first line of a function is hit once in a call"
for group in inlined call source; do
  add "$group"
  work "$group"
  is "$(counted)" "$reads" "$group: the line is hit once in a call, with what the program passed"
done
ok "source: its name has the line" grep -Eq '^source:source=fs/read_write\.c:[0-9]+ count$' /root/line-definitions
add write
work write
# The last write is the truth's own.
is "$(counted)" "$(printf '1 write count=0x%x\n7 write count=0x14' "$((${#truth} + 1))" | sort)" \
  "write: the line is hit once in a call, with what the program passed"
add copies
is "$(kernel_probes | wc -l)" 4 "copies: one place in each copy of the inlined function"
work copies
is "$(counted)" "3 readv
4 writev
7 read
8 write" "copies: each is hit once in a call"

note "lines that were drawn: $(cat /root/random.summary)"
clear_probes
taken=0
: >"$tmp/refused"
while read -r line; do
  if (echo "$line" >>"$t/kprobe_events") 2>/dev/null; then
    taken=$((taken + 1))
  else
    echo "$line" >>"$tmp/refused"
  fi
done </root/random
is "$(kernel_probes | wc -l)" "$taken" "drawn: what the kernel took is there"
ok "drawn: more than half of $(wc -l </root/random)" test $((taken * 2)) -gt "$(wc -l </root/random)"

# address SYMBOL
address()
{
  echo "0x$(awk -v name="$1" '$1 == name { print $2; exit }' "$tmp/symbols")"
}

# reason PLACE: why the kernel does not take it.
reason()
{
  reason_at=$(($(address "${1%+*}") + ${1#*+}))
  if grep -Fxq $((reason_at - stext)) /root/reserved; then
    echo reserved
    return
  fi
  reason_name=${1%+*}
  case $reason_name in
  _text | _stext)
    reason_name=$(awk -v address="$(printf '%016x' $reason_at)" '
      $1 > address { exit } $2 ~ /[tT]/ { name = $3 } END { print name }' /proc/kallsyms)
    ;;
  esac
  if grep -Fxq "$reason_name" "$tmp/banned"; then
    echo blacklisted
  elif [ "$(grep -Fxc "$reason_name" "$tmp/traceable")" -lt \
    "$(awk -v name="$reason_name" '$3 == name && $2 ~ /[tTwW]/ { n++ } END { print n + 0 }' /proc/kallsyms)" ]; then
    # Of several functions of this name the list does not say which it has.
    echo untraceable
  else
    echo unknown
  fi
}

{
  echo _stext
  sed 's/^[^ ]* //;s/+.*//' "$tmp/refused"
} | awk 'FNR == NR { wanted[$1]; next } $3 in wanted { print $3, $1 }' - /proc/kallsyms >"$tmp/symbols"
stext=$(address _stext)
sed 's/ .*//' "$t/available_filter_functions" >"$tmp/traceable"
awk '{ print $2 }' /sys/kernel/debug/kprobes/blacklist >"$tmp/banned"
while read -r line; do echo "$(reason "${line#* }") $line"; done <"$tmp/refused" >"$tmp/reasons"
number()
{
  grep -c "^$1 " "$tmp/reasons"
}
note "drawn: $(wc -l </root/random) places, $taken taken; $(number blacklisted) on the blacklist," \
  "$(number untraceable) in functions that cannot be traced," \
  "$(number reserved) where no function can be probed"
is "$(wc -l <"$tmp/reasons")" "$(($(wc -l </root/random) - taken))" "drawn: the others were refused"
is "$(grep ^unknown "$tmp/reasons")" "" "drawn: and it is known why"
runs_ok "drawn: all are removed" sonde probe -q -d 'probe:*'
is "$(kernel_probes)" "" "drawn: none is left"
finish
