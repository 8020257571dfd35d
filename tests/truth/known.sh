#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# known.sh ARCH SEED PROGRAM: what of it is known to be wrong (tests/truth/known), `EVENT NAME` on
# each line; 1 if nothing is known of its compiler.
set -eu

known=$(dirname "$0")/known
compiler=${3%%[Op]*}
grep -q "^# compilers:.* $compiler\\>" "$known" || exit 1
sed -n "s/^$1 $2 $3 \([PR][0-9]*\)=[^ ]* /\1 /p" "$known"
