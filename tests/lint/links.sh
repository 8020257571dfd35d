#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What a text refers to is there: files and headings that links of Markdown name, where the texts stand and
# where they are installed; pages of the manual that others name; and each page is installed and named in README.md.
set -eu
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

# anchors FILE: what GitHub makes of its headings, one a line.
anchors()
{
  awk '/^```/ { code = !code } !code && /^#+ / { sub(/^#+ +/, ""); print }' "$1" |
    tr '[:upper:] ' '[:lower:]-' | sed 's/[^a-z0-9_-]//g'
}

# goals FILE: what its links of Markdown name, one a line. Not the blocks of code, where brackets mean something else.
goals()
{
  awk '/^```/ { code = !code; next } !code' "$1" | tr '\n' ' ' |
    grep -Eo '\]\([^)]*\)' | sed 's/^](//; s/)$//' | sort -u || :
}

texts=$(echo *.md docs/*.md)
for text in $texts; do
  folder=$(dirname "$text")
  goals "$text" >"$scratch/links"
  while read -r link; do
    case $link in
    http://* | https://*) continue ;;
    esac
    file=${link%%#*}
    if [ -n "$file" ]; then file=$folder/$file; else file=$text; fi
    if [ ! -e "$file" ]; then
      echo "$link: there is no $file"
      continue
    fi
    case $link in
    *'#'*) anchors "$file" | grep -qFx "${link#*#}" || echo "$link: no such heading" ;;
    esac
  done <"$scratch/links" >"$scratch/bad"
  report "$text: what its links name is there" "$scratch/bad"
done

# Texts that are installed, side by side as they stand here, name no file that is not.
installed=$(sed -n 's/^dist_docs\{0,1\}_DATA = //p' Makefile.am | tr ' ' '\n')
printf '%s\n' "$installed" >"$scratch/installed"
for text in $installed; do
  folder=$(dirname "$text")/
  goals "$text" | sed '/^https\{0,1\}:/d; s/#.*//; /^$/d' | while read -r link; do
    printf '%s\n' "${folder#./}$link" | sed 's|[^/]*/\.\./||' | grep -qFx -f "$scratch/installed" ||
      echo "$link is not installed"
  done >"$scratch/bad"
  report "$text: what its links name is installed with it" "$scratch/bad"
done

# Pages as sonde-probe(1), in Markdown and in sources, and as .BR sonde\-probe (1) in pages. Their section must be
# the file's. Commands that have no page of their own are in sonde(1).
for page in docs/*.[1-8]; do
  sed 's/\\-/-/g' "$page" | grep -Eo '^\.BR sonde[a-z-]* \([0-9]\)' | sed 's/^\.BR //; s/ (\([0-9]\))/.\1/' |
    sort -u | while read -r name; do
      [ -e "docs/$name" ] || echo "there is no docs/$name"
    done >"$scratch/bad"
  report "$page: the pages that it names are there" "$scratch/bad"
done
# What is said by others: README.md, the tutorial, the help of the program.
{
  # shellcheck disable=SC2086 # a list
  grep -Eo 'sonde(-[a-z-]+)?\([0-9]\)' $texts
  # shellcheck disable=SC2086 # a list
  grep -rEo --include='*.c' --include='*.h' 'sonde(-[a-z-]+)?\([0-9]\)' $folders
} | sort -u | while IFS=: read -r file name; do
  name=${name%)}
  [ -e "docs/${name%(*}.${name#*(}" ] || echo "$file: there is no ${name%(*}.${name#*(}"
done >"$scratch/bad"
report "pages that texts and sources name are there" "$scratch/bad"

for page in docs/*.[1-8]; do
  name=$(basename "$page")
  grep -qwF "${name%.*}(${name##*.})" README.md || echo "README.md does not name $page"
  tr -s '[:space:]' '\n' <Makefile.am | grep -qFx "$page" || echo "Makefile.am does not install $page"
done >"$scratch/bad"
report "each page is named in README.md, and installed" "$scratch/bad"

for text in docs/*.md; do
  grep -qF "]($text)" README.md || echo "README.md does not name $text"
done >"$scratch/bad"
report "each text is named in README.md" "$scratch/bad"
finish
