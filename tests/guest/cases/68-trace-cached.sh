# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# A machine without debuginfo and without a compiler: filters in source terms that were asked on the dev box,
# of any architecture, are compiled here from the locations in its bundle (68-trace-cached.prepare), and let
# through what the program says; what was not asked there is an error.
# shellcheck disable=SC2034 # measured_cache is for hist.sh
. /test/lib.sh
# shellcheck source=tests/guest/in/hist.sh
. /test/hist.sh
# shellcheck source=tests/guest/in/trace.sh
. /test/trace.sh
echo 1 >/sys/kernel/rcu_expedited
measured_cache=$tmp/cache
before=$(tracing_state some)
behind='count > file->f_inode->i_size && comm == "app-files"'

run sonde --buildid-dir "$measured_cache" trace 'vfs_read count' --if "$behind" -- true
is "$status $(tracing_state some)" "1 $before" "without the cache it cannot be known what count is"
like "$err" 'debuginfo' "which is said"
runs_ok "the bundle is taken" sonde --buildid-dir "$measured_cache" cache import /root/measured/traced-bundle
runs_ok "it is good" sonde --buildid-dir "$measured_cache" cache verify
traces "a filter about members of the kernel" if.behind_end '%{count.dec}' 'vfs_read count' --if "$behind" -- files_read
traces "and about a chain of pointers of a program" if.chased '%{n->id.dec}' -x "$app" 'numbers n->id' \
  --if 'n->chain->next->next->depth >= 3' -- numbers

note "filters that are kept with a definition"
traces "by the name of the event" if.end_wraps '%mode' mine:falls -- falls
traces "by its definition" if.end_wraps '%mode' 'mine:falls=vfs_fallocate mode' -- falls
traces "without it" falls '%mode' mine:falls --no-if -- falls
asks trace --format '%mode' mine:falls --if 'mode < 0' -- falls
same "$(lines)" "$(truth if.mode_below 1-2)" "another one instead"
traces "of a program" if.three_stars '%{t->id.dec}' -x "$app" mine:texts -- texts
run sonde --buildid-dir "$measured_cache" cache list
like "$out" 'offset [+] len < 0' "the filter is listed"

note "what is not there"
run sonde --buildid-dir "$measured_cache" trace 'vfs_read count' --if 'file->f_pos > 3' -- true
is "$status" 1 "a variable that was not asked"
run sonde --buildid-dir "$measured_cache" trace -x /root/measured/other 'numbers n->id' --if 'n->chain->next->next->depth >= 3' -- true
is "$status" 1 "another build"

is "$(tracing_state some)" "$before" "tracefs is as it was"
is "$(bpf_left)" "" "no program and no map is left"
echo 0 >/sys/kernel/rcu_expedited
finish
