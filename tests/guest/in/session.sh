# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What the cases about sessions share: tracing as others use it, and all that could have changed in it.

# others_begin: events of other people, one of them in use, and an instance of theirs with a hist.
# The kernel's waits are made short by them, so that the case takes less time.
others_begin()
{
  echo 1 >/sys/kernel/rcu_expedited
  mkdir -p -m 700 /run/sonde
  mkdir "$t/instances/others"
  echo 'hist:keys=common_pid' >"$t/instances/others/events/sched/sched_switch/trigger"
  echo 'p:mine/vfs_read vfs_read' >>"$t/kprobe_events"
  echo 's:mine_lat u64 lat' >>"$t/dynamic_events"
  echo 'mine:vfs_read' >"$t/set_event"
  echo 'hist:keys=common_cpu' >>"$t/events/mine/vfs_read/trigger"
}

# others_end: without them.
others_end()
{
  echo '!hist:keys=common_cpu' >>"$t/events/mine/vfs_read/trigger"
  echo >"$t/set_event"
  echo '-:mine/vfs_read' >>"$t/kprobe_events"
  echo '-:synthetic/mine_lat' >>"$t/dynamic_events"
  rmdir "$t/instances/others"
  echo 0 >/sys/kernel/rcu_expedited
}

# events: what events and instances there are, and what sonde has written down.
events()
{
  cat "$t/kprobe_events" "$t/uprobe_events" "$t/dynamic_events" "$t/synthetic_events" "$t/set_event"
  ls "$t/instances"
  ls -A /run/sonde
  cat /sys/kernel/rcu_expedited
}

# all [some]: the same, and every trigger, clock and switch, of the top directory and of each instance; with
# `some` only the triggers of events of sched and of those that come and go, which takes less than seconds.
# The events that are on are those of set_event.
all()
{
  events
  all_groups='*'
  [ "${1-}" != some ] || all_groups='sched mine sonde_* synthetic'
  for instance in "$t" "$t"/instances/*; do
    for file in trace_clock tracing_on set_event set_event_pid buffer_size_kb current_tracer trace_options; do
      echo "$instance/$file:"
      cat "$instance/$file"
    done
    set -f
    for all_group in $all_groups; do
      set +f
      # shellcheck disable=SC2086 # a pattern
      grep -Hv '^#' "$instance"/events/$all_group/*/trigger 2>/dev/null
    done
    set +f
  done
}
