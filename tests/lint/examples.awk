# SPDX-License-Identifier: GPL-2.0-or-later
# Take the examples out of man pages and Markdown: each becomes DIR/NNN.command, DIR/NNN.want
# and DIR/NNN.where, NNN counting from 001. An example is a line `$ COMMAND` (or `# COMMAND`, as
# root) with its output below, between .EX and .EE of the section EXAMPLES, or between
# "```console" and "```". The prompt stays in .command.

function flush()
{
  if (command == "")
    return
  sub(/\n+$/, "", want)
  name = sprintf("%s/%03d", dir, ++number)
  print command >(name ".command")
  if (want != "")
    print want >(name ".want")
  else
    printf "" >(name ".want")
  print where >(name ".where")
  close(name ".command")
  close(name ".want")
  close(name ".where")
  command = want = ""
}

# The text that a line of a man page stands for.
function plain(line)
{
  gsub(/\\-/, "-", line)
  gsub(/\\&/, "", line)
  gsub(/\\\(ti/, "~", line)
  gsub(/\\e/, "\\", line)
  return line
}

FNR == 1 {
  flush()
  is_man = FILENAME ~ /\.[1-9]$/
  inside = section = 0
}
is_man && /^\.SH/ { section = /^\.SH EXAMPLES/ }
is_man && /^\.EX/ { inside = section; next }
is_man && /^\.EE/ { flush(); inside = 0; next }
!is_man && /^```console$/ { inside = 1; next }
!is_man && /^```/ { flush(); inside = 0; next }
!inside { next }
{ line = is_man ? plain($0) : $0 }
line ~ /^[$#] / {
  flush()
  command = line
  where = FILENAME ":" FNR
  next
}
command != "" { want = want line "\n" }
END { flush() }
