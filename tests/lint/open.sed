# SPDX-License-Identifier: GPL-2.0-or-later
# What depends on the day's kernel and libraries, and on the compiler, in answers that are the same
# otherwise. For sed -E.
s/\<[0-9a-f]{40}\>/BUILD-ID/g
s/6\.(1|12)\.[0-9]+[^ ,)\\]*/RELEASE/g
s,( /[^ ]*):0x[0-9a-f]+,\1:PLACE,
s,(\.so\.[0-9]+)\.[0-9.]+,\1,
