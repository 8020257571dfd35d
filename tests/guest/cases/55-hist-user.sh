# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Tables of the arguments and variables of a program, and of one process of several: each row has what
# the program has counted (55-hist-user.prepare has cached the definitions).
# shellcheck disable=SC2016 # $retval is for sonde
. /test/lib.sh
# shellcheck source=tests/guest/in/hist.sh
. /test/hist.sh
before=$(tracing_state some)
line=$(cat /root/measured/line)

note "arguments"
holds "a number with its sign, and a member of a structure" work 1-3 \
  hist -x "$app" 'work n r->size' --by n --sum size -- user
holds "a short one, below 0" delta 1-2 hist -x "$app" 'work r->delta' --by delta -- user
holds "one of a byte" depths 1-2 hist -x "$app" 'paint depth' --by depth -- user
asks hist --csv -x "$app" 'paint name:string depth' --by name --sum depth -- user
same "$(rows | sort)" "$(truth painted 1-3)" "and its sums, by a text"
holds "enumerators, and a number that is none" colours 1-3 hist -x "$app" 'paint colour depth' \
  --by colour.enum --sum depth -- user
asks hist --csv -x "$app" "work.c:$line us" --by us.linear=50 -- user
same "$(rows | sort)" "$(truth locals.linear 1-3)" "a local variable at a line"
holds "what is returned" delta 1-2 hist -x "$app" 'work%return $retval' --by '$retval' -- user
asks hist --csv -x "$app" 'work n' --by n --if 'n < -3 || n == 4' -- user
same "$(rows | sort)" "$(truth work 1-2 | awk '$1 < -3 || $1 == 4')" "a filter knows the sign"
asks hist --csv -x "$app" 'paint name:string' --by name --if 'name == "red" || name ~ "*hitcount*"' -- user
same "$(rows | sort)" "$(truth painted 1-2 | grep -e '^red' -e hitcount)" "and texts"

note "one process of several"
# watched OPTION...: what vfs_read() has of the first of two programs, by thread.
watched()
{
  rm -f "$tmp"/gate*
  mkdir -p "$tmp/two/a" "$tmp/two/b"
  "$app" -g "$tmp/gate.a" -o "$tmp/truth.a" "$tmp/two/a" family &
  first=$!
  "$app" -g "$tmp/gate.b" -o "$tmp/truth.b" "$tmp/two/b" family &
  second=$!
  soon [ -s "$tmp/gate.a" ]
  soon [ -s "$tmp/gate.b" ]
  begins hist --csv 'vfs_read count' --if 'count == 1 && comm ~ "app-*"' -p "$first" "$@"
  : >"$tmp/gate.a.go"
  : >"$tmp/gate.b.go"
  wait "$first" "$second"
  ends
  cp "$tmp/truth.a" "$tmp/truth"
}
watched --by tid
same "$(rows | sort)" "$(truth members 1-2)" "-p: its threads, its children, and nothing of the other one"
watched --by comm
same "$(rows | sort)" "$(truth members 2 | awk '{ n += $1 } END { print "app-child\t13\napp-family\t" n - 13 }')" \
  "-p: by their names"
cp "$tmp/truth.b" "$tmp/truth"
is "$(truth members 2 | awk '{ n += $1 } END { print n }')" 79 "the other one has done as much"
run sonde hist vfs_read --by comm -p 999999
is "$status" 1 "a process that is not there"
like "$err" '999999' "is named"

note "programs that are run"
run sonde hist vfs_read --by comm -- sh -c 'exit 3'
is "$status" 0 "the status is that of sonde"
like "$err" '\<3\>' "that of the command is said"
run sonde hist vfs_read --by comm -- /root/measured/nothing
is "$((status > 0))" 1 "one that is not there"
like "$err" '/root/measured/nothing' "is named"

is "$(tracing_state some)" "$before" "tracefs is as it was"
finish
