# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Filters of all sorts (tests/guest/measured/filters.h, cached by 62-trace-filter.prepare): each lets
# through exactly the calls for which the program finds it true, by programs of sonde's own, and by the
# filters of the kernel where those can say it.
. /test/lib.sh
# shellcheck source=tests/guest/in/hist.sh
. /test/hist.sh
# shellcheck source=tests/guest/in/trace.sh
. /test/trace.sh
echo 1 >/sys/kernel/rcu_expedited
before=$(tracing_state some)

for event in numbers narrow texts falls opens files sends; do
  note "$event"
  together bpf "$event"
  together ftrace "$event"
  together perf "$event"
done

is "$(tracing_state some)" "$before" "tracefs is as it was"
is "$(bpf_left)" "" "no program and no map is left"
echo 0 >/sys/kernel/rcu_expedited
finish
