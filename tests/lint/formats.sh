#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the manual shows of formats, in blocks outside of EXAMPLES, is what sonde reads or writes. Each such
# block is either held against sonde here, or by a test that is named here, or it is a form: it has
# places for others in it.
set -eu
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

[ -x "$SONDE" ] || die "$SONDE is missing: run make"
mkdir "$scratch/bin" "$scratch/home" "$scratch/blocks"
HOME=$scratch/home
PATH=$scratch/bin:$PATH
export HOME
ln -s "$SONDE" "$scratch/bin/sonde"

# Each block becomes PAGE/NN, with its first line in PAGE/NN.where.
for page in docs/*.[1-8]; do
  mkdir "$scratch/blocks/${page##*/}"
  awk -v dir="$scratch/blocks/${page##*/}" -v page="$page" '
    /^\.SH/ { examples = /^\.SH EXAMPLES/ }
    /^\.EX/ && !examples {
      name = sprintf("%s/%02d", dir, ++number)
      print page ":" FNR + 1 >(name ".where")
      inside = 1
      next
    }
    /^\.EE/ { inside = 0 }
    inside {
      gsub(/\\-/, "-"); gsub(/\\&/, ""); gsub(/\\\(ti/, "~"); gsub(/\\\(aq/, "\047"); gsub(/\\e/, "\\")
      print >name
    }' "$page"
done

# block PAGE TEXT: the file of the block of this page that has this text; it is not looked at again.
block()
{
  found=$(grep -lF -e "$2" "$scratch/blocks/$1"/?? 2>/dev/null) || found=
  case $found in
  '' | *' '*) die "docs/$1: no block, or more than one, has: $2" ;;
  esac
  mv "$found" "$scratch/block"
  rm "$found.where"
}

block sonde-bundle.5 'sonde-bundle 1'
mv "$scratch/block" "$scratch/bundle"
sonde --buildid-dir "$scratch/imported" cache import "$scratch/bundle" >"$scratch/out" 2>"$scratch/bad" || :
# It is of a kernel that does not run here, which is said.
sed -i '/^Note: /d' "$scratch/bad"
report "sonde-bundle(5): its bundle can be imported" "$scratch/bad"
block sonde-bundle.5 'sha256sum'
# shellcheck disable=SC2016 # it is for the other shell
is "$(sed 's/^\$ //; s,FILE,"$scratch/bundle",' "$scratch/block" | scratch=$scratch sh | cut -d ' ' -f 1)" \
  "$(sed -n '$s/sha256: //p' "$scratch/bundle")" "sonde-bundle(5): its last line is what the command prints"

block sonde-cache.5 'p:probe/vfs_read'
folder="$scratch/perf/[kernel.kallsyms]/7f76f39faf07f34cfa9fadd801e131bfa8cb6dc3"
(umask 077 && mkdir -p "$folder" && cp "$scratch/block" "$folder/probes")
is "$(sonde --buildid-dir "$scratch/perf" cache list 2>&1 | sed 1d)" "$(grep '^[#%]' "$scratch/block" | sed 's/^#//')" \
  "sonde-cache(5): the file probes can be read"

cat >"$scratch/bin/ssh" <<'SH'
#!/bin/sh -eu
# The other machine is another home.
shift
mkdir -p "$HOME/prod"
cd "$HOME/prod"
HOME=$HOME/prod sh -c "$*"
SH
chmod +x "$scratch/bin/ssh"
block sonde-cache.5 'ssh root@prod'
mv "$scratch/block" "$scratch/carrying"
# The first one needs a kernel with debuginfo: tests/lint/examples.sh has it, as an example of sonde-probe(1).
cp -r "$scratch/imported" "$scratch/cache"
sed -n 's/^\$ //p' "$scratch/carrying" | sed 1d | while read -r line; do
  rm -rf "$scratch/home/prod"
  (cd "$scratch" && sh -c "$line") >"$scratch/out" 2>&1 || cat "$scratch/out"
  (HOME=$scratch/home/prod sonde cache list 2>&1 || :) | grep -qFx 'vfs_read count' || echo "$line: nothing came there"
done >"$scratch/bad"
report "sonde-cache(5): the ways to another machine work" "$scratch/bad"

block sonde-hist-output.5 'vfs_read: latency'
is "$(cat "$scratch/block")" "$(cat tests/data/hist-outputs/latency.ascii)" "sonde-hist-output(5): the table is one"
block sonde-hist-output.5 'jq '
if command -v jq >/dev/null 2>&1; then
  is "$(sh -c "$(cat "$scratch/block")" <tests/data/hist-outputs/latency.json)" \
    "$(grep -o '"high": *[0-9]*' tests/data/hist-outputs/latency.json | grep -o '[0-9]*$' | sort -n | tail -n 1)" \
    "sonde-hist-output(5): jq finds what it says"
else
  note "sonde-hist-output(5): jq is missing"
  [ "${CI-}" != true ] || die "jq is missing: apt-get install jq"
fi

# Those of this page are held against goldens by tests/unit/trace_outputs.sh.
rm "$scratch"/blocks/sonde-trace-output.5/*
# Expressions, operators and names: tests/unit/test_filter_expr.c and tests/unit/test_base_qualname.c have their grammars.
block sonde-filter.1 'count > 4096'
block sonde-filter.1 '<< >>'
block sonde-probe.1 'Klass::method'
# What is said of a process, and a declaration.
block sonde-probe.1 'Removed what an interrupted sonde'
block sonde-trace.1 'int filter(struct sonde_args'
# For files of shells: tests/complete/run.sh reads both into them.
block sonde.1 'completions/sonde.bash'

for left in "$scratch"/blocks/*/??; do
  [ -e "$left" ] || continue
  grep -qF '\f' "$left" || sed 's/$/: nothing tests this block/' "$left.where"
done >"$scratch/bad"
report "all other blocks are forms" "$scratch/bad"

# Examples that are left to a guest case: it says so.
for page in docs/*.[1-8]; do
  sed -n 's/^\.\\" Tested by \([^ ]*\)\.$/\1/p' "$page" | while read -r case; do
    grep -qF "${page##*/}" "tests/guest/cases/$case.sh" 2>/dev/null ||
      echo "$page: tests/guest/cases/$case.sh does not say that it tests an example of ${page##*/}"
  done
done >"$scratch/bad"
report "examples that guest cases test are known to them" "$scratch/bad"
finish
