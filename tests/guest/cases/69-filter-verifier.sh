# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Filters that are made up: this kernel's verifier takes them, and what its machine code says is what
# plain C says (tests/guest/filters/main.c).
. /test/lib.sh

runs_ok "filters are gone through" filters 1 300
is "$(printf '%s\n' "$out" | grep '^wrong' | head -n 5)" "" "none is refused, and none says something else"
like "$out" '^loaded 300 refused 0 hits 2400 ' "all were run"
like "$out" '^kprobes 300 refused 0$' "all were loaded as programs of events are"
like "$out" ' passed [1-9][0-9][0-9]+ faulted [1-9][0-9]+ ' "some pass, and some cannot be read"
note "$(printf '%s\n' "$out" | tail -n 3)"

runs_ok "patterns are loaded" filters walk
unlike "$out" '^wrong' "this verifier takes them"
note "$out"
finish
