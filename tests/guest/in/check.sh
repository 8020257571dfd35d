# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What cases about `sonde check` share, after lib.sh: its answer, taken apart, and that it changes nothing.

# state: all that a check could change.
state()
{
  kernel_probes 2>&1
  ls -A "$t/instances" /run/sonde "$HOME" 2>/dev/null
  cat /proc/mounts
  loaded
  ls -A "$t/events"
}

# check COMMAND...: run it, which ends with `sonde check` and perhaps tasks, with --json; sets status,
# and $tmp/json to what it says. What is changed by it, and what is no without a reason or advice,
# fails.
# shellcheck disable=SC2034 # it is for the case
check()
{
  state >"$tmp/before"
  "$@" --json >"$tmp/json" 2>"$tmp/err"
  status=$?
  state | diff "$tmp/before" - >"$tmp/changed" || fail "a check changes nothing" "$(cat "$tmp/changed")"
  reasons
}

# reasons: each fact that is not so has a reason and what to do.
reasons()
{
  for check_key in reason advice; do
    [ "$(grep -cE '"state":"(no|unknown)"' "$tmp/json")" = "$(grep -c "\"$check_key\":\"." "$tmp/json")" ] ||
      fail "each no has a reason and what to do" "$check_key: $(cat "$tmp/json")"
  done
}

# fact TOPIC.NAME KEY: what was said of it. Each key has its line.
fact()
{
  awk -F '"' -v want="$1" -v key="$2" '
    /^    \{/ { split("", told) }
    $3 == ":" { name = $2; sub(/^ *"[a-z]*":"/, ""); sub(/",?$/, ""); told[name] = $0 }
    /^    \}/ && told["topic"] "." told["name"] == want { print told[key] }' "$tmp/json"
}

# can TASK: whether it can be done, by that answer.
can()
{
  sed -n "/\"task\":\"$1\"/{n;s/.*\"possible\":\(.*\),/\1/p;}" "$tmp/json"
}

# tasks: those that can be done.
tasks()
{
  for tasks_one in probe program hist latency trace filter cache debuginfo; do
    [ "$(can "$tasks_one")" != true ] || printf '%s ' "$tasks_one"
  done
}
