# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# One cache for both: perf replays what sonde cached on the dev box (40-perf.prepare), and sonde
# what perf cached here.
. /test/lib.sh
a3=$(argument 3)
mine="$tmp/cache"

note "sonde cached, perf replays"
run sonde probe -D 'vfs_read count'
want=$out
like "$want" "^p:probe/vfs_read .* count=$a3:x64\$" "sonde finds its own entry"
runs_ok "perf takes the same definition" perf probe -a 'vfs_read count'
like "$(kernel_probes)" "^p:probe/vfs_read .* count=$a3:x64\$" "the kernel has its argument"
like "$(probe_places)" ' vfs_read\+' "and the place"
clear_probes
runs_ok "perf takes a named one" perf probe -a '%sondes:own'
like "$(kernel_probes)" "^p:sondes/own .* n=$a3:x64\$" "the kernel has it"
clear_probes
runs_ok "perf takes one with a name alone" perf probe -a 'plain=vfs_write count'
like "$(kernel_probes)" "^p:probe/plain .* count=$a3:x64\$" "the kernel has it in the group probe"
clear_probes
runs_ok "perf takes it by its name" perf probe -a '%probe:plain'
like "$(kernel_probes)" "^p:probe/plain .* count=$a3:x64\$" "the kernel has it again"
clear_probes
runs_ok "perf takes a return" perf probe -a 'vfs_read%return $retval'
like "$(kernel_probes)" '^r[0-9]*:probe/vfs_read__return[^ ]* .* arg1=\$retval:s64$' "the kernel has it too"
clear_probes
run perf probe --cache -l
for definition in 'vfs_read count' 'sondes:own=vfs_read n=count' 'probe:plain=vfs_write count' \
  'vfs_read%return $retval'; do
  ok "perf lists: $definition" sh -c 'printf "%s\n" "$1" | grep -Fxq -e "$2"' - "$out" "$definition"
done

note "perf cached, sonde replays"
runs_ok "perf caches a definition" perf --buildid-dir "$mine" probe --cache -a "vfs_write n=$a3"
runs_ok "and a second one" perf --buildid-dir "$mine" probe --cache -a 'own:mine=vfs_fsync'
clear_probes
runs_ok "sonde replays the first" sonde --buildid-dir "$mine" probe --json -a "vfs_write   n=$a3"
like "$(printf '%s\n' "$out" | json)" '^\[0\]\.source=cache$' "from the cache"
like "$(kernel_probes)" "^p:probe/vfs_write .* n=$a3\$" "the kernel has it"
runs_ok "sonde replays the second" sonde --buildid-dir "$mine" probe --json -a 'own:mine=vfs_fsync'
like "$(printf '%s\n' "$out" | json)" '^\[0\]\.source=cache$' "from the cache too"
like "$(kernel_probes)" '^p:own/mine ' "under its name"
clear_probes
runs_ok "sonde adds to a cache of perf's" sonde --buildid-dir "$mine" probe --cache -a "vfs_read n=$a3"
clear_probes
run perf --buildid-dir "$mine" probe --cache -l
is "$(printf '%s\n' "$out" | tail -n +2 | sort)" "$(printf '%s\n' 'own:mine=vfs_fsync' \
  "vfs_read n=$a3" "vfs_write n=$a3" | sort)" "perf sees its own and the new one"
finish
