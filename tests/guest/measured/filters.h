// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Filters as sonde is told them, and beside each what it has to come down to, in C. The program
 * counts by the second for which of its calls each is true (filtered.c), the cases ask sonde for
 * the first (list_filters.c).
 *
 *	FILTER(NAME, WAYS, TEXT, TRUTH)
 *
 * Behind EVENT(NAME, WHERE, DEFINITION, SHOWN, SECTION) stand the filters of one event: WHERE is
 * `app` or `kernel`, DEFINITION what is probed, SHOWN the argument by which calls are told apart,
 * SECTION what the program has to do for it. WAYS are letters: b, sonde's own programs; f, the
 * filters of the kernel's events have to be able to say it, too; n, it is about memory that cannot
 * always be read, where those go on with any bytes; p, tried with samples of perf as well.
 *
 * Included with FILTER and with one of FILTERS_NUMBERS, FILTERS_NARROW, ... defined, or with EVENT
 * for all of them. TRUTH may use what filtered.c has at hand there.
 */

#ifndef EVENT
#define EVENT(name, where, definition, shown, section)
#define FILTERS_ARE_CHOSEN
#endif

#if defined(FILTERS_NUMBERS) || !defined(FILTERS_ARE_CHOSEN)
EVENT(numbers, app, "numbers n->id", "n->id", "numbers")
FILTER(s8_below, "bf", "n->s8 < -3", n->s8 < -3)
FILTER(u8_between, "bfp", "n->u8 >= 200 && n->u8 != 255", n->u8 >= 200 && n->u8 != 255)
FILTER(s16_ends, "bf", "n->s16 == -32768 || n->s16 > 1000", n->s16 == INT16_MIN || n->s16 > 1000)
FILTER(u16_high, "bf", "n->u16 > 65000", n->u16 > 65000)
FILTER(s32_least, "bf", "n->s32 <= -2147483647", n->s32 <= -2147483647)
FILTER(u32_high, "bf", "n->u32 > 4000000000", n->u32 > 4000000000U)
FILTER(s64_low, "bf", "n->s64 < -9000000000000000000", n->s64 < -9000000000000000000)
FILTER(u64_high, "b", "n->u64 > 9223372036854775807", n->u64 > INT64_MAX)
FILTER(u32_signed, "b", "n->u32 < n->s8", (int64_t)n->u32 < (int64_t)n->s8)
FILTER(u64_unsigned, "b", "n->u64 < n->s64", n->u64 < (uint64_t)n->s64)
FILTER(letter_below, "b", "n->letter < 0 || n->letter > 120", n->letter<0 || n->letter> 120)
FILTER(bits_unsigned, "b", "n->low == 5 && n->high > 4000", n->low == 5 && n->high > 4000)
FILTER(bits_wide, "b", "n->wide > 0x8000000000", n->wide > 0x8000000000)
FILTER(bits_flag, "b", "n->flag && !(n->u8 & 1)", n->flag && !(n->u8 & 1))
FILTER(enumerators, "bf", "n->colour == COLOUR_DARK_BLUE || n->colour == COLOUR_GREEN",
       n->colour == COLOUR_DARK_BLUE || n->colour == COLOUR_GREEN)
FILTER(error_name, "bf", "n->s32 == -ENOENT", n->s32 == -2)
FILTER(chased, "bnp", "n->chain->next->next->depth >= 3",
       n->chain && n->chain->next && n->chain->next->next && n->chain->next->next->depth >= 3)
FILTER(chased_text, "bn", "n->chain->next->name ~ \"*b*\" && n->chain->depth != 2",
       n->chain && n->chain->next && strchr(n->chain->next->name, 'b') && n->chain->depth != 2)
FILTER(bad_pointer, "bn", "n->pointer[0] == 7", is_good(n->pointer) && *n->pointer == 7)
FILTER(not_reached, "bn", "n->s8 > 0 || n->pointer[0] != 7",
       n->s8 > 0 || (is_good(n->pointer) && *n->pointer != 7))
FILTER(bad_and_not, "bn", "!(n->pointer[0] == 7)", is_good(n->pointer) && *n->pointer != 7)
FILTER(two_compared, "b", "n->s32 > n->s16", n->s32 > n->s16)
FILTER(sum_modulo, "b", "(n->u32 + n->s64) % 7 == 3", plus(n->u32, n->s64) % 7 == 3)
FILTER(product_wraps, "bp", "n->s64 * 3 < 0", (int64_t)((uint64_t)n->s64 * 3) < 0)
FILTER(product_unsigned, "b", "n->u64 * 3 > 0xf000000000000000", n->u64 * 3 > 0xf000000000000000)
FILTER(difference_wraps, "b", "n->s64 - 1 > n->s64", plus(n->s64, -1) > n->s64)
FILTER(quotient_by_zero, "b", "n->s32 / n->s16 == 0", quotient(n->s32, n->s16) == 0)
FILTER(remainder_by_zero, "b", "n->s32 % n->s8 == n->s32", remainder_of(n->s32, n->s8) == n->s32)
FILTER(quotient_signed, "b", "n->s64 / -1000 > 1 && n->s64 % 10 == -8",
       quotient(n->s64, -1000) > 1 && remainder_of(n->s64, 10) == -8)
FILTER(quotient_unsigned, "b", "n->u64 / 10 > 1000000000000000000",
       n->u64 / 10 > 1000000000000000000)
FILTER(least_by_minus_one, "b", "n->s64 / -1 == n->s64", quotient(n->s64, -1) == n->s64)
FILTER(shifts, "b", "n->u64 >> 60 == 0xf || (n->s64 >> 63) == -1 && (n->s8 << 4) == 16",
       n->u64 >> 60 == 0xf || (n->s64 < 0 && n->s8 == 1))
FILTER(bitwise, "b", "~n->s32 == 0 || ((n->u16 ^ n->s16) & 0x8000) && !(n->u32 | n->u8)",
       n->s32 == -1 || (((n->u16 ^ n->s16) & 0x8000) && !(n->u32 | n->u8)))
FILTER(of_worker, "bf", "comm == \"app-worker\"", strcmp(doing.comm, "app-worker") == 0)
FILTER(of_globbed, "b", "comm !~ \"app-w*r\" && n->s8 != 0",
       strcmp(doing.comm, "app-worker") != 0 && n->s8 != 0)
FILTER(of_thread, "b", "tid != pid", doing.is_thread)
FILTER(on_cpu, "b", "cpu == 1 && n->u8 != 3", doing.cpu == 1 && n->u8 != 3)
#endif

#if defined(FILTERS_NARROW) || !defined(FILTERS_ARE_CHOSEN)
EVENT(narrow, app, "narrow id", "id", "narrow")
FILTER(narrow_signed, "bf", "a < -3 && c < 0", a < -3 && c < 0)
FILTER(narrow_unsigned, "bf", "b > 127 || d == 65535", b > 127 || d == 65535)
FILTER(narrow_mixed, "bp", "a + c < e && b * d > 1000", a + c < e && b * d > 1000)
#endif

#if defined(FILTERS_TEXTS) || !defined(FILTERS_ARE_CHOSEN)
EVENT(texts, app, "texts t->id", "t->id", "texts")
FILTER(text_equal, "bf", "t->name == \"abc\"", strcmp(t->name, "abc") == 0)
FILTER(text_unequal, "b", "name != \"abc\"", strcmp(name, "abc") != 0)
FILTER(three_stars, "bp", "t->name ~ \"*a*b*c*\"", matches(t->name, "*a*b*c*"))
FILTER(three_stars_not, "b", "name !~ \"*a*b*c*\" && t->room !~ \"*m [3-5]*\"",
       !matches(name, "*a*b*c*") && !matches(t->room, "*m [3-5]*"))
FILTER(classes, "b", "t->name ~ \"[!a-c]??[0-9]*\"", matches(t->name, "[!a-c]??[0-9]*"))
FILTER(begins, "bf", "t->name ~ \"long-*\"", matches(t->name, "long-*"))
FILTER(ends, "b", "t->name ~ \"*.log\"", matches(t->name, "*.log"))
FILTER(two_texts, "b", "t->name == t->other", is_good(t->other) && strcmp(t->name, t->other) == 0)
FILTER(two_texts_not, "b", "t->name != t->other",
       is_good(t->other) && strcmp(t->name, t->other) != 0)
FILTER(in_array, "b", "t->room == \"room 3\" || t->room ~ \"*\\\"*\"",
       strcmp(t->room, "room 3") == 0 || strchr(t->room, '"') != NULL)
FILTER(longer_than_64, "b", "t->name == \"" LONG_TEXT "1\"", strcmp(t->name, LONG_TEXT "1") == 0)
FILTER(longer_than_64_not, "b", "t->name != \"" LONG_TEXT "1\" && t->name ~ \"long-*\"",
       strcmp(t->name, LONG_TEXT "1") != 0 && matches(t->name, "long-*"))
FILTER(empty_text, "b", "t->name == \"\"", *t->name == '\0')
FILTER(bad_text, "bn", "t->other ~ \"*\"", is_good(t->other))
#endif

#if defined(FILTERS_FALLS) || !defined(FILTERS_ARE_CHOSEN)
EVENT(falls, kernel, "vfs_fallocate mode", "mode", "falls")
FILTER(mode_below, "bf", "mode < 0", mode < 0)
FILTER(offset_below, "bf", "offset < -5000000000 || offset == 9223372036854775807",
       offset < -5000000000 || offset == INT64_MAX)
FILTER(end_wraps, "bp", "offset > 0 && len > 0 && offset + len < 0",
       offset > 0 && len > 0 && plus(offset, len) < 0)
FILTER(len_by_offset, "b", "len / offset >= 2 || len % offset == 5",
       quotient(len, offset) >= 2 || remainder_of(len, offset) == 5)
#endif

#if defined(FILTERS_OPENS) || !defined(FILTERS_ARE_CHOSEN)
EVENT(opens, kernel, "do_sys_openat2 dfd", "dfd", "names_opened")
FILTER(name_ends, "bnp", "filename ~ \"*.log\" && dfd < 0",
       is_good(filename) && matches(filename, "*.log") && dfd < 0)
FILTER(name_stars, "bn", "filename ~ \"*a*b*c*\"",
       is_good(filename) && matches(filename, "*a*b*c*"))
FILTER(name_not, "bn", "filename !~ \"*.log\"", is_good(filename) && !matches(filename, "*.log"))
FILTER(name_bad, "bn", "dfd > 1030 || filename == \"x.log\"",
       dfd > 1030 || (is_good(filename) && strcmp(filename, "x.log") == 0))
FILTER(flags_set, "b", "(how->flags & 0x80001) == 0x80001", (flags & 0x80001) == 0x80001)
#endif

#if defined(FILTERS_FILES) || !defined(FILTERS_ARE_CHOSEN)
EVENT(files, kernel, "vfs_read count", "count", "files_read")
FILTER(behind_end, "bp", "count > file->f_inode->i_size && comm == \"app-files\"", count > size)
FILTER(by_name, "b",
       "file->f_path.dentry->d_name.name ~ \"*a*b*c*\" && comm == \"app-files\" && count != 3",
       matches(name, "*a*b*c*") && count != 3)
FILTER(by_folder, "b",
       "file->f_path.dentry->d_parent->d_name.name == \"deeper\" && comm == \"app-files\"", deeper)
FILTER(by_mode, "b", "(file->f_inode->i_mode & 0777) == 0640 && comm ~ \"app-f?les\"", mode == 0640)
FILTER(by_count, "bf", "count >= 10 && count < 20 && comm == \"app-files\"",
       count >= 10 && count < 20)
#endif

#if defined(FILTERS_SENDS) || !defined(FILTERS_ARE_CHOSEN)
EVENT(sends, kernel, "udp_sendmsg len", "len", "sends")
FILTER(bit_set, "b", "sk->sk_no_check_tx == 1 && comm == \"app-sends\"", no_check)
FILTER(bits_reuse, "b", "sk->__sk_common.skc_reuse != 0 && !sk->sk_no_check_tx && len > 3",
       reuse && !no_check && len > 3)
#endif
#undef EVENT
#undef FILTER
#undef FILTERS_ARE_CHOSEN
