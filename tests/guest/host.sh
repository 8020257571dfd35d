# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What the host-side scripts of this folder share. Sourced, with $here set to this folder.

me=${0##*/}
: "${here:?set \$here to the folder of host.sh before sourcing it}"

# The folder of everything fetched or built once: kernels, packages, the arm64 sysroot. Never
# inside the checkout; removing it is always safe.
guest_cache=${SONDE_TEST_CACHE:-${XDG_CACHE_HOME:-${HOME:?HOME is not set}/.cache}/sonde-tests}

# say TEXT: progress for a person, on stderr, so that stdout stays for results.
say()
{
  printf '%s: %s\n' "$me" "$*" >&2
}

# die TEXT: the one error of a failed script.
die()
{
  printf '%s: error: %s\n' "$me" "$*" >&2
  exit 1
}

# need COMMAND PACKAGE [WHY]: fail with the package to install if COMMAND is not there.
need()
{
  command -v "$1" >/dev/null 2>&1 ||
    die "$1 is missing${3:+ ($3)}; install the package $2 (scripts/install-deps does)"
}

# lock NAME: hold the cache's lock NAME until this process ends.
lock()
{
  need flock util-linux
  mkdir -p "$guest_cache"
  exec 9>"$guest_cache/$1.lock"
  flock -n 9 && return
  say "waiting for another process that holds $guest_cache/$1.lock"
  flock 9
}

# machine_arch: Debian's name of this machine's architecture.
machine_arch()
{
  case $(uname -m) in
  x86_64) echo amd64 ;;
  aarch64) echo arm64 ;;
  *) uname -m ;;
  esac
}

# cc_for ARCH: the compiler that makes programs for ARCH.
cc_for()
{
  if [ "$1" = "$(machine_arch)" ]; then
    echo "${CC:-cc}"
    return
  fi
  case $1 in
  amd64) echo x86_64-linux-gnu-gcc ;;
  arm64) echo aarch64-linux-gnu-gcc ;;
  *) die "no compiler known for $1" ;;
  esac
}
