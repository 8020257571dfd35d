# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Bundles from another machine (31-bundle.prepare): as shell scripts, run by busybox with nothing but
# od and cat beside it, and imported.
. /test/lib.sh
dir=/root/bundle
here=$(build_id)
mkdir "$tmp/bin"
for applet in sh od cat; do ln -s /bin/busybox "$tmp/bin/$applet"; done

# script FILE [WORD...]: without sonde, and without the environment of the case.
script()
{
  run env -i PATH="$tmp/bin" "$tmp/bin/sh" "$@"
}

# added: all probes there are.
added()
{
  cat "$t/kprobe_events" "$t/uprobe_events"
}

# refuses NAME PATTERN FILE [WORD...]: with status 1, this in the message, and no change.
refuses()
{
  refuses_name=$1
  refuses_pattern=$2
  refuses_before=$(added)
  shift 2
  script "$@"
  is "$status" 1 "$refuses_name: refused"
  like "$err" "$refuses_pattern" "$refuses_name: says why"
  is "$(added)" "$refuses_before" "$refuses_name: nothing has changed"
}

# Somebody else's, of which every byte has to stay.
echo 'p:mine/keep vfs_fsync' >>"$t/kprobe_events"
before=$(added)

not_ok "there is no sonde where the scripts run" env -i PATH="$tmp/bin" "$tmp/bin/sh" -c 'command -v sonde'
script "$dir/kernel.sh" destroy
is "$status" 2 "an unknown word is a wrong command line"
script "$dir/kernel.sh" --help
is "$status" 0 "there is help"

note "refused"
refuses "another kernel" "another build of kernel.*$(cat "$dir/other").*$here" "$dir/other.sh"
refuses "a feature is missing" 'lacks hex-type' "$dir/lacks.sh"
refuses "the third line" 'does not take this line: ' "$dir/refused.sh"
like "$err" '^  p:probe/long no_such_function\+0 ' "the third line: is named"
echo 'p:probe/vfs_llseek vfs_llseek' >>"$t/kprobe_events"
refuses "a name is taken" 'there is an event probe/vfs_llseek already' "$dir/kernel.sh"
refuses "a name is taken, when removing" 'somebody else: probe/vfs_llseek' "$dir/kernel.sh" remove
echo '-:probe/vfs_llseek' >>"$t/kprobe_events"
script "$dir/killed.sh"
is "$status" 143 "a signal ends it"
is "$(added)" "$before" "a signal: nothing has changed"

note "added"
script "$dir/kernel.sh" check
is "$status $(added)" "0 $before" "it can be added, and was not"
script "$dir/both.sh" status
is "$status $(printf '%s\n' "$out" | sort -u | grep -c ': not there')" "0 4" "of two kernels this one is taken"
script "$dir/kernel.sh"
is "$status" 0 "it is added"
is "$(kernel_probes | grep -c ':probe/')" "$(grep -c '^  each ' "$dir/kernel.sh")" "all lines"
is "$(grep -c 'long_name_of_an_argument_' "$t/events/probe/long/format")" 31 "the long line is whole"
script "$dir/kernel.sh" status
is "$(printf '%s\n' "$out" | grep -c ': off$')" 4 "status: all are off"
traced probe/vfs_read 'comm == "bundle"' workload -c bundle read "$tmp/data" 16:3
is "$values" 'count=0x10 name="data"
count=0x10 name="data"
count=0x10 name="data"' "the values are true"
refuses "adding it twice" 'already' "$dir/kernel.sh" add
echo 1 >"$t/events/probe/long/enable"
refuses "removing what is in use" 'in use.*: probe/long' "$dir/kernel.sh" remove
script "$dir/kernel.sh" status
like "$out" '^probe/long: on$' "status: one is on"
echo 0 >"$t/events/probe/long/enable"
script "$dir/kernel.sh" remove
is "$status $(added)" "0 $before" "it is removed, and nothing else"
script "$dir/kernel.sh" remove
is "$status $(added)" "0 $before" "once more"

note "a module"
refuses "a module that is not loaded" 'overlay is not loaded' "$dir/module.sh"
insmod "$dir/overlay.ko"
script "$dir/module.sh"
is "$status" 0 "a module: it is added"
mkdir "$tmp/layers" "$tmp/merged"
mount -t tmpfs tmpfs "$tmp/layers"
mkdir "$tmp/layers/lower" "$tmp/layers/upper" "$tmp/layers/work"
mount -t overlay overlay "$tmp/merged" \
  -o "lowerdir=$tmp/layers/lower,upperdir=$tmp/layers/upper,workdir=$tmp/layers/work"
traced probe/ovl_mkdir '' mkdir -m 750 "$tmp/merged/new"
like "$values" '^mode=0x[0-9a-f]+ name="new"$' "a module: the values are true"
script "$dir/module.sh" remove
is "$status $(added)" "0 $before" "a module: it is removed"

note "a program"
path=$(cat "$dir/path")
refuses "a program that is not there" "$path cannot be read" "$dir/program.sh"
mkdir -p "${path%/*}"
cp "$(command -v workload)" "$path"
refuses "another program there" "another build of $path|no build id" "$dir/program.sh"
cp "$dir/adder" "$path"
script "$dir/program.sh"
is "$status" 0 "a program: it is added"
traced probe_adder/adder '' "$path" 42 -7
is "$values" "$truth" "a program: the values are true"
script "$dir/program.sh" remove
is "$status $(added)" "0 $before" "a program: it is removed"

note "all of it"
script "$dir/all.sh"
is "$status $(added | grep -c ':probe')" "0 $(grep -c '^  each ' "$dir/all.sh")" "kernel, module and program in one script"
script "$dir/all.sh" remove
is "$status $(added)" "0 $before" "and removed"

note "imported"
runs_ok "by a pipe" sh -c "cat $dir/all.bundle | sonde --buildid-dir $tmp/cache cache import -"
unlike "$err" 'not the kernel that runs here' "it is for this kernel"
cp "$dir/all.bundle" "$tmp/changed"
sed -i 's/:probe.vfs_llseek /:probe\/vfs_llseek2 /' "$tmp/changed"
run sonde --buildid-dir "$tmp/none" cache import "$tmp/changed"
is "$status" 1 "a changed bundle is refused"
like "$err" "changed:[0-9]+:9: the bundle was changed" "which is said"
not_ok "nothing was stored" test -e "$tmp/none"
runs_ok "it is replayed" sonde --buildid-dir "$tmp/cache" probe --json -a 'vfs_read count name=file->f_path.dentry->d_name.name:string'
like "$(printf '%s\n' "$out" | json)" '^\[0\]\.source=cache$' "from the cache"
traced probe/vfs_read 'comm == "bundle"' workload -c bundle read "$tmp/data" 8:1
is "$values" 'count=0x8 name="data"' "imported: the values are true"
runs_ok "of the program too" sonde --buildid-dir "$tmp/cache" probe --json -x "$path" -a 'adder a=a:s64 b=b:s32'

umount "$tmp/merged"
umount "$tmp/layers"
echo >"$t/uprobe_events"
clear_probes
rmmod overlay
rm -r "$path"
rmdir "${path%/*}" 2>/dev/null
finish
