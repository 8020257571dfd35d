# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Examples of the documentation, run in the order in which they stand there. Sourced, behind lib.sh.
# What comes out of each is compared with what the text has: all that cannot vary literally (patterns.awk
# says what can), in order, where a line `...` of the text stands for any lines.

# matches WANT GOT: whether they are the same; lines `...` of WANT stand for any lines.
matches()
{
  awk '
    FNR == NR { want[++wants] = $0; next }
    { got[++gots] = $0 }
    # Those of want from w to last are at got from g.
    function here(w, last, g,    i) {
      for (i = w; i <= last; i++)
        if (want[i] != got[g + i - w])
          return 0
      return g + last - w <= gots
    }
    END {
      g = 1
      for (w = 1; w <= wants; w = last + 2) {
        for (last = w; last <= wants && want[last] != "..."; last++)
          ;
        last--
        open = w > 1
        if (last == wants && open && w <= last && g <= gots - (last - w))
          g = gots - (last - w)
        while (w <= last && open && g <= gots && !here(w, last, g))
          g++
        if (w <= last && !here(w, last, g))
          exit 1
        g += last - w + 1
        if (last == wants && w <= last && g <= gots)
          exit 1
      }
      exit wants && want[wants] != "..." && g <= gots || !wants && gots
    }' "$1" "$2"
}

# interrupt: Ctrl-C for sonde, once it has written all that it writes, and counted for two seconds.
interrupt()
{
  interrupt_size=
  while :; do
    sleep 2
    interrupt_now=$(cat /run/sonde/session-* 2>/dev/null | wc -c)
    [ "$interrupt_now" = 0 ] || [ "$interrupt_now" != "$interrupt_size" ] || break
    interrupt_size=$interrupt_now
  done
  killall -INT sonde
}

# example FILE END: the file that `cat` shows is made of what it shows, unless it is there. Run the command of
# FILE.command by the shell, in the folder that one is in; where END is `ctrl-c`, that ends it. What it says goes to
# FILE.got.
example()
{
  sed '1s/^[^ ]* //' "$1.command" >"$1.script"
  example_file=$(sed -n '1s/^cat \([^/ ]*\)$/\1/p' "$1.script")
  [ -z "$example_file" ] || [ -e "$example_file" ] || cp "$1.want" "$example_file"
  if [ "$2" = ctrl-c ]; then
    interrupt >/dev/null 2>&1 &
    example_ends=$!
  fi
  timeout -k 2 "$((${sonde_case_limit:-300} / 2))" sh "$1.script" >"$1.got" 2>&1
  example_status=$?
  [ "$2" != ctrl-c ] || { kill "$example_ends"; wait "$example_ends"; } 2>/dev/null
  return $example_status
}

# example_title FILE: where it stands, and what it is.
example_title()
{
  echo "$(cat "$1.where"): $(head -n 1 "$1.command")"
}

# example_is_so FILE: passes if what came is what the text has. Where the examples are, here and on the dev box (the
# file dev-box has that path), is /root to the text.
example_is_so()
{
  awk -f /test/patterns.awk <"$1.want" >"$tmp/want"
  example_dev=$(cat dev-box 2>/dev/null || echo /root)
  sed -i "s,$example_dev/,/root/,g; s,$PWD/,/root/,g" "$1.got"
  awk -f /test/patterns.awk <"$1.got" >"$tmp/got"
  # For the console: what it really was.
  sed "s,^,${1##*/}|," "$1.got"
  if matches "$tmp/want" "$tmp/got"; then
    pass "$(example_title "$1")"
  else
    fail "$(example_title "$1")" "the text has:" "$(cat "$tmp/want")" "it was:" "$(cat "$tmp/got")"
  fi
}

# examples_of_host FILE: one assertion for each line of FILE, which the dev box has written.
examples_of_host()
{
  while IFS= read -r host_line; do
    case $host_line in
    'ok '*) pass "${host_line#ok }" ;;
    'not ok '*) fail "${host_line#not ok }" ;;
    *) note "$host_line" ;;
    esac
  done <"$1"
}

# busy: until the file $tmp/busy is gone.
busy()
{
  cp /etc/passwd "$tmp/app.log"
  while [ -e "$tmp/busy" ]; do
    dd if=/dev/zero of=/dev/null bs=8k count=20 status=none
    wc -c "$tmp/app.log" /nowhere
    sleep 0.1
  done
}

# runs FILE: the example, while there is something to see.
runs()
{
  case $(cat "$1.command") in
  *' -d '* | *' --keep '* | *' -- '* | '# sonde probe '* | '# sonde session '* | '# sonde cache '*) runs_ends=itself ;;
  *'# sonde '*) runs_ends=ctrl-c ;;
  *) runs_ends=itself ;;
  esac
  case $(cat "$1.command") in
  *'-x ./app'*' -- '*) ;;
  *'-x ./app'*)
    ./app >/dev/null &
    example_app=$!
    ;;
  esac
  example "$1" "$runs_ends"
  runs_status=$?
  [ -z "$example_app" ] || { kill "$example_app"; wait "$example_app"; } 2>/dev/null
  example_app=
  if [ -s "$1.want" ]; then
    example_is_so "$1"
    return
  fi
  # For the console.
  sed "s,^,${1##*/}|," "$1.got"
  if [ "$runs_status" = 0 ] && ! grep -q Terminated "$1.got"; then
    pass "$(example_title "$1")"
  else
    fail "$(example_title "$1")" "status: $runs_status" "$(cat "$1.got")"
  fi
}

# manual TEXT...: the examples of these, each in the folder that the dev box has made for it, while there is something
# to see.
manual()
{
  grep -q ^root: /etc/passwd 2>/dev/null || echo 'root:x:0:0:root:/root:/bin/sh' >/etc/passwd
  example_app=
  touch "$tmp/busy"
  busy >/dev/null 2>&1 &
  for folder; do
    cd "/root/manual/$folder" || exit
    export HOME="$PWD"
    for file in [0-9]*.command; do
      [ ! -e "$file" ] || runs "./${file%.command}"
    done
    # What a text adds and does not remove.
    echo 0 >"$t/events/enable"
    clear_probes
    echo >"$t/trace"
  done
  rm "$tmp/busy"
  wait
  like "$tests" '^[0-9]{2,}$' "there were examples"
}
