# SPDX-License-Identifier: GPL-2.0-or-later
# Text on stdin, with all that another run would have otherwise told alike: build ids, boots, releases, addresses,
# numbers with their units, bars, the width of columns. A number that a variable has, behind =, stays if it has at most
# six digits. Equal lines one behind the other, as rows of a histogram are then, become one.

# alike TEXT: without variables' numbers.
function alike(text)
{
  gsub(/[0-9a-f]+-[0-9a-f]+-[0-9a-f]+-[0-9a-f]+-[0-9a-f]+/, "N", text)
  gsub(/0x[0-9a-f]+/, "N", text)
  gsub(/[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]+/, "N", text)
  gsub(/6\.[0-9]+\.[0-9]+[^ ,)]*/, "RELEASE", text)
  gsub(/[0-9]([0-9,.:]*[0-9])?/, "N", text)
  gsub(/N-N-N/, "N", text)
  gsub(/N ?(ns|us|ms)/, "N", text)
  gsub(/N[KMGTPE]/, "N", text)
  gsub(/[[(]N, N\]/, "N", text)
  gsub(/N (hit|row)s?/, "N hits", text)
  return text
}

{
  sub(/\r$/, "")
  sub(/  [#.]+$/, "")
  sub(/ +[0-9.]+%$/, "")
  rest = $0
  line = ""
  while (match(rest, /=(0x)?[0-9a-f][0-9a-f]?[0-9a-f]?[0-9a-f]?[0-9a-f]?[0-9a-f]?( |$)/)) {
    line = line alike(substr(rest, 1, RSTART - 1)) substr(rest, RSTART, RLENGTH)
    rest = substr(rest, RSTART + RLENGTH)
  }
  line = line alike(rest)
  gsub(/[ \t]+/, " ", line)
  sub(/^ /, "", line)
  sub(/ $/, "", line)
  # Blank lines at the end do not show in a text.
  if (line == "") {
    blank = NR > 1
    before = ""
    next
  }
  if (blank)
    print ""
  blank = 0
  if (line != before)
    print line
  before = line
}
