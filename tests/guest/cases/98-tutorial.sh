# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# docs/tutorial.md is true: its blocks are run in order, those with `$` on the dev box
# (98-tutorial.prepare), those with `#` here on 6.12 for x86-64, those with `arm64#` here on arm64.
# Another kernel is one that none of this is for.
. /test/lib.sh
# shellcheck source=tests/guest/in/examples.sh
. /test/examples.sh

examples_of_host /root/tutorial/results
cd /root/tutorial || exit
export HOME=/root/tutorial
if ! grep -q ^root: /etc/passwd 2>/dev/null; then
  echo 'root:x:0:0:root:/root:/bin/sh' >/etc/passwd
fi
case $arch-$(uname -r) in
aarch64-*) prompt='arm64# ' ;;
x86_64-6.12.*) prompt='# ' ;;
*)
  runs_ok "the bundle of another kernel is imported" sonde cache import questions.bundle
  run sonde probe -a 'vfs_read count'
  is "$status $(kernel_probes)" "1 " "and not used"
  like "$err" "$(build_id)" "the build id is why"
  finish
  ;;
esac
for file in [0-9]*.command; do
  file=${file%.command}
  case $(head -n 1 "$file.command") in
  "$prompt"*)
    example "./$file" itself
    example_is_so "./$file"
    ;;
  esac
done
like "$tests" '^[0-9]{2,}$' "there were examples"
finish
