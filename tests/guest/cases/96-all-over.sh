# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Probes all over a program that runs: the kernel takes every line and sets every probe, and the
# program does what it does without them. One that lay in the midst of an instruction would break it.
. /test/lib.sh

# work: what sonde says of things that are wrong or right. One process: the kernel puts all probes into
# each one anew.
work()
{
  sonde probe --json -D "@$tmp/definitions" 2>&1
  echo "status $?"
}

# on GROUP: its lines, and enabled.
on()
{
  while read -r line; do
    printf '%s\n' "$line"
  done <"/root/all-over/$1" >>"$t/uprobe_events" 2>"$tmp/refused"
  is "$(cat "$tmp/refused")" "" "$1: the kernel takes all $(wc -l <"/root/all-over/$1") lines"
  ok "$1: and sets all probes" sh -c "echo 1 >$t/events/$1/enable"
}

for definition in 'vfs_read count=%dx:u32 +8(+u0(%si)):string' 'e=f@a/b.c:12 x' 'f%return $retval->m[3]:u8' \
  'f:' 'g:e=f+0x10 a=\1 b=\"text"' '*;return*' '%sdt_a:b' 'vfs_write a->b[2].c:string@user (x *)y' 'f $vars'; do
  printf '%s\n' "$definition"
done >"$tmp/definitions"
# Else taking a probe away takes the kernel a grace period.
echo 1 >/sys/kernel/rcu_expedited
work >"$tmp/without"
ok "the program has something to say" test "$(wc -l <"$tmp/without")" -gt 30
echo 512 >"$t/buffer_size_kb"
for group in functions returns lines; do
  echo >"$t/trace"
  on "$group"
  work >"$tmp/with"
  echo 0 >"$t/events/$group/enable"
  is "$(diff "$tmp/with" "$tmp/without" | head -n 40)" "" "$group: the program does what it does without probes"
  hits=$(grep -c '' "$t/trace")
  ok "$group: and the probes saw it" test "$hits" -gt 500
  note "$group: $(wc -l <"/root/all-over/$group") lines, $(cut -d: -f2- "/root/all-over/$group" | cut -d' ' -f1 | sort -u | wc -l) events, $hits lines of trace"
  echo >"$t/uprobe_events"
done
echo 0 >/sys/kernel/rcu_expedited
finish
