# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# needs: sonde
# A disk that gets full while a definition is stored, with more and more room left: it is stored, or
# one error says why not, and the cache is as before.
. /test/lib.sh
disk=$tmp/disk
cache=$disk/cache

# picture: all names below the cache, and what the files hold.
picture()
{
  if [ -e "$cache" ]; then
    find "$cache" | sort
    find "$cache" -type f | sort | xargs cat
  fi
}

# fill PAGES: all but so many of the disk's pages, or what is left if those are fewer.
fill()
{
  fill_count=$(($(stat -f -c %f "$disk") - $1))
  [ "$fill_count" -le 0 ] || dd if=/dev/zero of="$disk/full" bs=4096 count="$fill_count" 2>/dev/null
}

# levels NAME BEGUN: store with 0, 1... pages left, until that is enough for the second time. BEGUN: the
# cache as it is before that; if not there, it is the first definition of all.
levels()
{
  levels_full=0
  levels_enough=0
  levels_page=0
  while [ "$levels_enough" -lt 2 ] && [ "$levels_page" -le 6 ]; do
    mount -t tmpfs -o size=64k,mode=700 none "$disk"
    [ ! -e "$2" ] || cp -a "$2" "$cache"
    fill "$levels_page"
    levels_before=$(picture)
    run sonde --buildid-dir "$cache" probe --cache -n -a vfs_write
    if [ "$status" = 0 ]; then
      levels_enough=$((levels_enough + 1))
      run sonde --buildid-dir "$cache" probe --cache -l
      like "$out" '^vfs_write$' "$1, $levels_page pages left: it is stored"
    else
      levels_full=$((levels_full + 1))
      is "$status $(picture)" "1 $levels_before" "$1, $levels_page pages left: the cache is as before"
      is "$(printf '%s\n' "$err" | grep -c 'No space left on device')" 1 "$1, $levels_page pages left: one error says why"
    fi
    umount "$disk"
    levels_page=$((levels_page + 1))
  done
  is "$((levels_full > 0)) $levels_enough" "1 2" "$1: some were too few, and some were enough"
}

mkdir "$disk"
runs_ok "there is a cache of another" sonde --buildid-dir "$tmp/another" probe --cache -n -a vfs_read
runs_ok "and one of the same" sonde --buildid-dir "$tmp/same" probe --cache -n -a vfs_write
levels 'the first' "$tmp/none"
levels 'the second' "$tmp/another"
levels 'one again' "$tmp/same"
finish
