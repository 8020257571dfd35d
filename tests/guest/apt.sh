# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Packages of any architecture without touching the system: apt with a state of its own, below
# the cache folder. The system's sources, keys and proxy settings are read, nothing of the
# system is written, and root is not needed. Source host.sh before this.

# apt_open ARCH: choose the architecture of all that follows.
apt_open()
{
  need apt-get apt "packages are fetched by Debian's apt"
  need dpkg-deb dpkg
  apt_arch=$1
  apt_state=$guest_cache/apt/$1
  apt_debs=$guest_cache/deb
  mkdir -p "$apt_debs/partial" "$apt_state/lists/partial" "$apt_state/sources"
  : >"$apt_state/status"
  apt_copy_sources
  cat >"$apt_state/apt.conf.new" <<CONF
#clear APT::Architectures;
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Pre-Install-Pkgs;
APT::Architecture "$apt_arch";
APT::Architectures { "$apt_arch"; };
APT::Install-Recommends "false";
APT::Get::AllowUnauthenticated "false";
Acquire::Languages "none";
Acquire::Retries "3";
Dir::State "$apt_state";
Dir::State::Lists "$apt_state/lists/";
Dir::State::status "$apt_state/status";
Dir::State::extended_states "$apt_state/extended_states";
Dir::Cache "$apt_state";
Dir::Cache::archives "$apt_debs/";
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts "$apt_state/sources";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Binary::apt-get::APT::Keep-Downloaded-Packages "true";
APT::Keep-Downloaded-Packages "true";
CONF
  # The cache folder of root cannot be entered by the user that apt would switch to.
  [ "$(id -u)" != 0 ] || echo 'APT::Sandbox::User "root";' >>"$apt_state/apt.conf.new"
  mv "$apt_state/apt.conf.new" "$apt_state/apt.conf"
}

# The system's sources that carry Debian itself: other vendors' need not have ARCH. Where none
# is recognised, take all.
apt_copy_sources()
{
  rm -f "$apt_state"/sources/*
  for apt_source in /etc/apt/sources.list /etc/apt/sources.list.d/*.list \
    /etc/apt/sources.list.d/*.sources; do
    [ -r "$apt_source" ] || continue
    grep -Eq '^[^#]*/debian(-security)?/?([[:space:]]|$)' "$apt_source" || continue
    cp "$apt_source" "$apt_state/sources/"
  done
  for apt_source in "$apt_state"/sources/*; do
    [ ! -e "$apt_source" ] || return 0
  done
  cp /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources \
    "$apt_state/sources/" 2>/dev/null || :
}

# apt_get ARGS, apt_cache ARGS: the tools on the isolated state. What apt-get says goes to
# stderr: with its own progress bar on a terminal, in plain lines otherwise.
apt_get()
{
  if [ -t 2 ]; then
    apt-get -c "$apt_state/apt.conf" "$@" >&2
  else
    apt-get -q -c "$apt_state/apt.conf" -o Dpkg::Use-Pty=0 "$@" >&2
  fi
}

apt_cache()
{
  apt-cache -c "$apt_state/apt.conf" "$@"
}

# apt_update [force]: refresh the package lists, if they are more than a day old.
apt_update()
{
  if [ "${1-}" != force ] && [ -n "$(find "$apt_state/updated" -mtime -1 2>/dev/null)" ]; then
    return
  fi
  say "refreshing the list of packages for $apt_arch"
  apt_get update || die "apt-get update failed for $apt_arch (the lines above say why)"
  touch "$apt_state/updated"
}

# apt_download PACKAGE=VERSION...: fetch into the cache, verified against the signed lists; a
# file that is there and whole is not fetched again, a torn one is completed or replaced.
apt_download()
{
  (cd "$apt_debs" && apt_get download "$@") && return
  say "the download failed; the list of packages may be too old"
  apt_update force
  (cd "$apt_debs" && apt_get download "$@") ||
    die "cannot download $* for $apt_arch"
}

# apt_deb PACKAGE VERSION: the path of a downloaded package.
apt_deb()
{
  apt_file=$apt_debs/$1_$(printf %s "$2" | sed 's/:/%3a/g')_$apt_arch.deb
  [ -f "$apt_file" ] || die "apt-get did not leave $apt_file"
  printf '%s\n' "$apt_file"
}

# apt_closure PACKAGE...: download the packages and all that they depend on, and print the path
# of each. No other process may change the isolated state meanwhile (see lock).
apt_closure()
{
  apt_update
  # Without what is downloaded already, which it would leave out.
  mkdir -p "$apt_state/none/partial"
  apt_list=$(apt-get -q -c "$apt_state/apt.conf" -o "Dir::Cache::archives=$apt_state/none/" \
    --print-uris -y install "$@" | sed -n "s/^'[^']*' \([^ ]*\.deb\) .*/\1/p")
  [ -n "$apt_list" ] || die "apt cannot work out what $* needs on $apt_arch"
  apt_get -y --download-only install "$@" ||
    die "cannot download $* and what they need for $apt_arch"
  for apt_file in $apt_list; do
    printf '%s\n' "$apt_debs/$apt_file"
  done
}
