# SPDX-License-Identifier: GPL-2.0-or-later
# Lines for the kernel (build) -> a script for gdb on x86-64, which stops at their places and
# prints what an event of the kernel would have: each fetch argument, evaluated as the kernel
# does. On the next line, which begins with `gdb`, is what gdb itself has for the variable that
# was asked for; `inside` is whether it takes the place for one of the function's, or for one of
# its caller's, into which it is inlined. The first file is the definitions, for what each
# argument means in C; `bias` is what addresses are more than file offsets of the code. Places of
# returns are left out: at the entry there is no $retval. With `anywhere` the place is of the function
# in any case.

FNR == NR {
  split($1, part, "=")
  sub(/_.*/, "", part[1])
  owner[part[1]] = part[2]
  sub(/[:%].*/, "", owner[part[1]])
  for (i = 2; i <= NF; i++) {
    equals = index($i, "=")
    if (equals)
      meaning[part[1], substr($i, 1, equals - 1)] = substr($i, equals + 1)
  }
  next
}

/^p:/ {
  event = $1
  sub(/.*\//, "", event)
  place = event
  sub(/__.*/, "", place)
  offset = $2
  sub(/.*:/, "", offset)
  printf "break *(%s + %s)\ncommands\nsilent\necho \\n%s: ()\n", bias, offset, event
  for (i = 3; i <= NF; i++) {
    equals = index($i, "=")
    output_fetch(substr($i, 1, equals - 1), substr($i, equals + 1))
  }
  printf "echo \\ \\ngdb %s inside=\noutput %s\n", event, \
    anywhere ? 1 : "$_caller_is(\"" owner[place] "\", 0)"
  for (i = 3; i <= NF; i++)
    output_meaning(substr($i, 1, index($i, "=") - 1), place)
  print "echo \\ \\n\ncontinue\nend"
  breaks++
}

END {
  print "run"
  # Where a command fails, its list ends, and the program stands. The value has no text then.
  for (i = 0; i < (anywhere ? 5000 : 300); i++)
    print "echo \\n\ncontinue"
}

function output_meaning(name, place,    text) {
  text = (place, name) in meaning ? meaning[place, name] : name
  # One of all members of a record; in their own names there is no `_`.
  if (text ~ /^v[0-9]+_/)
    gsub(/_/, ".", text)
  printf "echo \\ %s=\n", name
  if (sub(/:string$/, "", text))
    printf "printf \"\\\"%%s\\\"\", (char *)(%s)\n", text
  else
    printf "output/x %s\n", text
}

# The C type of a fetch argument's type.
function c_type(type,    bits, text) {
  bits = type
  gsub(/[^0-9]/, "", bits)
  text = bits == 8 ? "char" : bits == 16 ? "short" : bits == 32 ? "int" : "long"
  return (type ~ /^s/ ? "signed " : "unsigned ") text
}

# The address that is read, if the argument reads memory; sets is_memory.
function address_of(fetch,    open, offset, inner) {
  is_memory = 1
  if (fetch ~ /^@\+-/)
    return "(" bias " - " substr(fetch, 4) ")"
  if (fetch ~ /^@\+/)
    return "(" bias " + " substr(fetch, 3) ")"
  if (fetch ~ /^[+-]/) {
    open = index(fetch, "(")
    offset = substr(fetch, 1, open - 1)
    sub(/u/, "", offset)
    inner = value_of(substr(fetch, open + 1, length(fetch) - open - 1))
    is_memory = 1
    return "((unsigned long)" inner " " substr(offset, 1, 1) " " substr(offset, 2) ")"
  }
  is_memory = 0
  return ""
}

# A word: a register, a number, or what is at an address.
function value_of(fetch,    text) {
  text = address_of(fetch)
  if (is_memory)
    return "*(unsigned long *)" text
  if (fetch ~ /^%/)
    return register_of(substr(fetch, 2))
  return "(long)" substr(fetch, 2)
}

function register_of(name) {
  return "(unsigned long)$" (name ~ /^(ax|bx|cx|dx|si|di|bp|sp|ip)$/ ? "r" name : name)
}

function output_fetch(name, text,    colon, type, fetch, place, count, bits) {
  colon = index(text, ":")
  fetch = substr(text, 1, colon - 1)
  type = substr(text, colon + 1)
  printf "echo \\ %s=\n", name
  place = address_of(fetch)
  if (type == "string" ) {
    printf "printf \"\\\"%%s\\\"\", (char *)%s\n", place
    return
  }
  if (match(type, /\[[0-9]+\]/)) {
    count = substr(type, RSTART + 1, RLENGTH - 2)
    printf "output/x *(%s *)%s@%d\n", c_type(substr(type, 1, RSTART - 1)), place, count
    return
  }
  if (type ~ /^b/) {
    split(substr(type, 2), bits, /[@\/]/)
    text = "(unsigned long)" (is_memory ? "*(" c_type("u" bits[3]) " *)" place : value_of(fetch))
    printf "output/x (%s >> %d) & ((1ul << %d) - 1)\n", text, bits[2], bits[1]
    return
  }
  if (is_memory)
    printf "output/x *(%s *)%s\n", c_type(type), place
  else
    printf "output/x (%s)%s\n", c_type(type), value_of(fetch)
}
