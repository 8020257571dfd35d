# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What the scripts of this folder share: what the guest tests have for packages, and root. Sourced, with
# $top set to the checkout.

: "${top:?set \$top to the checkout before sourcing lib.sh}"
# Where host.sh and apt.sh are.
here=$top/tests/guest
# shellcheck source=tests/guest/host.sh
. "$here/host.sh"
# shellcheck source=tests/guest/apt.sh
. "$here/apt.sh"
# shellcheck disable=SC2034 # for the scripts
release=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)

# as_root COMMAND...
as_root()
{
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    need sudo sudo "a clean Debian is made and entered as root"
    sudo "$@"
  fi
}
