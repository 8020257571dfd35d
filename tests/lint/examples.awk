# SPDX-License-Identifier: GPL-2.0-or-later
# Take the examples out of man pages and Markdown: each becomes DIR/NNN.command, DIR/NNN.want
# and DIR/NNN.where, NNN counting from 001. An example is a line `$ COMMAND` (or `# COMMAND`, as
# root, or `NAME# COMMAND`, as root of the machine NAME) with its output below, between .EX and .EE
# of the section EXAMPLES, or between "```console" and "```". A command that ends with a backslash goes
# on in the next line. The prompt stays in .command. An example without a prompt is an error. What stands below
# `.\" Tested by CASE.`, up to .EE, is left to that guest case (formats.sh looks for it).

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
  gsub(/\\\(aq/, "'", line)
  gsub(/\\e/, "\\", line)
  return line
}

FNR == 1 {
  flush()
  is_man = FILENAME ~ /\.[1-9]$/
  inside = section = goes_on = elsewhere = 0
}
is_man && /^\.SH/ { section = /^\.SH EXAMPLES/ }
is_man && /^\.\\" Tested by / { elsewhere = 1; next }
is_man && /^\.EX/ { inside = section && !elsewhere; next }
is_man && /^\.EE/ { flush(); inside = elsewhere = 0; next }
!is_man && /^```console$/ { inside = 1; next }
!is_man && /^```/ { flush(); inside = 0; next }
!inside { next }
{ line = is_man ? plain($0) : $0 }
goes_on {
  command = command "\n" line
  goes_on = line ~ /\\$/
  next
}
line ~ /^([$#]|[a-z0-9]+#) / {
  flush()
  command = line
  goes_on = line ~ /\\$/
  where = FILENAME ":" FNR
  next
}
command != "" { want = want line "\n"; next }
{
  printf "%s:%d: an example has no command\n", FILENAME, FNR >"/dev/stderr"
  failed = 1
}
END {
  flush()
  exit failed
}
