# SPDX-License-Identifier: GPL-2.0-or-later
# Print each scalar of one JSON text as PATH=VALUE, an empty list or object as PATH=[] or PATH={}.
# A text that is not JSON (RFC 8259) fails, with the place. What is in strings is not decoded.

function bad(what)
{
	if (!failed)
		print "json: " what " at character " at ": " substr(text, at, 20) >"/dev/stderr"
	failed = 1
	at = length(text) + 1
	return 0
}

function blanks()
{
	while (index(" \t\n\r", substr(text, at, 1)) && at <= length(text))
		at++
}

function take(char)
{
	blanks()
	if (substr(text, at, 1) != char)
		return 0
	at++
	return 1
}

# The pattern has to match right here; sets token.
function match_here(pattern)
{
	if (!match(substr(text, at, 8000), "^(" pattern ")"))
		return 0
	token = substr(text, at, RLENGTH)
	at += RLENGTH
	return 1
}

function string()
{
	blanks()
	if (!match_here("\"([^\"\\\\[:cntrl:]]|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F])*\""))
		return bad("no string")
	token = substr(token, 2, length(token) - 2)
	return 1
}

function list(path,    i)
{
	if (take("]"))
		return print_value(path, "[]")
	do
		value(path "[" i++ + 0 "]")
	while (!failed && take(","))
	return take("]") || bad("no , or ]")
}

function object(path,    name)
{
	if (take("}"))
		return print_value(path, "{}")
	do {
		if (!string())
			return 0
		name = path "." token
		if (name in seen)
			return bad("a name twice")
		seen[name]
		if (!take(":"))
			return bad("no :")
		value(name)
	} while (!failed && take(","))
	return take("}") || bad("no , or }")
}

function print_value(path, what)
{
	print path "=" what
	return 1
}

function value(path)
{
	if (failed)
		return 0
	if (take("["))
		return list(path)
	if (take("{"))
		return object(path)
	if (substr(text, at, 1) == "\"")
		return string() && print_value(path, token)
	if (match_here("true|false|null|-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?"))
		return print_value(path, token)
	return bad("no value")
}

{ text = text $0 "\n" }

END {
	at = 1
	value("")
	blanks()
	if (at <= length(text))
		bad("something after the value")
	exit failed
}
