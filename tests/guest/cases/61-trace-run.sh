# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# sonde trace as people use it: what its manual shows, by the kernel's tracer and by programs of its own;
# everything that a command does is there, once, in order, in every form of output, and nothing of others.
# shellcheck disable=SC2016 # $retval is for sonde
. /test/lib.sh
# shellcheck source=tests/guest/in/hist.sh
. /test/hist.sh
# shellcheck source=tests/guest/in/trace.sh
. /test/trace.sh
echo 1 >/sys/kernel/rcu_expedited
before=$(tracing_state some)
name='name=file->f_path.dentry->d_name.name:string'

# json_lines: the scalars of the JSON lines in out, as NUMBER.PATH=VALUE.
json_lines()
{
  printf '%s\n' "$out" | awk 'BEGIN { printf "[" } { printf "%s%s", comma, $0; comma = "," } END { print "]" }' | json
}

# fields NAME: the values that this member has in the JSON lines, tallied.
fields()
{
  sed -n "s/^.*[.]$1=//p" "$tmp/json" | sed 's/^"\(.*\)"$/\1/' | tallied
}

# Stacks of arm64 lack the caller of a function that has just begun.
caller=ksys_write
[ "$arch" != aarch64 ] || caller=__arm64_sys_write
for via in ftrace bpf; do
  note "$via"
  begins trace --via $via 'vfs_read count file->f_path.dentry->d_name.name:string'
  does reads
  ends
  is "$status" 0 "$via: until Ctrl-C"
  like "$out" '^ *TIME +CPU +PID +COMM' "$via: there is a header"
  like "$out" 'app-reads .* 65536 +reads$' "$via: a hit has a line, with a number and a text"
  like "$err" '^[0-9,]+ hits' "$via: how many there were is said at the end"
  unlike "$out" ' sonde .*count' "$via: what sonde does itself is not in it"

  traces "$via: a command, every call of its own" reads '%{count.dec}' --via $via 'vfs_read count' --if 'comm == "app-reads"' -- reads
  asks trace --via $via --format '%{$retval}' 'vfs_read%return $retval' --if 'comm == "app-reads"' -- reads
  same "$(lines)" "$(truth results 1-2)" "$via: what is returned"
  asks trace --via $via --format '%comm %{$retval}' 'tcp_sendmsg%return $retval' --if '$retval < 0' -- sends
  same "$(lines)" "app-sends $(truth streams 1-2)" "$via: a filter by what is returned"
  asks trace --via $via --show '$retval.errno' 'tcp_sendmsg%return $retval' --if '$retval < 0' -- sends
  is "$(printf '%s\n' "$out" | grep -c EPIPE)" 5 "$via: errors by their names"
  traces "$via: by thread" members '%tid' --via $via 'vfs_read count' --if 'count == 1 && comm ~ "app-*"' -- family
  asks trace --via $via --format '%{type.enum} %sig' 'do_send_sig_info type sig' --if 'comm == "app-signals"' -- signals
  is "$(lines)" "$(truth signals 1-2 | sed 's/PIDTYPE_PID/& 17/;s/PIDTYPE_TGID/& 23/')" "$via: names of numbers"

  note "$via: outputs"
  asks trace --via $via --json 'vfs_read count' --if 'comm == "app-calls"' -- calls
  ok "$via: JSON is JSON" sh -c 'printf "%s\n" "$1" | awk "BEGIN { printf \"[\" } { printf \"%s%s\", comma, \$0; comma = \",\" } END { print \"]\" }" | awk -f /test/json.awk >"$2"' - "$out" "$tmp/json"
  is "$(fields count)" "100	10" "$via: with every call"
  is "$(fields comm)" "app-calls	10" "$via: and who made it"
  is "$(sed -n 's/^.*[.]time=//p' "$tmp/json" | sort -c 2>&1)" "" "$via: in the order of time"
  asks trace --via $via --json --stack 'vfs_write count' --if 'comm == "app-calls"' -- calls
  json_lines >"$tmp/json"
  is "$(sed -E -n 's/^.*stack.*symbol="?('$caller')"?$/\1/p' "$tmp/json" | wc -l)" 7 "$via: JSON has stacks"
  asks trace --via $via --stack 'vfs_write count' --if 'comm == "app-calls"' -- calls
  is "$(printf '%s\n' "$out" | grep -Ec "\<$caller\>")" 7 "$via: so have columns"
  asks trace --via $via --show comm,stack 'vfs_write count' --if 'comm == "app-calls"' -- calls
  is "$(printf '%s\n' "$out" | grep -Ec "^app-calls .*\<$caller\>")" 7 "$via: a stack as a column is recorded for that"
  asks trace --via $via --perf-script 'vfs_write count' --if 'comm == "app-calls"' -- calls
  is "$(printf '%s\n' "$out" | grep -Ec '^ *app-calls +[0-9]+ +\[00[01]\] +[0-9]+\.[0-9]{6}: +probe:vfs_write: .*\<count=(200|0xc8)')" 7 \
    "$via: as perf script has it"
  asks trace --via $via --perf-script --stack 'vfs_write count' --if 'comm == "app-calls"' -- calls
  is "$(printf '%s\n' "$out" | grep -Ec '^[[:blank:]]+[0-9a-f]+ '$caller'\+0x[0-9a-f]+ \(\[kernel.kallsyms\]\)$')" 7 "$via: with stacks"
  asks trace --via $via -o "$tmp/file" --format '%{count.dec}' 'vfs_write count' --if 'comm == "app-calls"' -- calls
  is "$out $(tallied <"$tmp/file")" " 200	7" "$via: into a file"
  asks trace --via $via --format '%event %{count.dec}' 'vfs_read count' 'vfs_write count' --if 'comm == "app-calls"' -- calls
  is "$(lines)" "probe:vfs_read 100	10
probe:vfs_write 200	7" "$via: several events"
  asks trace --via $via --format '%{count.hex}' vfs_write --if 'comm == "app-calls"' -- calls
  is "$(lines)" "0xc8	7" "$via: a format fetches what it names"

  note "$via: whose, where, how long"
  run sonde --buildid-dir "$measured_cache" trace --via $via 'vfs_read count' -d 0.5
  is "$status" 0 "$via: -d"
  run sonde --buildid-dir "$measured_cache" trace --via $via --format '%{count.dec}' --count 7 'vfs_read count' -- dd if=/dev/zero of=/dev/null bs=77 count=100
  is "$(lines | grep ^77)" "77	7" "$via: --count ends it"
  rm -f "$tmp"/gate*
  mkdir -p "$tmp/a" "$tmp/b"
  "$app" -g "$tmp/gate.a" -o "$tmp/truth.a" "$tmp/a" family &
  first=$!
  "$app" -g "$tmp/gate.b" -o "$tmp/truth.b" "$tmp/b" family &
  second=$!
  soon [ -s "$tmp/gate.a" ]
  soon [ -s "$tmp/gate.b" ]
  begins trace --via $via --format '%tid' 'vfs_read count' --if 'count == 1' -p $first
  : >"$tmp/gate.a.go"
  : >"$tmp/gate.b.go"
  wait $first $second
  ends
  cp "$tmp/truth.a" "$tmp/truth"
  same "$(lines)" "$(truth members 1-2)" "$via: -p: its threads and its children, and nothing of others"
  asks trace --via $via --format '%cpu' 'vfs_read count' -c 1 --if 'comm == "app-cpus"' -- cpus
  same "$(lines)" "$(truth cpus 1-2 | grep ^1)" "$via: -c"
  asks trace --via $via --format '%{count.dec}' 'vfs_read count' --if 'comm == "app-storm" && count == 7' -- storm
  is "$(lines)" "7	$(truth storm | sed -n 's/^7\t\([0-9]*\).*/\1/p')" "$via: a few of very many hits, none lost"
  asks trace --via $via --format '%{count.dec}' --buffer 64K 'vfs_read count' --if 'comm == "app-storm"' -- storm
  lost=$(printf '%s\n' "$err" | sed -n 's/.*[ (]\([0-9,]*\) lost.*/\1/p' | tr -d ,)
  is "$(($(lines | awk -F '\t' '/^[0-9]/ { n += $2 } END { print n + 0 }') + ${lost:-0}))" 40000 "$via: hits and lost ones are all of them"
  note "$(printf '%s\n' "$err" | tail -n 1)"
  [ "${lost:-0}" = 0 ] || like "$out" 'LOST [0-9]+' "$via: where they were lost is shown"
  run sonde --buildid-dir "$measured_cache" trace --via $via 'vfs_read count' -- sh -c 'exit 3'
  is "$status" 0 "$via: the status is that of sonde"
  like "$err" '\<3\>' "$via: that of the command is said"
  run sonde --buildid-dir "$measured_cache" trace --via $via 'vfs_read count' -- /no/such/command
  is "$status $out" "1 " "$via: a command that is not there is an error"
  is "$(tracing_state some)" "$before" "$via: tracefs is as it was"
done

note "the examples"
mkdir "$tmp/logs"
head -c 9000 /dev/zero >"$tmp/logs/big.log"
cp "$tmp/logs/big.log" "$tmp/logs/big.txt"
echo small >"$tmp/logs/small.log"
begins trace --format '%comm %{count.dec} %name' "vfs_read count $name" --if 'count > 4096 && comm == "dd" && name ~ "*.log"'
for file in big.log big.txt small.log; do dd if="$tmp/logs/$file" of=/dev/null bs=5000 2>/dev/null; done
dd if="$tmp/logs/small.log" of=/dev/null bs=4000 2>/dev/null
cp "$tmp/logs/big.log" "$tmp/logs/copy.log"
ends
is "$(lines)" "dd 5000 big.log	3
dd 5000 small.log	2" "by a name, a size and a text, and nothing else"
asks trace --format '%{count.dec}' 'vfs_read count' --if 'count > file->f_inode->i_size' -- files_read
like "$(lines)" '^3[0-9]	' "a variable that is only tested"
unlike "$out" i_size "is not shown"
sonde probe -q -a 'vfs_read n=%di:u64' 2>/dev/null || echo "p:probe/vfs_read vfs_read n=$(argument 3):u64" >>"$t/kprobe_events"
theirs=$(cat "$t/kprobe_events")
asks trace probe:vfs_read --json -- calls
json_lines >"$tmp/json"
is "$(grep -c '[.]event="\{0,1\}vfs_read' "$tmp/json")" "$(grep -c '[.]comm=' "$tmp/json")" "a probe that is there"
# Its command is that of its end: it is not in the records of other people's probes.
is "$(grep -c '[.]comm="\{0,1\}app"\{0,1\}$' "$tmp/json")" "$(grep -c '[.]event=' "$tmp/json")" "has the calls, with a command"
is "$(cat "$t/kprobe_events") $(cat "$t/events/probe/vfs_read/enable")" "$theirs 0" "and stays as it was"
run sonde trace --via bpf probe:vfs_read -- true
is "$status" 1 "no program is put before somebody else's event"
clear_probes
asks trace --format '%comm' sched:sched_process_exit --if 'comm ~ "app-*"' -- family
same "$(lines)" "$(truth exits 1-2)" "a tracepoint, and the commands of processes that have ended"
run sonde trace --via bpf sched:sched_process_exit -- true
is "$status" 1 "has no program either"
run sonde --buildid-dir "$measured_cache" trace --explain -n 'vfs_read count' --if 'count > file->f_inode->i_size'
is "$status" 0 "--explain"
like "$out$err" '\<bpf\>' "says which way is taken"
like "$out$err" 'ftrace' "and why not the other"
run sonde --buildid-dir "$measured_cache" trace --via ftrace 'vfs_read count' --if 'count > file->f_inode->i_size' -- true
is "$status" 1 "what the kernel's filters cannot say"
like "$err" 'i_size' "is named"
if [ -e /root/measured/own.o ]; then
  asks trace --format '%{count.dec}' --bpf-object /root/measured/own.o 'vfs_read count' -- reads
  same "$(lines)" "$(truth reads 1-2 | awk '$1 % 1000 == 1')" "a filter of one's own in C"
fi
run sonde --buildid-dir "$measured_cache" filter check 'vfs_read count' --if 'count > 4096 && comm == "cat"'
is "$status" 0 "sonde filter check"
like "$out" 'count' "says the types"

is "$(tracing_state some)" "$before" "tracefs is as it was"
is "$(bpf_left)" "" "no program and no map is left"
echo 0 >/sys/kernel/rcu_expedited
finish
