# SPDX-License-Identifier: GPL-2.0-or-later
# Lines of CSV (RFC 4180) -> lines with a tab between the fields: in a field \\ is a backslash, \n a
# new line, \t a tab. A text that is not CSV fails, with the line.

function bad(what)
{
	print "csv: line " NR ": " what >"/dev/stderr"
	failed = 1
	exit 1
}

# Takes one field off the beginning of rest; a line is added where it goes on in the next one.
function field(    text, at)
{
	if (substr(rest, 1, 1) != "\"") {
		match(rest, /^[^,"\r]*/)
		text = substr(rest, 1, RLENGTH)
		rest = substr(rest, RLENGTH + 1)
		return text
	}
	rest = substr(rest, 2)
	for (;;) {
		at = index(rest, "\"")
		if (!at) {
			text = text rest "\n"
			if ((getline rest) <= 0)
				bad("a quote is not closed")
			continue
		}
		text = text substr(rest, 1, at - 1)
		rest = substr(rest, at + 1)
		if (substr(rest, 1, 1) != "\"")
			return text
		text = text "\""
		rest = substr(rest, 2)
	}
}

{
	rest = $0
	line = ""
	for (count = 1;; count++) {
		text = field()
		gsub(/\\/, "\\\\", text)
		gsub(/\n/, "\\n", text)
		gsub(/\t/, "\\t", text)
		line = line (count > 1 ? "\t" : "") text
		if (substr(rest, 1, 1) != ",")
			break
		rest = substr(rest, 2)
	}
	if (rest != "\r")
		bad("no comma and no end of the line: " rest)
	if (fields && fields != count)
		bad(count " fields, and not " fields)
	fields = count
	print line
}

END { exit failed }
