# SPDX-License-Identifier: GPL-2.0-or-later
# Functions of C files: lines "SIZE FILE:LINE:NAME". The code is formatted by clang-format
# (format.sh): only a function has a brace alone at the start of a line.
FNR == 1 { head = 1; inside = 0; text = "" }
/^\{$/ {
  inside = 1
  start = head
  sub(/\(.*/, "", text)
  sub(/.*[ *]/, "", text)
}
/^\}/ && inside {
  inside = 0
  print FNR - start + 1, FILENAME ":" start ":" text
}
!inside {
  if (/^$/ || /^#/ || /^\}/ || /;$/ || /\*\/$/) {
    head = FNR + 1
    text = ""
  } else {
    text = text " " $0
  }
}
