# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# One program in each form that a program can have: position independent or not, static, a library,
# with debuginfo of all sorts (which 91-forms.prepare has read). What its probes fetch is what it
# says itself. Nothing of it is read by way of another form.
. /test/lib.sh

# watch FORM
watch()
{
  echo >"$t/trace"
  takes_lines "${1##*/}" "$1/lines"
  echo 1 >"$t/events/forms/enable"
  run "$1/program"
  echo 0 >"$t/events/forms/enable"
  printf '%s\n' "$out" | sort >"$tmp/truth"
  sed -n 's/^.*: \([a-z]*\): ([^)]*) /\1 /p' "$t/trace" | sort >"$tmp/hits"
  is "$(diff "$tmp/truth" "$tmp/hits" | head)" "" "${1##*/}: all values, as often as they come"
  total=$((total + $(wc -l <"$tmp/hits")))
  echo >"$t/uprobe_events"
}

total=0
forms=0
for form in /root/forms/*; do
  watch "$form"
  forms=$((forms + 1))
done
note "$total hits"
is "$forms" 17 "all forms were there"
# Of seven calls with five items: one of two kinds for each call, four for each item, and square.
is "$total" $((forms * 7 * (3 + 4 * 5))) "all hits were seen"
finish
