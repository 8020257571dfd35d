#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The examples of the manual and of README.md say the truth: those with the prompt `$` are run,
# in order, where `vmlinux` is a small kernel made of examples.c, and `build/server` the program
# server.cc; and again with Debian's 6.12 if it is in the test cache (tests/guest/fetch). A file that
# `cat` shows is made of what it shows, and `scp` copies to another folder. Those with `#` are for a running
# kernel: 98-manual of the guest tests runs all of them. docs/tutorial.md and docs/perf-users.md are for
# 98-tutorial.
set -eu
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

[ -x "$SONDE" ] || die "$SONDE is missing: run make"
mkdir "$scratch/bin" "$scratch/examples"
ln -s "$SONDE" "$scratch/bin/sonde"
printf '#!/bin/sh\ncp "$1" "$HOME"\n' >"$scratch/bin/scp"
chmod +x "$scratch/bin/scp"
awk -v dir="$scratch/examples" -f tests/lint/examples.awk README.md docs/*.[1-8]
[ -e "$scratch/examples/001.command" ] || die "no example was found"

# What depends on the day's kernel and libraries, on the compiler, and on the terminal's user.
leave_open()
{
  sed -E -f tests/lint/open.sed -e "s, $1/, /root/,"
}

# run_with VMLINUX NAME: all examples, each document in a folder of its own.
run_with()
{
  for file in "$scratch"/examples/*.command; do
    command=$(cat "$file")
    where=$(cat "${file%.command}.where")
    case $command in '# '*) continue ;; esac
    folder=$scratch/$2/${where%:*}
    mkdir -p "$folder/home" "$folder/build"
    ln -sf "$1" "$folder/vmlinux"
    cp "$scratch/server" "$folder/build/"
    case $command in
    '$ cat '*)
      cp "${file%.command}.want" "$folder/${command#\$ cat }"
      continue
      ;;
    esac
    (cd "$folder" && HOME=$folder/home PATH=$scratch/bin:$PATH sh -c "${command#??}") \
      >"$scratch/got" 2>&1 || :
    # Blank lines at the end do not show in a manual.
    sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' "$scratch/got" | leave_open "$folder" >"$scratch/got.open"
    leave_open "$folder" <"${file%.command}.want" >"$scratch/want.open"
    diff -u --label "$where" --label "sonde, $2" "$scratch/want.open" "$scratch/got.open" \
      >"$scratch/bad" || :
    report "$2: $where: ${command#??}" "$scratch/bad"
  done
}

# compiler [g++]: one for x86-64, which the examples are about.
compiler()
{
  if [ "${1-}" ]; then set -- g++ x86_64-linux-gnu-g++; else set -- "${CC:-cc}" x86_64-linux-gnu-gcc; fi
  for cc; do
    # shellcheck disable=SC2086 # CC can have options
    case $($cc -dumpmachine 2>/dev/null) in x86_64*linux*)
      echo "$cc"
      return
      ;;
    esac
  done
}

case $("$SONDE" version --build-options) in
*'dwarf: on'*) ;;
*) skip_all "this sonde is built without DWARF" ;;
esac
cc=$(compiler)
cxx=$(compiler g++)
[ -n "$cxx" ] || die "there is no g++ for x86-64: apt-get install g++"
$cxx -g -O2 -o "$scratch/server" tests/lint/server.cc || die "cannot compile tests/lint/server.cc"
real=${SONDE_TEST_CACHE:-${XDG_CACHE_HOME:-${HOME-}/.cache}/sonde-tests}/kernels/6.12-amd64/vmlinux
if [ -n "$cc" ]; then
  # shellcheck disable=SC2086 # CC can have options
  $cc -std=gnu11 -g -O2 -ffreestanding -fno-pic -fcf-protection=none -mcmodel=kernel -nostdlib \
    -static -no-pie -Wl,-T,tests/dwarf/vmlinux.lds -Wl,--no-warn-rwx-segments \
    -Wl,--build-id=0x7f76f39faf07f34cfa9fadd801e131bfa8cb6dc3 -o "$scratch/vmlinux" \
    tests/lint/examples.c || die "cannot compile tests/lint/examples.c"
  run_with "$scratch/vmlinux" small
else
  note "small: there is no compiler for x86-64: apt-get install gcc-x86-64-linux-gnu"
fi
if [ -e "$real" ]; then
  run_with "$real" 6.12-amd64
else
  note "6.12-amd64: not run, it is not in the test cache: tests/guest/fetch 6.12-amd64"
fi
[ "$tests" -gt 0 ] || skip_all "there is neither a compiler for x86-64 nor Debian's 6.12"
finish
