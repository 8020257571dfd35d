# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Completion of sonde's command lines for bash (4.3 or later). What they can go on with is said by
# `sonde complete`, see sonde(1); this hands it on. It is the sonde of PATH that is asked: a file that
# somebody types the name of is not to be run before Enter.

# What bash finds itself, by an option of compgen: names that begin with $text, behind $before. A name
# behind something is no name to readline, which does not quote it then, nor knows folders.
_sonde_names()
{
  local name
  [[ $before ]] || compopt -o filenames
  while IFS= read -r name; do
    # What is not there is a piece of a name with a newline.
    [[ $1 == -c || $name == \~* || -e $name || -L $name ]] || continue
    if [[ $before ]]; then
      [[ ! -d $name ]] || { name+=/ && compopt -o nospace; }
      [[ $name != *[^[:alnum:]_./+,:=@%~-]* ]] || printf -v name %q "$name"
    fi
    COMPREPLY+=("$before$name")
  done < <(compgen "$1" -- "$text")
}

_sonde()
{
  local line wish text before
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
    files) _sonde_names -f ;;
    folders) _sonde_names -d ;;
    commands) [[ ! $text ]] || _sonde_names -c ;;
    goes-on) compopt -o nospace ;;
    esac
  done < <(command sonde complete --shell=bash --breaks="$COMP_WORDBREAKS" -- \
    "${COMP_LINE:0:COMP_POINT}" "${COMP_LINE:COMP_POINT}")
} 2>/dev/null

complete -F _sonde sonde
