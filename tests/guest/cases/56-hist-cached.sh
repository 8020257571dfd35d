# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# A machine without debuginfo: what was asked on the dev box, of any architecture, is answered here out of
# its bundle (56-hist-cached.prepare); what was not is an error.
# shellcheck disable=SC2034 # measured_cache is for hist.sh
. /test/lib.sh
# shellcheck source=tests/guest/in/hist.sh
. /test/hist.sh
measured_cache=$tmp/cache
before=$(tracing_state some)

run sonde --buildid-dir "$measured_cache" hist 'vfs_read count' --by count.log2 -- true
is "$status $(tracing_state some)" "1 $before" "without the cache it cannot be known what count is"
like "$err" 'debuginfo' "which is said"
runs_ok "the bundle is taken" sonde --buildid-dir "$measured_cache" cache import /root/measured/bundle
holds "an argument" reads.log2 1-3 hist 'vfs_read count' --by count.log2 --if 'comm == "app-reads"' -- reads
holds "the names of an enumeration" signals 1-3 hist 'do_send_sig_info type sig' --by type.enum --sum sig \
  --if 'comm == "app-signals"' -- signals
asks latency --csv do_sys_openat2 vfs_open --by filename --if 'comm ~ "app-open*"' -- opens
same "$(rows | awk -F '\t' '{ n[$1] += $NF } END { for (name in n) print name "\t" n[name] }' | sort)" \
  "$(truth reached 1-2)" "a variable of the first of two points"
holds "a program's enumeration" colours 1-3 hist -x "$app" 'paint colour depth' --by colour.enum --sum depth -- user
run sonde --buildid-dir "$measured_cache" hist 'vfs_write count' --by count.log2 -- true
is "$status" 1 "what was not asked there"
run sonde --buildid-dir "$measured_cache" hist -x /root/measured/other 'paint colour depth' --by colour.enum -- true
is "$status" 1 "what was asked of another build"

is "$(tracing_state some)" "$before" "tracefs is as it was"
finish
