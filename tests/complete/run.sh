#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Completion in real shells, bash and zsh; what they are told is in tests/cli/cases/complete-*.
set -eu
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/../lint/lib.sh"

[ -x "$SONDE" ] || die "$SONDE is missing: run make"
for shell in bash zsh; do
  command -v "$shell" >/dev/null 2>&1 || die "$shell is missing: apt-get install $shell"
done
sh tests/dwarf/build >/dev/null || die "tests/dwarf/build has failed"

# What values are called in the tables: whoever completes them has to know it.
commands=$("$SONDE" help | sed -n 's/^    \([a-z][a-z]*\) .*/\1/p')
{
  for command in $commands complete; do
    "$SONDE" help "$command"
    for verb in $("$SONDE" help "$command" | sed -n 's/^    \([a-z][a-z]*\) .*/\1/p'); do
      "$SONDE" help "$command" "$verb"
    done
  done | grep '^ .*--' | grep -Eo -e '--[a-z-]+(\[=| )[^ ]+' | sed -e 's/^--[a-z-]*\[=\(.*\)\]$/\1/' -e 's/^--[^ ]* //'
  sed -n 's/^\t\.words = "\(.*\)",$/\1/p' cli/*.c cli/*/*.c
} | sort -u >"$scratch/labels"
[ "$(wc -l <"$scratch/labels")" -gt 20 ] || die "the tables have hardly any value"
while read -r label; do
  case $label in
  [a-z]*) ;; # a list of words
  *) grep -qF "{\"$label\", " cli/complete/choices.c || echo "$label" ;;
  esac
done <"$scratch/labels" >"$scratch/bad"
report "$(wc -l <"$scratch/labels") names of values are known to completion" "$scratch/bad"

# bash as a function, without a terminal.
mkdir "$scratch/folder" "$scratch/folder/sources" "$scratch/home"
cp "$BUILDDIR/tests/dwarf/mini-gcc-5" "$scratch/folder/vmlinux"
: >"$scratch/folder/sonde.txt"
ln -s "$SONDE" "$scratch/home/sonde"
# What somebody else may have put where a line is typed.
mkdir "$scratch/folder/evil"
printf '#!/bin/sh\n: >"%s"\n' "$scratch/folder/ran" >"$scratch/folder/evil/sonde"
chmod +x "$scratch/folder/evil/sonde"
# in_bash LINE [BEHIND]: the answers, one a line.
in_bash()
{
  (cd "$scratch/folder" && HOME=$scratch/home PATH=$scratch/home:$PATH bash --norc --noprofile -c '
    . "$1"
    COMP_LINE=$2$3 COMP_POINT=${#2}
    _sonde sonde
    printf "%s\n" "${COMPREPLY[@]}"' bash "$SRCDIR/completions/sonde.bash" "$1" "${2-}" 2>&1)
}
is "$(in_bash 'sonde cache e')" export "bash: a verb"
is "$(in_bash 'sonde trace --via=b')" bpf "bash: a value behind ="
is "$(in_bash 'sonde probe -k vml')" vmlinux "bash: a file"
is "$(in_bash 'sonde probe -s s')" sources "bash: folders only"
is "$(in_bash 'sonde probe vfs_rea' ' -k vmlinux')" vfs_read "bash: the target stands behind the cursor"
# shellcheck disable=SC2016 # it is typed so
is "$(in_bash 'sonde probe -k vmlinux vfs_read \$p')" '\$params' "bash: what the shell would read is quoted"
is "$(in_bash "sonde probe -k vmlinux -D 'vfs_read co")" "vfs_read count
vfs_read count " "bash: a quote stays open"
is "$(in_bash 'sonde nonsense --x')" "" "bash: nothing where nothing is known"
is "$(in_bash 'X=1 sonde pro')" probe "bash: variables before the command"

# Both at a terminal.
cat >"$scratch/plan" <<PLAN
sonde cach|sonde cache 
sonde cache expo|sonde cache export 
sonde trace --via=f|sonde trace --via=ftrace 
sonde probe -k vmlinux vfs_rea|sonde probe -k vmlinux vfs_read
sonde probe -k vmlinux -D 'vfs_read co|sonde probe -k vmlinux -D 'vfs_read count
sonde probe -k vmlinux -D "vfs_read \\\$pa|sonde probe -k vmlinux -D "vfs_read \\\$params
sonde probe -k vmlinux vfs_read \\\$pa|sonde probe -k vmlinux vfs_read \\\$params
sonde probe -k vmlinux -D 'my:name=vfs_rea|sonde probe -k vmlinux -D 'my:name=vfs_read
sonde probe -k vmlinux -D my:name=vfs_rea|sonde probe -k vmlinux -D my:name=vfs_read
sonde probe -k vml|sonde probe -k vmlinux 
sonde cache build -k vmlinux @sonde.t|sonde.txt 
sonde cache build -k vmlinux @sour|@sources/
./evil/sonde cache expo|./evil/sonde cache export 
sonde probe -kvml|sonde probe -kvmlinux 
sonde probe --source=so|sonde probe --source=sources/
sonde hist -k vmlinux 'vfs_read count' --by comm,cou|sonde hist -k vmlinux 'vfs_read count' --by comm,count
sonde trace -k vmlinux 'vfs_read count' --if 'pid == 3 && cou|sonde trace -k vmlinux 'vfs_read count' --if 'pid == 3 && count
PLAN
for shell in bash zsh; do
  HOME=$scratch/home SRCDIR=$SRCDIR zsh -f tests/complete/shells.zsh "$shell" "$scratch/home" \
    "$scratch/folder" "$scratch/plan" >"$scratch/said" 2>&1 </dev/null || echo "exit $?" >>"$scratch/said"
  while IFS='|' read -r typed wanted; do
    : >"$scratch/bad"
    grep -qxF "ok $typed" "$scratch/said" || cp "$scratch/said" "$scratch/bad"
    report "$shell: $typed<TAB> gives $wanted" "$scratch/bad"
  done <"$scratch/plan"
done

is "$(cd "$scratch" && find home folder | sort | tr '\n' ' ')" \
  "folder folder/evil folder/evil/sonde folder/sonde.txt folder/sources folder/vmlinux home home/sonde " "nothing was written, nor was what is typed run"
finish
