# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Programs: what was resolved on the dev box (92-user.prepare) is added here without debuginfo, and
# perf and trace-cmd use it; a file that was replaced is not probed by what was known of the old one;
# no probe is set where the program would break, or where the kernel sets none.
. /test/lib.sh
user=/root/user
server=$user/server
handle='handle id=request->id path=request->path:string size=request->body->size times'
first=$(argument 1)

# Offsets in places() of places-ARCH.S.
case $arch in
x86_64) midst=4 locked=18 noted=31 ;;
aarch64) midst=2 locked=16 noted=44 ;;
esac

# user_probes: what is in uprobe_events.
user_probes()
{
  cat "$t/uprobe_events"
}

clear_user_probes()
{
  echo >"$t/uprobe_events"
}

# sources: of what was added, one a line.
sources()
{
  printf '%s\n' "$out" | json | sed -n 's/^\[[0-9]*\]\.source=//p'
}

# called: what the truth says of the calls.
called()
{
  printf '%s\n' "$truth" | sed -n 's/ result=.*//p'
}

# wait_for COMMAND: until it works, for some seconds.
wait_for()
{
  for _ in $(seq 200); do
    ! "$@" || return 0
    sleep .1
  done
  fail "waited in vain" "for: $*"
}

# talk: start a server that waits for lines on file 7, and does what it does for each.
talk()
{
  rm -f "$tmp/talk"
  mkfifo "$tmp/talk"
  "$1" - <"$tmp/talk" >"$tmp/talked" 2>&1 &
  talker=$!
  exec 7>"$tmp/talk"
  echo >&7
  wait_for grep -q places "$tmp/talked"
}

hang_up()
{
  exec 7>&-
  wait "$talker"
}

note "from the cache"
runs_ok "the entry with its variables, and the return" sonde probe --json -x $server -a "$handle" \
  -a 'handle%return $retval'
is "$(sources)" "$(printf 'cache\ncache')" "from the cache"
like "$(user_probes)" "^p:probe_server/handle $server:0x[0-9a-f]* id=" "the kernel has it"
run sonde probe -l
like "$out" "^  probe_server:handle  *\(on handle@[^ ]+ in $server with id path size times\)\$" "it is listed by its function and file"
like "$out" "^  probe_server:handle__return  *\(on handle%return@[^ ]+ in $server with arg1\)\$" "and its return"
traced probe_server/handle '' $server 5
is "$values" "$(called)" "what is fetched is what it was called with"
traced probe_server/handle__return '' $server 5
is "$(echo "$values" | sed 's/.*arg1=//')" "$(echo "$truth" | sed 's/.*result=//')" "and what it returned"
runs_ok "another file has an event" sonde probe -x $user/next/server -a 'next:places=places'
run sonde probe -l -x $server
unlike "$out" next "-l -x is about one file"
runs_ok "-d -x too" sonde probe -x $server -d '*'
is "$(user_probes | cut -d' ' -f1)" p:next/places "the other one's stays"
clear_user_probes

note "perf and trace-cmd"
runs_ok "it is added again" sonde probe -q -x $server -a "$handle"
runs_ok "perf records it" perf record -q -o "$tmp/data" -e probe_server:handle $server 5
run perf script -i "$tmp/data" -F trace
is "$(echo "$out" | sed 's/^ *([0-9a-f]*) *//')" "$(called)" "perf script shows what was fetched"
runs_ok "trace-cmd records it" trace-cmd record -q -o "$tmp/trace.dat" -e probe_server:handle $server 5
run trace-cmd report -i "$tmp/trace.dat"
is "$(echo "$out" | sed -n 's/^.* handle: *([0-9a-fx]*) *//p')" "$(called)" "trace-cmd report shows it too"
like "$(perf probe -l 2>&1)" "probe_server:handle .* in $server with id path size times" "perf lists it"
clear_user_probes

note "libraries"
runs_ok "a library by its name" sonde probe -x libc.so.6 -a "looked:up=getaddrinfo node=+0($first):string"
traced looked/up '' $server 4
is "$values" "$(for _ in 1 2 3 4; do echo 'node="127.0.0.1"'; done)" "is hit as often as it is called"
clear_user_probes

note "one cache for both"
mine=$tmp/cache
runs_ok "sonde caches a definition" sonde --buildid-dir "$mine" probe -q -x $server --cache -a "taken=handle n=$first"
clear_user_probes
runs_ok "perf replays it" perf --buildid-dir "$mine" probe -q -x $server -a '%probe_server:taken'
like "$(user_probes)" "^p:probe_server/taken $server:0x[0-9a-f]* n=$first\$" "the kernel has it"
clear_user_probes
runs_ok "perf caches another one" perf --buildid-dir "$mine" probe -q -x $server --cache -a "places n=$first"
clear_user_probes
runs_ok "sonde replays that" sonde --buildid-dir "$mine" probe --json -x $server -a "places n=$first"
is "$(sources)" cache "from the cache"
like "$(user_probes)" "^p:probe_server/places $server:0x[0-9a-f]* n=$first\$" "the kernel has it"
run perf --buildid-dir "$mine" probe --cache -l
theirs=$(echo "$out" | tail -n +2 | sort)
run sonde --buildid-dir "$mine" probe --cache -l -x $server
is "$(echo "$out" | tail -n +2 | sort)" "$theirs" "both list both"
clear_user_probes

note "all or nothing"
whole=$tmp/whole
runs_ok "a definition of one line" sonde --buildid-dir "$whole" probe -q -n -x $server --cache -a "whole=handle n=$first"
file=$(find "$whole" -name probes)
line=$(tail -n 1 "$file" | sed 's,/whole ,/whole_1 ,')
cp "$file" "$tmp/one"
echo "$line" | sed 's/ n=.*/ n=%nosuch/' >>"$file"
run sonde --buildid-dir "$whole" probe -x $server -a "whole=handle n=$first"
is "$status" 1 "gets another that the kernel refuses"
is "$(user_probes)" '' "and nothing of it is left"
{
  cat "$tmp/one"
  echo "$line"
} >"$file"
run killer 1 /uprobe_events sonde --buildid-dir "$whole" probe -x $server -a "whole=handle n=$first"
is "$(user_probes | wc -l)" 1 "a sonde that is killed leaves a half"
runs_ok "the next one" sonde probe -x $server -a "places $first"
is "$(user_probes | cut -d' ' -f1)" p:probe_server/places "takes that away"
not_ok "a name that is there is an error" sonde probe -q -x $server -a places
runs_ok "but for -f" sonde probe -q -f -x $server -a places
is "$(user_probes | cut -d' ' -f1)" "$(printf 'p:probe_server/places\np:probe_server/places_1')" \
  "which takes another one"
clear_user_probes

note "where no probe can be"
runs_ok "the place of a function" sonde probe -x $server -D places
base=$(echo "$out" | sed 's/.*:\(0x[0-9a-f]*\).*/\1/')
run sonde probe -f -x $server -a "places+$midst"
is "$status" 1 "in the midst of an instruction it is refused"
like "$err" 'in the midst of an instruction|no instruction begins' "for that reason"
run sonde probe -x $server -a locked
like "$err" '^locked cannot be probed: .*(lock prefix|exclusive)' "an instruction on which the kernel sets none"
run sonde probe -x $server -a noted
like "$err" '^noted cannot be probed: .*(notrack|HLT)' "another one"
is "$(user_probes)" '' "nothing was written"
talk $server
for offset in $locked $noted; do
  echo "p:hand/by $server:$(printf 0x%x $((base + offset)))" >>"$t/uprobe_events"
  not_ok "the kernel refuses +$offset when it is enabled" sh -c "echo 1 >$t/events/hand/by/enable"
  echo 0 >"$t/events/hand/by/enable"
  clear_user_probes
done
hang_up
is "$status$(grep -c '^places' "$tmp/talked")" 11 "the program has come to its end"
if [ "$arch" = x86_64 ]; then
  echo "p:hand/by $server:$(printf 0x%x $((base + midst)))" >>"$t/uprobe_events"
  echo 1 >"$t/events/hand/by/enable"
  echo | $server - >/dev/null 2>&1
  is "$(($? > 128))" 1 "what sonde refused kills the program"
  echo 0 >"$t/events/hand/by/enable"
  clear_user_probes
fi

note "a file that is replaced"
run sonde probe -x $user/next/server -a "$handle"
is "$status" 1 "what is cached for one build is not used for another"
like "$err" 'never used in its place' "for that reason"
mkdir "$tmp/bin"
cp $server "$tmp/bin/server"
cp $user/next/server "$tmp/bin/next"
# It waits for room in the pipe when it has written the first.
mkfifo "$tmp/pipe"
exec 8<>"$tmp/pipe"
dd if=/dev/zero bs=4096 count=16 2>/dev/null >&8
sonde probe -v -x "$tmp/bin/server" -a "one=handle" -a "two=handle" -a "three=places" 2>&8 &
adding=$!
wait_for grep -q probe_server/one "$t/uprobe_events"
mv "$tmp/bin/next" "$tmp/bin/server"
cat <&8 >"$tmp/said" &
reading=$!
wait $adding
is $? 1 "one that is replaced while it is probed"
kill $reading
exec 8>&-
like "$(tr -d '\000' <"$tmp/said")" 'was replaced or changed after it was read: its build id was [0-9a-f]{40}, and is [0-9a-f]{40} now' \
  "both builds are named"
is "$(user_probes | cut -d' ' -f1)" p:probe_server/one "nothing is written for the new one"
traced probe_server/one '' "$tmp/bin/server" 3
is "$values" '' "which the old probe is not of"
clear_user_probes

note "a container"
mkdir -p /mnt
unshare -m sh -c "mount -t tmpfs t /mnt && mkdir /mnt/app && cp $server /mnt/app/real &&
  ln -s /mnt/app/real /mnt/server && touch $tmp/ready && exec sleep 1000" &
inside=$!
wait_for test -e "$tmp/ready"
run sonde probe -x /mnt/server -a handle
is "$status" 1 "its file is not here"
runs_ok "it is probed as its process sees it" sonde probe --target-ns $inside -x /mnt/server -a "$handle"
like "$(user_probes)" "^p:probe_real/handle /proc/$inside/root/mnt/app/real:0x" "by a path that leads there"
run sonde probe -l --target-ns $inside -x /mnt/server
like "$out" '^  probe_real:handle  *\(on handle(@[^ ]+)? in ' "and listed"
traced probe_real/handle '' nsenter -t $inside -m /mnt/server 3
is "$values" "$(called)" "what runs in there hits it"
traced probe_real/handle '' $server 3
is "$values" '' "what runs here does not"
kill $inside
wait $inside
runs_ok "it is removed when that is gone" sonde probe -d 'probe_real:*'
is "$(user_probes)" '' "nothing is left"
finish
