# SPDX-License-Identifier: GPL-2.0-or-later
# The remarks of a source (program.cc says how) -> definitions. Each asks for one thing, since one
# that cannot be had would fail the others; `now`, a variable of the program, is its own for all of
# an event. `source` is the source's name, `arch` what it is compiled for; `kind` is what is wanted:
#
#     all       all that is to be had, or may be (`?ARG`), or is to be had on x86-64 (`^ARG`); `+NAME`
#               is one of the names that others get
#     needed    `EVENT NAME` of what is to be had
#     refused   definitions of what cannot be had, behind a tab the words that sonde must have for it

# The name that an argument gets.
function name_of(arg,    parts, last) {
  if (arg ~ /^[a-z_0-9]+=/)
    return substr(arg, 1, index(arg, "=") - 1)
  if (sub(/:[a-z0-9]+$/, "", arg) && arg !~ /[.>]/)
    return ""
  gsub(/\[[0-9]*\]/, "", arg)
  parts = split(arg, last, /\.|->/)
  arg = last[parts]
  sub(/^\$/, "", arg)
  gsub(/:/, "_", arg)
  return arg ~ /^[0-9]/ ? "__" arg : arg
}

function print_refused(event, text) {
  if (kind == "refused")
    printf "%s_%d=%s %s\t%s\n", event, number++, point, word[2], \
      substr(text, length(event) + length(word[2]) + 3)
}

function print_wanted(event, arg) {
  if (sub(/^\+/, "", arg)) {
    if (kind == "needed")
      print event, arg
    return
  }
  if (arg ~ /^\$/)
    needed = ""
  else
    needed = sub(/^\?/, "", arg) || (sub(/^\^/, "", arg) && arch != "x86_64") ? "" : name_of(arg)
  if (kind == "all")
    printf "%s_%d=%s %s\n", event, number++, point, arg
  if (kind == "needed" && needed)
    print event, needed
}

/^[^\/*]*[^ \/*]+.*\/\/@ / || /^[ \t]*\/\/- / {
  match($0, /\/\/[@-] /)
  text = substr($0, RSTART + 4)
  count = split(text, word, " ")
  # What is said to be refused is so at the line before.
  if (substr($0, RSTART + 2, 1) == "-") {
    print_refused(word[1], text)
    next
  }
  point = "@" source ":" FNR
  first = 2
  if (sub(/^at=/, "", word[2])) {
    point = word[2]
    first = 3
  }
  print_wanted(word[1], "now=" now)
  for (i = first; i <= count; i++)
    print_wanted(word[1], word[i])
}
