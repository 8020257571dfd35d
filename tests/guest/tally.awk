# SPDX-License-Identifier: GPL-2.0-or-later
# Turn the results of one guest into TAP. What is missing is as bad as what failed.
#
#	awk -f tally.awk -v kernel=NAME -v number=N -v cases="A B" -v ci=TEXT -v counts=FILE RESULTS
#
# number: of the last line of TAP before these. cases: what must have run. ci: if not empty, a
# skip is a failure. counts: gets one line, "PASSED FAILED LAST-NUMBER".

function point(good, text)
{
	number++
	if (good)
		passed++
	else
		failed++
	printf "%s %d - %s %s\n", good ? "ok" : "not ok", number, kernel, text
}

function assertion(good, line,    reason)
{
	asserted++
	if (!good)
		case_failed++
	sub(/^(not )?ok [0-9]+ - /, "", line)
	if (match(line, / # SKIP /)) {
		reason = substr(line, RSTART + RLENGTH)
		line = substr(line, 1, RSTART - 1)
		if (ci != "")
			point(0, name ": " line " (skipped: " reason ")")
		else
			point(1, name ": " line " # SKIP " reason)
		return
	}
	point(good, name ": " line)
}

function end_case(status)
{
	if (plan < 0)
		point(0, name ": stopped after " asserted " tests with status " status)
	else if (plan != asserted)
		point(0, name ": planned " plan " tests, made " asserted)
	else if (plan == 0)
		point(0, name ": tests nothing")
	else if (status != 0 && !case_failed)
		point(0, name ": status " status " with no failed test")
	name = ""
}

BEGIN {
	passed = failed = ended = 0
	name = ""
}

{ sub(/\r$/, "") }

/^sonde-guest: case / {
	if (name != "")
		end_case("unknown")
	name = $3
	seen[name] = 1
	asserted = case_failed = 0
	plan = -1
	next
}
/^sonde-guest: end-of-case / {
	if ($5 == "after")
		print "# " kernel ": " name " took " $6 " s"
	end_case($4)
	next
}
/^sonde-guest: problem / {
	sub(/^sonde-guest: problem /, "")
	point(0, name ": " $0)
	next
}
/^sonde-guest: end [0-9]+$/ { ended = 1; next }
/^sonde-guest: / { sub(/^sonde-guest: /, ""); print "# " kernel ": " $0; next }
name != "" && /^ok [0-9]+ - / { assertion(1, $0); next }
name != "" && /^not ok [0-9]+ - / { assertion(0, $0); next }
name != "" && /^1\.\.[0-9]+$/ { plan = substr($0, 4) + 0; next }
/^#/ { print; next }
{ print "#   " $0 }

END {
	if (name != "")
		point(0, name ": the guest ended during this case")
	n = split(cases, wanted, " ")
	for (i = 1; i <= n; i++)
		if (!(wanted[i] in seen))
			point(0, wanted[i] ": did not run")
	if (!ended)
		point(0, "the guest did not report its end")
	print passed, failed, number > counts
}
