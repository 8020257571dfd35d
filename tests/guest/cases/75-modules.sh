# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Modules: what was resolved on another machine (75-modules.prepare) by the build id of the module,
# with debuginfo here, and before the module is loaded.
. /test/lib.sh
release=$(uname -r)
modules=/lib/modules/$release
# For patterns.
literally=$(printf %s "$release" | sed 's/[+.]/\\&/g')
dwarf=no
sonde version --build-options | grep -q 'dwarf: on' && dwarf=yes
note "sonde reads DWARF: $dwarf"

load()
{
  for load_name; do insmod "$(find "$modules" -name "$load_name.ko")"; done
}

# merge: an overlay of two folders in $tmp, at $tmp/merged.
merge()
{
  mkdir -p "$tmp/layers"
  mount -t tmpfs tmpfs "$tmp/layers"
  mkdir "$tmp/layers/lower" "$tmp/layers/upper" "$tmp/layers/work" "$tmp/merged"
  head -c 5000 /bin/busybox >"$tmp/layers/lower/data"
  mount -t overlay overlay "$tmp/merged" \
    -o "lowerdir=$tmp/layers/lower,upperdir=$tmp/layers/upper,workdir=$tmp/layers/work"
}

unmerge()
{
  umount "$tmp/merged"
  umount "$tmp/layers"
  rmdir "$tmp/merged" "$tmp/layers"
}

# replay NAME DEFINITION: put it in from the cache, with nothing left of other definitions.
replay()
{
  clear_probes
  runs_ok "$1: it is replayed" sonde probe -m overlay --json -a "$2"
  like "$(printf '%s\n' "$out" | json)" '^\[0\]\.source=cache$' "$1: from the cache"
}

note "not loaded"
runs_ok "a module that is not loaded" sonde probe -m overlay -a 'ovl_mkdir mode name=dentry->d_name.name:string'
like "$err" '^Note: The module overlay is not loaded' "which is said"
like "$(kernel_probes)" '^p:probe/ovl_mkdir overlay:ovl_mkdir(\+[0-9]+)? mode=.* name=' "the kernel has it"
is "$(probe_places)" "" "but has set nothing"
ok "the module is loaded" load overlay
is "$(probe_addresses ovl_mkdir)" 1 "now it has"
merge
traced probe/ovl_mkdir '' mkdir "$tmp/merged/early"
is "$values" 'mode=0x1ff name="early"' "and what it traces is true"

note "loaded"
replay create 'ovl_create mode name=dentry->d_name.name:string'
unlike "$err" 'not loaded' "nothing is said of that"
traced probe/ovl_create '' sh -c ": >'$tmp/merged/file of mine'"
is "$values" 'mode=0x81b6 name="file of mine"' "create: mode and name are the truth"
replay read 'ovl_read_iter size=iter->count name=iocb->ki_filp->f_path.dentry->d_name.name:string'
traced probe/ovl_read_iter 'comm == "replay"' workload -c replay read "$tmp/merged/data" 16:5 4096:2
is "$(printf '%s\n' "$values" | uniq -c | sed 's/^ *//')" '5 size=0x10 name="data"
2 size=0x1000 name="data"' "read: sizes and names are the truth"
replay 'a return' 'ovl_read_iter%return $retval'
traced probe/ovl_read_iter__return '' dd if="$tmp/merged/data" of=/dev/null bs=3000
is "$(printf '%s\n' "$values" | sed 's/.*=//' | tr '\n' ' ')" "3000 $(($(stat -c %s "$tmp/merged/data") - 3000)) 0 " \
  "a return: what was read is the truth"
runs_ok "they are listed" sonde probe -l
is "$out" "  probe:ovl_read_iter__return (on ovl_read_iter%return@fs/overlayfs/file.c in overlay with arg1)" "with their module"

note "data"
clear_probes
max=/sys/module/overlay/parameters/redirect_max
if [ -e /root/has-data ]; then
  for root in /root/.debug /root/unknown; do
    clear_probes
    runs_ok "$root: a variable" sonde --buildid-dir $root probe -m overlay -a 'most=ovl_rename ovl_redirect_max'
    for value in 256 300; do
      echo $value >$max
      : >"$tmp/merged/a"
      traced probe/most '' mv "$tmp/merged/a" "$tmp/merged/b"
      is "$values" "ovl_redirect_max=$(printf 0x%x $value)" "$root: its value is the truth"
    done
  done
else
  run sonde --buildid-dir /root/unknown probe -m overlay -a 'most=ovl_rename ovl_redirect_max'
  is "$status $(kernel_probes)" "1 " "a variable of a kernel that has no names for data is refused"
  like "$err" '^@ovl_redirect_max cannot be fetched: the kernel does not know the names of data' \
    "it is said why"
fi
clear_probes

note "debuginfo here"
if [ $dwarf = yes ]; then
  runs_ok "a path" sonde probe -m /root/debug/overlay.ko -a 'ovl_do_remove $params'
  like "$(kernel_probes)" '^p:probe/ovl_do_remove overlay:ovl_do_remove(\+[0-9]+)? dentry=' "it is there"
  traced probe/ovl_do_remove '' rm "$tmp/merged/file of mine"
  like "$values" '^dentry=0x[0-9a-f]+ is_dir=(0|0x0)$' "its arguments are those of rm"
  clear_probes
  runs_ok "a folder" sonde probe -m overlay --modules-dir /root/debug -a 'ovl_do_remove is_dir'
  traced probe/ovl_do_remove '' rmdir "$tmp/merged/early"
  like "$values" '^is_dir=(1|0x1)$' "its argument is that of rmdir"
  clear_probes
  mkdir -p "/usr/lib/debug$modules/kernel/fs/overlayfs"
  mv /root/debug/overlay.ko "/usr/lib/debug$modules/kernel/fs/overlayfs/"
  runs_ok "a name" sonde probe -m overlay -a 'ovl_do_remove name=dentry->d_name.name:string'
  : >"$tmp/merged/last"
  traced probe/ovl_do_remove '' rm "$tmp/merged/last"
  is "$values" 'name="last"' "its argument is the truth"
  clear_probes
  runs_ok "it is kept" sonde --buildid-dir "$tmp/kept" probe --cache -m overlay -a 'ovl_do_remove is_dir'
  clear_probes
  run sonde --buildid-dir "$tmp/kept" probe --cache -l
  like "$out" "^/lib/modules/$literally/.*/overlay.ko \([0-9a-f]+\):" "under the path of the module"
  rm -r "/usr/lib/debug$modules"
  runs_ok "and is of use without debuginfo" \
    sonde --buildid-dir "$tmp/kept" probe -m overlay -a 'ovl_do_remove is_dir'
  clear_probes
fi

note "no debuginfo"
runs_ok "a symbol of the installed file" sonde probe -m overlay -a 'ovl_rename'
is "$(probe_addresses ovl_rename)" 1 "it is set"
clear_probes
run sonde probe -m overlay -a 'ovl_rename olddir'
is "$status $(kernel_probes)" "1 " "variables are not to be had"
like "$err" "^'ovl_rename olddir' is not cached for this module. " "it is said"
like "$err" "/lib/modules/$literally/.*/overlay.ko( has no debuginfo|\.)" "and why"
if [ $dwarf = yes ]; then
  other="--buildid-dir $tmp/other"
  # shellcheck disable=SC2086 # two words
  runs_ok "it is cached for another build" \
    sonde $other probe -m /root/other/overlay.ko --cache -n -a 'ovl_rename olddir'
  # shellcheck disable=SC2086
  run sonde $other probe -m overlay -a 'ovl_rename olddir'
  is "$status $(kernel_probes)" "1 " "which does not help"
  like "$err" '^  ff[0-9a-f]+ \(' "but is said"
fi

note "what is refused"
run sonde probe -m /root/other/overlay.ko -a ovl_rename
is "$status $(kernel_probes)" "1 " "another build"
like "$err" "^/root/other/overlay.ko is not the module that is loaded here: its build id is ff" "it is said"
run sonde probe -m /root/other/released.ko -a ovl_rename
is "$status $(kernel_probes)" "1 " "a module of another release without a build id"
like "$err" "its build id is missing \(6.98.0-other.* \($literally\)" "both are named"
run sonde probe -m overlya -a ovl_rename
is "$status $(kernel_probes)" "1 " "no such module"
like "$err" "^Did you mean 'overlay'\?" "which was meant"
run sonde probe -m ext4 -a ext4_sync_file
is "$status $(kernel_probes)" "1 " "a module that is built in"
like "$err" "built into the kernel" "it is said"
unmerge

# taken NAME: how many of the first twenty functions of the module that ftrace knows of are taken
# by the kernel with all their lines.
taken()
{
  grep "\[$1\]" "$t/available_filter_functions" | cut -d' ' -f1 >"$tmp/traceable"
  cut -d' ' -f1 "/root/lines/$1" | uniq | grep -Fx -f "$tmp/traceable" | head -n 20 >"$tmp/functions"
  while read -r taken_function; do
    clear_probes
    echo >"$t/error_log"
    sed -n "s/^$taken_function //p" "/root/lines/$1" | while read -r taken_line; do
      echo "$taken_line" >>"$t/kprobe_events" || echo "$taken_line"
    done >"$tmp/refused" 2>/dev/null
    if [ -s "$tmp/refused" ]; then note "refused: $(cat "$tmp/refused" "$t/error_log")"; else echo; fi
  done <"$tmp/functions" | wc -l
  clear_probes
}

note "functions as they come"
ok "xfs is loaded" load libcrc32c xfs
for name in overlay xfs; do
  is "$(taken $name)" 20 "$name: twenty functions with all their parameters"
done
lines=$(cat /root/lines/xfs.duplicates /root/lines/overlay.duplicates)
note "$(printf '%s\n' "$lines" | grep -c .) places of functions whose name is not unique"
printf '%s\n' "$lines" | grep . >"$tmp/duplicates"
refused=0
while read -r line; do
  name=$(printf '%s\n' "$line" | sed 's,^p:probe/\([^ ]*\) .*,\1,')
  clear_probes
  grep -q "^$name \[" "$t/available_filter_functions" || continue
  echo "$line" >>"$t/kprobe_events" || refused=$((refused + 1))
  [ "$(probe_addresses "$name")" = 1 ] || refused=$((refused + 1))
done <"$tmp/duplicates"
is "$refused" 0 "the kernel sets each of them in the function of that name"
clear_probes
rmmod xfs
rmmod overlay
finish
