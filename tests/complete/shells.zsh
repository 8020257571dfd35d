#!/usr/bin/env zsh
# SPDX-License-Identifier: GPL-2.0-or-later
# shells.zsh SHELL BIN FOLDER PLAN: in SHELL (bash or zsh) at a terminal of its own, with BIN in
# $PATH, in FOLDER, type what stands before the `|` of each line of PLAN, and a tab: then the line
# ends with what stands behind it. For each "ok TYPED", or "not ok TYPED" and what was shown.
# The environment has HOME and SRCDIR.
setopt no_bg_nice
zmodload zsh/zpty zsh/datetime
shell=$1 bin=$2 folder=$3 plan=$4
integer patience=90

# wait_for TEXT: read until what was shown since ends with it; in $shown. What is written over does
# not count.
wait_for()
{
  local more
  float end=$(( EPOCHREALTIME + patience ))
  shown=
  while [[ $shown != *"$1" ]]; do
    (( EPOCHREALTIME < end )) || return 1
    if zpty -r -t terminal more 2>/dev/null; then shown+=$more; else sleep 0.02; fi
    while [[ $shown == *[^$'\b']$'\b'* ]]; do shown=${shown/[^$'\b']$'\b'/}; done
  done
}

clean=(env -i HOME=$HOME HISTFILE=/dev/null TERM=dumb LC_ALL=C.UTF-8 "PATH=$bin:/usr/local/bin:/usr/bin:/bin")
case $shell in
bash)
  zpty -b -e terminal "$clean bash --norc --noprofile -i"
  setup="stty cols 1000; bind 'set enable-bracketed-paste off'; bind 'set bell-style none'; . ${(q)SRCDIR}/completions/sonde.bash"
  ;;
zsh)
  zpty -b -e terminal "$clean zsh -f -i"
  setup="stty cols 1000; unset zle_bracketed_paste; unsetopt prompt_sp prompt_cr beep; fpath=(${(q)SRCDIR}/completions \$fpath); autoload -Uz compinit; compinit -D -u"
  ;;
esac
zpty -w terminal "$setup; cd ${(q)folder}; PS1='READ''Y> '"
wait_for 'READY> ' || {
  print -r -- "no prompt: ${(V)shown}"
  exit 1
}
while IFS= read -r line; do
  typed=${line%%|*} wanted=${line#*|}
  # On a busy machine sonde may give up, after three seconds: then somebody asks again.
  for try in 1 2 3; do
    zpty -w -n terminal "$typed"$'\t'
    result=ok
    patience=20
    wait_for "$wanted" || result="not ok"
    patience=90
    # Nothing is left of the line, and a new one begins.
    zpty -w -n terminal $'\x15\r'
    said=${(V)shown}
    wait_for 'READY> ' || exit 1
    [[ $result != ok ]] || break
  done
  print -r -- "$result $typed"
  [[ $result == ok ]] || print -r -- "$said"
done <"$plan"
zpty -d terminal
