/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A bundle: what parses is printed, and the print parses to the same print. Since hardly any input
 * has its own digest at its end, each is tried with it as well.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cache/bundle.h"
#include "cache/sha256.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_again(const struct bundle *first)
{
	_cleanup_bundle_ struct bundle second = {0};
	_cleanup_str_ struct str printed = STR_INIT, again = STR_INIT;

	bundle_print(first, &printed);
	if (bundle_parse(printed.data, printed.size, "f", &second))
		abort();
	bundle_print(&second, &again);
	if (bundle_count(first) != bundle_count(&second) ||
	    strcmp(str_text(&printed), str_text(&again)))
		abort();
}

static void try_bytes(const char *bytes, size_t size)
{
	_cleanup_bundle_ struct bundle bundle = {0};
	_cleanup_error_ struct sonde_error *error = bundle_parse(bytes, size, "f", &bundle);

	if (!error)
		try_again(&bundle);
	else if (error->kind != SONDE_ERROR_FORMAT && error->kind != SONDE_ERROR_UNSUPPORTED)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_str_ struct str sealed = STR_INIT;
	char digest[SHA256_DIGITS + 1];

	try_bytes((const char *)data, size);
	str_append_bytes(&sealed, (const char *)data, size);
	if (!size || data[size - 1] != '\n')
		str_append_char(&sealed, '\n');
	if (sealed.failed)
		return 0;
	sha256_print(sealed.data, sealed.size, digest);
	str_appendf(&sealed, "sha256: %s\n", digest);
	try_bytes(sealed.data, sealed.size);
	return 0;
}
