# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Completion of sonde's command lines for bash (4.3 or later). What they can go on with is said by
# `sonde complete`, see sonde(1); this hands it on.

# What bash finds itself, by an option of compgen: names that begin with $text, behind $before.
_sonde_names()
{
  mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -P "$before" "$1" -- "$text")
}

_sonde()
{
  local program line wish text before
  program=$(type -P -- "${1/#\~\//$HOME/}") || program=sonde
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line != $'\t'* ]]; then
      COMPREPLY+=("$line")
      continue
    fi
    line=${line#?}$'\t\t'
    wish=${line%%$'\t'*} line=${line#*$'\t'}
    text=${line%%$'\t'*} line=${line#*$'\t'}
    before=${line%%$'\t'*}
    case $wish in
    files)
      compopt -o filenames
      _sonde_names -f
      ;;
    folders)
      compopt -o filenames
      _sonde_names -d
      ;;
    commands) [[ ! $text ]] || _sonde_names -c ;;
    goes-on) compopt -o nospace ;;
    esac
  done < <("$program" complete --shell=bash --breaks="$COMP_WORDBREAKS" -- \
    "${COMP_LINE:0:COMP_POINT}" "${COMP_LINE:COMP_POINT}")
} 2>/dev/null

complete -F _sonde sonde
