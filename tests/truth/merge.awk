# SPDX-License-Identifier: GPL-2.0-or-later
# Lines of definitions that ask for one thing each (P7_0, P7_1, ...) -> one line for each place,
# with all arguments, as a name of its own (P7__1): a kernel takes some milliseconds for a line.
{
  head = $1
  event = head
  sub(/.*\//, "", event)
  sub(/_.*/, "", event)
  sub(/\/.*/, "", head)
  place = event " " $2
  if (!(place in line)) {
    order[++places] = place
    line[place] = head "/" event "__" ++copies[event] " " $2
  }
  for (i = 3; i <= NF; i++) {
    name = $i
    sub(/=.*/, "", name)
    # The base of several definitions has what the others name as well.
    if (!((place, name) in seen) && count[place] < 120) {
      seen[place, name] = 1
      count[place]++
      line[place] = line[place] " " $i
    }
  }
}

END {
  for (i = 1; i <= places; i++)
    print line[order[i]]
}
