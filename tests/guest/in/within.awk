# SPDX-License-Identifier: GPL-2.0-or-later
# The times of tests/guest/measured (INNER OUTER, nanoseconds) against rows (... LOW HIGH COUNT, in
# units of `per` nanoseconds, HIGH included, sorted): prints what cannot be, and nothing if all can.
# A time is cut to a whole unit when it begins and when it ends, and two clocks can differ by a
# thousandth.

FNR == NR {
	shortest[++times] = int($1 * .999 / per) - 1
	longest[times] = int($2 * 1.001 / per) + 1
	next
}

{
	high = $(NF - 1)
	sum += $NF
	least = most = 0
	for (i = 1; i <= times; i++) {
		least += longest[i] <= high
		most += shortest[i] <= high
	}
	if (sum < least || sum > most)
		print sum " up to " high ", and not " least " to " most
	if ($(NF - 2) > high)
		print "the row " $0 " ends before it begins"
	if (NR - times > 1 && $(NF - 2) <= last)
		print "the row " $0 " is not behind the one before"
	last = high
}

END {
	if (sum != times)
		print "they are " sum + 0 " and not " times
}
