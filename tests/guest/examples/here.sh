# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# The dev box's side of the examples of the documentation. Sourced by .prepare scripts, in the folder
# where they are run. Needs $SONDE, $ROOT, and $here, the folder tests/guest.
top=$(cd "$here/../.." && pwd)

# examples_take DIR FILE...: the examples of these texts, of the folder $top (tests/lint/examples.awk).
examples_take()
{
  take_dir=$1
  shift
  mkdir -p "$take_dir"
  take_dir=$(cd "$take_dir" && pwd)
  (cd "$top" && awk -v dir="$take_dir" -f tests/lint/examples.awk "$@") || die "$*: examples that make no sense"
}

# examples_tools HOST...: a folder of programs that examples call: sonde, and what stands for another machine: scp
# puts files for these hosts into $production; others do not get theirs.
examples_tools()
{
  mkdir bin home
  hosts=" $* "
  export hosts
  ln -s "$SONDE" bin/sonde
  cat >bin/scp <<'SCP'
#!/bin/sh -eu
for to; do :; done
case $hosts in
*" ${to%%:*} "*) ;;
*) exit 0 ;;
esac
while [ $# -gt 1 ]; do
  cp "$1" "$production/${to#*:}"
  shift
done
SCP
  chmod +x bin/scp
}

# closed: stdin with what depends on this machine left open.
closed()
{
  sed -E -e "s,$PWD/,/root/,g" -f "$top/tests/lint/open.sed" -e 's/(@<[^ ]*)\+[0-9]+/\1+PLACE/g' |
    sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'
}

# example_here FILE: run it here, and say in the file $results whether what came is what the text has. Lines `...` are
# not for these. What `cat` shows is how its file comes into being.
example_here()
{
  command=$(cat "$1.command")
  command=${command#* }
  case $command in
  'cat '*)
    cp "$1.want" "${command#cat }"
    return
    ;;
  esac
  printf '%s\n' "$command" >script
  HOME=$PWD/home PATH=$PWD/bin:$PATH production=$production sh script >"$1.got" 2>&1 || :
  closed <"$1.want" >want
  closed <"$1.got" >got
  title="$(cat "$1.where"): on the dev box: $(head -n 1 script)"
  if diff -u want got >differ; then
    echo "ok $title" >>"$results"
  else
    echo "not ok $title" >>"$results"
    cat differ >>"$results"
  fi
}
