# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# Each example with `#` of README.md and the manual is run (98-manual.prepare; those of commands that count
# by 98-manual-measuring), in the order of its
# text, and says what the text says. Meanwhile there is something to be seen: files are read and looked for,
# programs are started, ./app works. What has no end of its own gets Ctrl-C. Where the text has no answer, it must
# work, and answer.
. /test/lib.sh
# shellcheck source=tests/guest/in/examples.sh
. /test/examples.sh

cd /root/manual || exit
set --
for folder in *; do
  case $folder in
  sonde-hist* | sonde-latency* | sonde-count* | sonde-stacks*) ;; # 98-manual-measuring
  *) set -- "$@" "$folder" ;;
  esac
done
manual "$@"
finish
