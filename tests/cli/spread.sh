#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# DWARF that is spread over units and files: what sonde says of a program is the same, however its
# debuginfo was written. tests/dwarf/spread has the programs, one of C and one of C++.
# shellcheck disable=SC2016 # $params and $retval are for sonde
set -eu
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/../lint/lib.sh"

source=$SRCDIR/tests/dwarf/spread
out=$scratch/spread
mkdir -p "$out/cache"

have()
{
  command -v "$1" >/dev/null 2>&1
}

# needs PROGRAM PACKAGE: whether it is there; where CI is true it has to be.
needs()
{
  have "$1" && return
  [ "${CI-}" != true ] || die "no $1: apt-get install $2"
  note "no $1 ($2): what it makes is not tested"
  return 1
}

sonde()
{
  timeout 60 "$SONDE" --buildid-dir "$out/cache" probe "$@"
}

# compiled FORM COMPILER SUFFIX OPTION...: the program, in the folder of the form.
compiled()
{
  mkdir -p "$out/$1"
  form=$1 compiler=$2 suffix=$3
  shift 3
  for unit in main work walk; do
    (cd "$out/$form" &&
      "$compiler" -O2 -g "$@" -c "$source/$unit.$suffix" -o "$unit.o" 2>"$unit.err") ||
      die "$compiler cannot compile $unit.$suffix with $*: $(cat "$out/$form/$unit.err")"
  done
  (cd "$out/$form" && "$compiler" -Wl,--build-id "$@" main.o work.o walk.o -o prog)
}

# questions SUFFIX: what is asked of the programs.
questions()
{
  cat <<'Q'
-F
-D * $params
-D main argc argv
-L walk
-V walk
-D walk%return $retval
Q
  if [ "$1" = c ]; then
    cat <<'Q'
-L work
-L work.c
-L list.h
-V work
-V inner
-V twice
-D work node->at.x node->name origin.y counter
-D inner:4 node->at.x
-D twice value
-D work.c:20 times
-D walk point->owner->at.owner->key
Q
  else
    cat <<'Q'
-L pay
-V pay
-V add
-V round_up
-D pay basket->sum basket->last.cents pair->second given
-D add this->last.tax price->cents
-D walk node->basket.last.tax node->next->color
-D round_up value to
-D work.cc:17 price->tax
Q
  fi
}

# answers FORM SUFFIX: what is said, without the names of folders.
answers()
{
  questions "$2" | while read -r option definition; do
    echo "> $option $definition"
    # shellcheck disable=SC2086 # -F has none
    sonde -x "$out/$1/prog" "$option" ${definition:+"$definition"} 2>&1 || echo "status $?"
  done | sed "s,$out/$1,FOLDER,g"
}

# same FORM PLAIN SUFFIX: both say the same, and it is no error.
same()
{
  answers "$2" "$3" >"$out/want"
  answers "$1" "$3" >"$out/got"
  diff "$out/want" "$out/got" >"$out/diff" || :
  grep '^status' "$out/want" >>"$out/diff" || :
  report "$1 as $2" "$out/diff"
}

# packaged FORM FROM TOOL: a program and the package of its split units.
packaged()
{
  mkdir -p "$out/$1"
  cp "$out/$2/prog" "$out/$1/prog"
  (cd "$out/$2" && "$3" -o "$out/$1/prog.dwp" main.dwo work.dwo walk.dwo) >"$out/$1/err" 2>&1 ||
    die "$3 cannot make a package: $(cat "$out/$1/err")"
}

# The .dwo files are found by the name that the program has of them: those of the package's units
# are hidden.
hidden()
{
  mkdir "$out/hidden"
  for file in "$out/$1"/*.dwo; do mv "$file" "$out/hidden/"; done
}

shown()
{
  mv "$out/hidden"/*.dwo "$out/$1/"
  rmdir "$out/hidden"
}

# places: how many copies DWARF has of all functions of a program: with code, and inlined.
places()
{
  readelf --debug-dump=info "$1" 2>/dev/null | awk '
    /\(DW_TAG_/ { function_at = /DW_TAG_subprogram/; count += /DW_TAG_inlined_subroutine/ }
    /DW_AT_low_pc/ && function_at { count++; function_at = 0 }
    END { print count }'
}

# family COMPILER SUFFIX VERSION: all forms of one compiler.
# shellcheck disable=SC2086 # options are a list
family()
{
  name=$1-$3
  options=-gdwarf-$3
  # Else clang leaves the members of a class to the unit that has its constructors.
  [ "$1" != clang++ ] || options="$options -fstandalone-debug"
  compiled "$name" "$1" "$2" $options
  compiled "$name-split" "$1" "$2" $options -gsplit-dwarf
  same "$name-split" "$name" "$2"
  compiled "$name-packed" "$1" "$2" $options -gsplit-dwarf -gz
  same "$name-packed" "$name" "$2"
  split=$name-split
  if [ "$2" = cc ]; then
    compiled "$name-types" "$1" "$2" $options -fdebug-types-section
    same "$name-types" "$name" "$2"
    split=$name-split-types
    compiled "$split" "$1" "$2" $options -gsplit-dwarf -fdebug-types-section
    same "$split" "$name" "$2"
  fi
  # binutils 2.40 knows packages of DWARF 4 only; LLVM 14 makes none of what gcc writes.
  case $1-$3 in
  *-4) needs dwp binutils && packaged "$name-package" "$split" dwp ;;
  clang*-5) needs llvm-dwp llvm && packaged "$name-package" "$split" llvm-dwp ;;
  esac
  if [ -f "$out/$name-package/prog.dwp" ]; then
    hidden "$split"
    same "$name-package" "$name" "$2"
    shown "$split"
  fi
}

# shared NAME SUFFIX: dwz, on the program alone, and on two of them.
shared()
{
  needs dwz dwz || return 0
  mkdir -p "$out/$1-dwz" "$out/$1-dwz-shared"
  cp "$out/$1/prog" "$out/$1-dwz/prog"
  dwz "$out/$1-dwz/prog"
  same "$1-dwz" "$1" "$2"
  cp "$out/$1/prog" "$out/$1-dwz-shared/prog"
  cp "$out/$1/prog" "$out/$1-dwz-shared/other"
  (cd "$out/$1-dwz-shared" && dwz -m common.debug prog other)
  same "$1-dwz-shared" "$1" "$2"
}

# linked COMPILER SUFFIX LINKER: optimised at link time, functions are in units of their own.
linked()
{
  compiled "$1-lto" "$1" "$2" -flto "-fuse-ld=$3"
  program=$out/$1-lto/prog
  is "$(sonde -x "$program" -D '* $params' 2>/dev/null | grep -c '^p:')" "$(places "$program")" \
    "$1 -flto: each copy of each function"
  is "$(sonde -x "$program" -D "work.$2:22" 2>&1 | grep -c '^p:[a-z_]*/[a-z]*_L22 ')" 1 \
    "$1 -flto: a line of a function that is inlined in another unit"
}

compilers='gcc:c:bfd g++:cc:bfd'
if needs clang clang && needs ld.lld lld; then
  compilers="$compilers clang:c:lld clang++:cc:lld"
fi
for entry in $compilers; do
  compiler=${entry%%:*} linker=${entry##*:}
  suffix=${entry#*:}
  suffix=${suffix%:*}
  for version in 4 5; do
    family "$compiler" "$suffix" "$version"
  done
  linked "$compiler" "$suffix" "$linker"
done
for version in 4 5; do
  shared "gcc-$version" c
  shared "g++-$version" cc
done

# What cannot be read loses its own functions, and is called by name.
form=gcc-5-split
cp -r "$out/$form" "$out/broken"
program=$out/broken/prog

# lost WHAT TEXT: the unit of main.c is lost, for this reason, and no other.
lost()
{
  "$SONDE" --buildid-dir "$out/cache" probe -x "$program" -D 'work times' >"$out/got" 2>"$out/said" &&
    grep -q 'times=%si:s32$' "$out/got" && ! timeout 60 "$SONDE" --buildid-dir "$out/cache" \
    probe -x "$program" -D 'main argc' >/dev/null 2>&1 && sonde -x "$program" -D main >/dev/null 2>&1
  is "$? $(grep -c "^Note: 1 of the 3 units .*$2.*Copy the .dwo files" "$out/said")" '0 1' "$1"
}

# The objects are compiled in another folder, whose files are put out of the way.
hidden "$form"
cp "$out/broken/main.dwo" "$out/whole.dwo"
rm "$out/broken/main.dwo"
lost "a missing file" "main.dwo is in none of these places: $out/$form/main.dwo, $out/broken/main.dwo\."
cp "$out/broken/work.dwo" "$out/broken/main.dwo"
lost "a file of another unit" "$out/broken/main.dwo cannot be used: it is of another build"
rm "$out/broken/main.dwo"
mkfifo "$out/broken/main.dwo"
lost "a pipe" "$out/broken/main.dwo cannot be used: it is not a regular file"
rm "$out/broken/main.dwo"
mkdir "$out/broken/main.dwo"
lost "a directory" "$out/broken/main.dwo cannot be used: it is a directory"
rmdir "$out/broken/main.dwo"
: >"$out/broken/main.dwo"
lost "an empty file" "$out/broken/main.dwo cannot be used: it is no 64-bit ELF file"

# crashes FILE: of the file cut at many places, those at which sonde does not end as it should.
crashes()
{
  size=$(wc -c <"$out/whole")
  for part in 1 2 3 5 8 13 21 34 55 80 95 99; do
    head -c "$((size * part / 100))" "$out/whole" >"$1"
    sonde -x "$program" -D '* $params' >/dev/null 2>&1 || [ $? -le 1 ] || echo "cut at $part %"
  done
}

cp "$out/whole.dwo" "$out/whole"
crashes "$out/broken/main.dwo" >"$out/crashes"
report "a file cut short" "$out/crashes"
cp "$out/whole.dwo" "$out/broken/main.dwo"
is "$(sonde -x "$program" -D 'main argc' 2>&1 | sed 's/.* argc/argc/')" 'argc=%di:s32' \
  "the file is back: what was kept of the image is not used"
if [ -f "$out/clang-5-package/prog.dwp" ]; then
  hidden=clang-5-split
  mv "$out/$hidden" "$out/away"
  program=$out/clang-5-package/prog
  mv "$out/clang-5-package/prog.dwp" "$out/whole"
  crashes "$out/clang-5-package/prog.dwp" >"$out/crashes"
  report "a package cut short" "$out/crashes"
fi
finish
