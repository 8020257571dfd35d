# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# A filter comes with its definition in a bundle, to a machine without debuginfo: the kernel gets the
# event with what the filter reads, and nothing of the filter, which is said.
. /test/lib.sh
kept="sonde --buildid-dir $tmp/cache"

# shellcheck disable=SC2086 # words
runs_ok "the bundle is taken" $kept cache import /root/kept/bundle
like "$out" '^  vfs_read count file->f_pos  --if count > file->f_pos && comm == "dd"$' "with its filter"
# shellcheck disable=SC2086 # words
runs_ok "it is verified" $kept cache verify
like "$out" '^ok \(checksum\)' "by its checksum"
# shellcheck disable=SC2086 # words
runs_ok "the event is added" $kept probe -a '%probe:vfs_read'
like "$err" 'filter that is kept with .* is not in force.*sonde trace uses it: count > file->f_pos && comm == "dd"' \
  "that its filter is not in force is said"
like "$(cat "$t/kprobe_events")" '^p:probe/vfs_read vfs_read.* count=.*pos=' "with what it reads"
runs_ok "it is removed" sonde probe -d 'probe:vfs_read'
# What the filter reads has names that filters have for what every hit has.
# shellcheck disable=SC2086 # words
run $kept trace -q --format '%comm' wake_up_new_task -- sh -c '(:); (:)'
is "$status $(printf '%s\n' "$out" | sort -u)" "0 sh" "pid and comm are those of the hit, and not of p"
run sonde probe -a vfs_read --if 'count > 1'
is "$status" 2 "a filter without a cache is refused"
like "$err" 'keeps no filter' "with the reason"
finish
