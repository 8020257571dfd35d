#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What "make install" puts where, by itself and by the options of configure, and that "make uninstall"
# takes all of it away. The program is not among it: it would be built anew.
set -eu
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

[ ! -e config.status ] || skip_all "there is a build in the source tree: configure takes no second one"

# What is left out is no matter here, and need not be on this machine.
least='--without-dwarf --without-libbpf --without-capstone --without-libiberty'

# installed NAME OPTION...: what such a build installs, in $scratch/NAME.files, and what it leaves, in
# $scratch/NAME.left.
installed()
{
  name=$1
  shift
  mkdir "$scratch/$name"
  # shellcheck disable=SC2086 # a list
  (cd "$scratch/$name" && CC=${CC:-cc} "$SRCDIR/configure" -q --disable-dependency-tracking $least "$@" &&
    make -s install-data DESTDIR="$scratch/$name.root") >"$scratch/$name.log" 2>&1 ||
    die "configure $*, make install-data: $(tail -n 5 "$scratch/$name.log")"
  (cd "$scratch/$name.root" && find . ! -type d | sort) >"$scratch/$name.files"
  # A folder whose name is no path ends up beside the root.
  (cd "$scratch" && find . ! -type d \( -name sonde -o -name _sonde \) ! -path './*.root/*') >"$scratch/$name.beside"
  mkdir "$scratch/$name.root/opt/sonde/bin"
  make -s -C "$scratch/$name" uninstall DESTDIR="$scratch/$name.root" >>"$scratch/$name.log" 2>&1 ||
    die "make uninstall: $(tail -n 5 "$scratch/$name.log")"
  find "$scratch/$name.root" ! -type d >"$scratch/$name.left"
}

installed plain --prefix=/opt/sonde
installed bare --prefix=/opt/sonde --without-bashcompletiondir --without-zshcompletiondir
grep completion "$scratch/plain.files" >"$scratch/got" || :
grep site-functions "$scratch/plain.files" >>"$scratch/got" || :
is "$(cat "$scratch/got")" "./opt/sonde/share/bash-completion/completions/sonde
./opt/sonde/share/zsh/site-functions/_sonde" "completion is installed below the prefix"
grep -v -e bash-completion -e site-functions "$scratch/plain.files" | diff - "$scratch/bare.files" >"$scratch/bad" || :
report "and not where it is not wanted; all else is" "$scratch/bad"
grep -v '^\./opt/sonde/share/' "$scratch/plain.files" >"$scratch/bad" || :
report "nothing goes anywhere else" "$scratch/bad"
report "nor beside the root" "$scratch/bare.beside"
cat "$scratch/plain.left" "$scratch/bare.left" >"$scratch/bad"
report "make uninstall takes all of it away" "$scratch/bad"
finish
