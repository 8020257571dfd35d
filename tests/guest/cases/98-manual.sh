# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Each example with `#` of README.md and the manual is run (98-manual.prepare), in the order of its
# text, and says what the text says. Meanwhile there is something to be seen: files are read and looked for,
# programs are started, ./app works. What has no end of its own gets Ctrl-C. Where the text has no answer, it must
# work, and answer.
. /test/lib.sh
# shellcheck source=tests/guest/in/examples.sh
. /test/examples.sh

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
    app=$!
    ;;
  esac
  example "$1" "$runs_ends"
  runs_status=$?
  [ -z "$app" ] || { kill "$app"; wait "$app"; } 2>/dev/null
  app=
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

grep -q ^root: /etc/passwd 2>/dev/null || echo 'root:x:0:0:root:/root:/bin/sh' >/etc/passwd
app=
touch "$tmp/busy"
busy >/dev/null 2>&1 &
for folder in /root/manual/*; do
  cd "$folder" || exit
  export HOME="$folder"
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
finish
