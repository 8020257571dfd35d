# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# A process stays the one that is traced when it executes another program, whichever of its threads does
# that; so do the children that it has afterwards.
. /test/lib.sh
# shellcheck source=tests/guest/in/hist.sh
. /test/hist.sh
# shellcheck source=tests/guest/in/trace.sh
. /test/trace.sh
echo 1 >/sys/kernel/rcu_expedited
before=$(tracing_state some)
executes=/root/measured/executes
reads='dd if=/dev/zero of=/dev/null bs=777 count=30'

# executed VIA THREAD WORDS...: traces the program that executes WORDS by that thread.
executed()
{
  executed_via=$1 executed_thread=$2
  shift 2
  run sonde --buildid-dir "$measured_cache" trace --via "$executed_via" --format '%comm %{count.dec}' \
    'vfs_read count' --if 'count == 777' -- "$executes" "$executed_thread" "$@"
}

for via in ftrace bpf perf; do
  for thread in first other; do
    # shellcheck disable=SC2086 # words
    executed $via $thread $reads
    is "$status $(lines)" "0 dd 777	30" "$via: by the $thread thread: what it executes"
    executed $via $thread sh -c "sleep 0.3; $reads; $executes other $reads"
    is "$status $(lines)" "0 dd 777	60" "$via: by the $thread thread: later, and its children"
  done
done

is "$(tracing_state some)" "$before" "tracefs is as it was"
is "$(bpf_left)" "" "no program and no map is left"
echo 0 >/sys/kernel/rcu_expedited
finish
