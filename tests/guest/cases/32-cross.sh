# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# From a dev box of any architecture (32-cross.prepare) by a bundle to this machine, which has no
# debuginfo: what is imported is replayed, and the values are true. What the bundle of another
# architecture brings is kept under its build id, and never used here.
. /test/lib.sh
files=/root/cross
formats=/proc/sys/fs/binfmt_misc
cache=$tmp/cache
# Build ids: of the other architecture's kernel and program, of another build of the module, and of the
# program that is here.
{
  read -r other_kernel
  read -r other_program
  read -r other_module
  read -r program
} <$files/ids

# of_cache ARGUMENT...: sonde, with this cache.
of_cache()
{
  sonde --buildid-dir "$cache" "$@"
}

# replay WHAT ARGUMENT...: add, and see that the cache had it.
replay()
{
  replay_what=$1
  shift
  clear_probes
  runs_ok "$replay_what is replayed" of_cache probe --json "$@"
  is "$(printf '%s\n' "$out" | json | grep '\.source=' | cut -d= -f2 | sort -u)" cache "from the cache"
}

# refused WHAT BUILD-ID ARGUMENT...: what only another build has; $id is the one that is here.
refused()
{
  refused_what=$1
  refused_other=$2
  shift 2
  run of_cache probe "$@"
  is "$status $(cat "$t/dynamic_events")" "1 " "$refused_what of another build is not used"
  like "$err" "$refused_other" "that build is named"
  like "$err" "$id" "and the one that is here"
}

insmod $files/binfmt_misc.ko
mount -t binfmt_misc none $formats
ok "there is no debuginfo here" test ! -e "/usr/lib/debug/boot/vmlinux-$(uname -r)"
runs_ok "the bundle is imported" of_cache cache import $files/good
run of_cache cache list
like "$out" "^\[kernel.kallsyms\] \($(build_id)\)" "the kernel's is there"
like "$out" '^bm_register_write count=count:u64$' "and the module's"
like "$out" '^twice length$' "and the program's"

note "the kernel is at $(sed -n 's/ T _stext$//p' /proc/kallsyms)"
replay "the kernel's" -a 'vfs_read count=count:u64 name=file->f_path.dentry->d_name.name:string' \
  -a 'own:result=vfs_read%return $retval' -a '__do_sys_kill pid sig' -a c_start
traced probe/vfs_read 'comm == "cross"' workload -c cross read "$tmp/data" 7:1 100:2
is "$values" 'count=7 name="data"
count=100 name="data"
count=100 name="data"' "a size and a name: the values"
traced own/result 'comm == "cross"' workload -c cross read "$tmp/data" 7:1 100:1
is "$values" 'arg1=7
arg1=100' "a result: the values"
traced probe/__do_sys_kill '' sh -c 'kill -CONT 123456; kill -WINCH 54321; exit 0'
is "$values" 'pid=123456 sig=18
pid=54321 sig=28' "an inlined function: the values"
is "$(probe_addresses c_start)" "$(grep -c ' [Tt] c_start$' /proc/kallsyms)" \
  "places that have no name of their own are where the kernel is now"

replay "the module's" -m binfmt_misc -a 'bm_register_write count=count:u64'
traced probe/bm_register_write '' sh -c "echo :sonde:M::sonde::/bin/true: >$formats/register"
is "$values" count=28 "the module's: the value"
echo -1 >$formats/sonde
clear_probes

replay "the program's" -x $files/both -a 'work number=item->number name=item->name:string times' -a 'twice length'
for event in work twice; do
  traced probe_both/$event '' $files/both
  is "$values" "$(printf '%s\n' "$truth" | sed -n "s/^$event //p")" "the program's $event: the values"
done
echo >"$t/uprobe_events"

note "another architecture, other builds"
id=$(build_id)
runs_ok "the other bundle is imported too" sh -c "cat $files/bad | sonde --buildid-dir $cache cache import -"
run of_cache cache list
like "$out" "\($other_kernel\)" "and kept"
refused "the kernel's" "^  $other_kernel \(6.1.0-other, $(echo aarch64x86_64 | sed "s/$arch//")\)" -a 'vfs_fsync datasync'
id=$(od -An -v -tx1 /sys/module/binfmt_misc/notes/.note.gnu.build-id | tr -d ' \n' | tail -c 40)
refused "the module's" "^  $other_module" -m binfmt_misc -a 'bm_entry_write buffer'
id=$program
refused "the program's" "^  $other_program" -x $files/both -a 'second length'
replay "this one's" -a 'vfs_read count=count:u64 name=file->f_path.dentry->d_name.name:string'
clear_probes

umount $formats
rmmod binfmt_misc
finish
