# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# One cache for both, on a kernel, a module and programs: perf replays what sonde has cached on the
# dev box (41-perf-both-ways.prepare), sonde what perf caches here with debuginfo, and each writes
# into what the other has made. The values are what the programs say.
. /test/lib.sh
a3=$(argument 3)
here=/root/both
ours=$here/cache
theirs=$tmp/theirs
program=$(cat $here/path)
module=$(find /lib/modules -name binfmt_misc.ko)
# The files of perf's cache.
probes_of_kernel="$theirs/[kernel.kallsyms]/$(build_id)/probes"
formats=/proc/sys/fs/binfmt_misc
work='work number=item->number name=item->name:string times'

clear_all()
{
  clear_probes
  echo >"$t/uprobe_events"
}

# program_is EVENT FUNCTION PROGRAM: what the event has of FUNCTION is what the program says.
program_is()
{
  traced "$1" '' "$3"
  is "$values" "$(printf '%s\n' "$truth" | sed -n "s/^$2 //p")" "$1: the values"
}

# reads_are EVENT FIELDS: of reads of 7 and of 100 bytes, which @ stands for.
reads_are()
{
  traced "$1" 'comm == "both"' workload -c both read "$tmp/data" 7:1 100:1
  is "$values" "$(for size in 7 100; do echo "$2" | sed "s/@/$size/"; done)" "$1: the values"
}

# format_is EVENT FIELD: the module is told a format, whose length FIELD is.
format_is()
{
  traced "$1" '' sh -c "echo :sonde:M::sonde::/bin/true: >$formats/register"
  is "$values" "$2=28" "$1: the value"
  echo -1 >$formats/sonde
}

# lists NAME TEXT LINE...: each LINE is one of TEXT.
lists()
{
  lists_name=$1
  printf '%s\n' "$2" >"$tmp/listed"
  shift 2
  lists_missing=$(for line; do grep -Fxq -e "$line" "$tmp/listed" || printf '%s\n' "$line"; done)
  is "$lists_missing" '' "$lists_name"
}

# from_cache COUNT: as many of those that were added came from the cache.
from_cache()
{
  is "$(printf '%s\n' "$out" | json | grep -c '\.source=cache$')" "$1" "from the cache"
}

insmod "$module"
mount -t binfmt_misc none $formats
mkdir -p "${program%/*}"
cp $here/both "$program"

note "sonde cached, perf replays"
run perf --buildid-dir $ours probe --cache -l
lists "perf lists what is cached for what is here" "$out" "[kernel.kallsyms] ($(build_id)):" \
  'vfs_read count=count:u64 name=file->f_path.dentry->d_name.name:string' 'own:read=vfs_read%return $retval' \
  'inlined:kill=__do_sys_kill pid sig' "$work" 'own:result=work%return $retval' 'twice length' \
  'own:add=counter\:\:add number' 'sdt_both:done=done'
runs_ok "a kernel's" perf --buildid-dir $ours probe -q \
  -a 'vfs_read count=count:u64 name=file->f_path.dentry->d_name.name:string' -a '%own:read'
runs_ok "that of an inlined function" perf --buildid-dir $ours probe -q -a '%inlined:kill'
is "$(grep -c :inlined/kill "$t/kprobe_events")" "$(grep -c ^p:inlined/kill "$(find "$ours" -path '*kernel.kallsyms*' -name probes)")" \
  "all of its places"
reads_are probe/vfs_read 'count=@ name="data"'
# perf puts __return behind the name of any return.
reads_are own/read__return 'arg1=@'
traced inlined/kill '' sh -c 'kill -CONT 123456; kill -WINCH 54321; exit 0'
is "$values" 'pid=123456 sig=18
pid=54321 sig=28' "an inlined function's: the values"
clear_all
runs_ok "a program's" perf --buildid-dir $ours probe -q -x "$program" -a "$work" -a '%own:result' \
  -a 'twice length' -a '%own:add' -a '%sdt_both:done'
is "$(grep -c /twice "$t/uprobe_events")" 2 "both places of one"
program_is probe_both/work work "$program"
program_is own/result__return work__return "$program"
program_is probe_both/twice twice "$program"
program_is own/add add "$program"
program_is sdt_both/done 'done' "$program"
clear_all
if [ -e $here/bash ]; then
  bash=$(cat $here/bash)
  runs_ok "bash's" perf --buildid-dir $ours probe -q -x "$bash" -a 'bind_variable name=+0(%di):string value=+0(%si):string'
  traced probe_bash/bind_variable '' "$bash" --norc -c 'wanted="a value"'
  like "$values" '^name="wanted" value="a value"$' "bash's: the values"
  clear_all
fi
# Of a module perf looks below the path that it is given, where only what was cached here is.
runs_ok "sonde caches a module's here" sonde --buildid-dir $ours probe -q -m binfmt_misc --cache \
  -a "bm_register_write size=$a3:u64"
clear_all
runs_ok "a module's" perf --buildid-dir $ours probe -q -m "$module" -a "bm_register_write size=$a3:u64"
format_is probe/bm_register_write size
clear_all

note "perf cached, sonde replays"
perf_caches() { perf --buildid-dir "$theirs" probe -q --cache "$@"; }
sonde_replays() { sonde --buildid-dir "$theirs" probe --json "$@"; }
# Only a build of which nothing is there does perf look through.
runs_ok "perf caches a program's markers" perf --buildid-dir "$theirs" buildid-cache -a $here/debug/both
runs_ok "and definitions of it" perf_caches -x $here/debug/both -a "$work" -a 'theirs:result=work%return $retval:s32' -a 'twice length'
runs_ok "a kernel's" perf_caches -a "size=vfs_read size=$a3:u64" -a 'theirs:read=vfs_read%return $retval:s64'
runs_ok "a module's" perf_caches -m $here/debug/binfmt_misc.ko -a 'bm_register_write count=count:u64' \
  -a 'theirs:written=bm_register_write%return $retval:s64'
probes_of_module=$(find "$theirs$here/debug/binfmt_misc.ko" -name probes)
probes_of_program=$(find "$theirs$here/debug/both" -name probes)
ok "what perf puts beside them is there" test -s "${probes_of_kernel%/*}/kallsyms"
ok "of a program too" test -s "${probes_of_program%/*}/elf"
clear_all
run sonde --buildid-dir "$theirs" probe --cache -l
lists "sonde lists all" "$out" "probe:size=vfs_read size=$a3:u64" 'theirs:read=vfs_read%return $retval:s64' \
  'bm_register_write count=count:u64' "$work" 'twice length' '%sdt_both:done=done'
mv $here/debug "$tmp/away"
runs_ok "sonde replays a kernel's" sonde_replays -a "size=vfs_read   size=$a3:u64" -a 'theirs:read=vfs_read%return $retval:s64'
from_cache 2
reads_are probe/size 'size=@'
reads_are theirs/read 'arg1=@'
runs_ok "a module's" sonde_replays -m binfmt_misc -a 'bm_register_write count=count:u64' \
  -a 'theirs:written=bm_register_write%return $retval:s64'
from_cache 2
format_is probe/bm_register_write count
format_is theirs/written arg1
runs_ok "a program's" sonde_replays -x "$program" -a "$work" -a 'theirs:result=work%return $retval:s32' -a 'twice length'
from_cache 3
program_is probe_both/work work "$program"
program_is theirs/result work__return "$program"
program_is probe_both/twice twice "$program"
clear_all

note "each writes into what the other has made"
# added WHAT FILE SONDE-ARGUMENT...: sonde adds to the file, and perf's text in it stays.
added()
{
  cp "$2" "$tmp/before"
  added_name=$1
  added_file=$2
  shift 2
  runs_ok "sonde adds to $added_name" sonde --buildid-dir "$theirs" probe -q --cache "$@"
  clear_all
  is "$(head -n "$(wc -l <"$tmp/before")" "$added_file")" "$(cat "$tmp/before")" "what perf wrote is as it was"
  is "$(tail -n +$(($(wc -l <"$tmp/before") + 1)) "$added_file" | head -n 1)" "#$added_text" "and the new one is behind"
}

added_text="sondes:one=vfs_write n=$a3"
added "a kernel's" "$probes_of_kernel" -a "$added_text"
added_text="sondes:two=load_misc_binary"
added "a module's" "$probes_of_module" -m binfmt_misc -a "$added_text"
added_text='sondes:three=second'
mv "$tmp/away" $here/debug
added "a program's" "$probes_of_program" -x $here/debug/both -a "$added_text"
run perf --buildid-dir "$theirs" probe --cache -l
lists "perf lists all" "$out" "sondes:one=vfs_write n=$a3" sondes:two=load_misc_binary sondes:three=second \
  "probe:size=vfs_read size=$a3:u64" 'bm_register_write count=count:u64' "$work" 'twice length' 'sdt_both:done=done'
runs_ok "perf replays what sonde has put there" perf --buildid-dir "$theirs" probe -q -a '%sondes:one'
like "$(kernel_probes)" "^p:sondes/one .* n=$a3\$" "as it was put there"
clear_all
runs_ok "perf adds to what sonde has made" perf --buildid-dir $ours probe -q --cache -a "theirs:late=vfs_write n=$a3"
runs_ok "and removes some of it" perf --buildid-dir $ours probe --cache -d 'own:*'
clear_all
run sonde --buildid-dir $ours probe --cache -l
lists "sonde lists the rest" "$out" "theirs:late=vfs_write n=$a3" 'inlined:kill=__do_sys_kill pid sig' 'twice length' '%sdt_both:done=done'
unlike "$out" '^own:' "and what is gone no more"
run sonde --buildid-dir $ours probe --json -a "theirs:late=vfs_write n=$a3" \
  -a 'vfs_read count=count:u64 name=file->f_path.dentry->d_name.name:string'
from_cache 2
reads_are probe/vfs_read 'count=@ name="data"'
clear_all

umount $formats
rmmod binfmt_misc
rm -rf "${program%/both}"
finish
