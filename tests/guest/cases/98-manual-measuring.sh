# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# As 98-manual: the examples of the pages on commands that count, and on their tables.
. /test/lib.sh
# shellcheck source=tests/guest/in/examples.sh
. /test/examples.sh

cd /root/manual || exit
# shellcheck disable=SC2046 # a list
manual $(ls -d sonde-hist* sonde-latency* sonde-count* sonde-stacks*)
finish
