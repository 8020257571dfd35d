/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/bundle.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "cache/sha256.h"

static const char remarks[] =
	"# Probes that were resolved on another machine. This is what sonde cache import takes\n"
	"# (sonde-bundle(5)); nothing of it is run. Of a file that is whole the last line has "
	"what\n"
	"#   head -n -1 FILE | sha256sum\n"
	"# prints.\n";

void bundle_entry_deinit(struct bundle_entry *entry)
{
	cache_entry_deinit(&entry->entry);
	vec_deinit(&entry->numbers);
	*entry = (struct bundle_entry){0};
}

void bundle_build_deinit(struct bundle_build *build)
{
	free(build->build_id);
	free(build->target);
	free(build->release);
	free(build->arch);
	free(build->needs);
	vec_for_each(&build->entries, entry)
		bundle_entry_deinit(entry);
	vec_deinit(&build->entries);
	*build = (struct bundle_build){0};
}

void bundle_deinit(struct bundle *bundle)
{
	free(bundle->version);
	vec_for_each(&bundle->builds, build)
		bundle_build_deinit(build);
	vec_deinit(&bundle->builds);
	*bundle = (struct bundle){0};
}

size_t bundle_count(const struct bundle *bundle)
{
	size_t count = 0;

	vec_for_each(&bundle->builds, build)
		count += build->entries.size;
	return count;
}

static void print_value(const char *key, const char *value, struct str *out)
{
	if (!value || !*value)
		return;
	str_appendf(out, "%s: ", key);
	str_append_clean(out, value, "\t");
	str_append_char(out, '\n');
}

static void print_enum(const struct cache_enum *item, struct str *out)
{
	_cleanup_str_ struct str value = STR_INIT;

	str_appendf(&value, "%s ", item->argument);
	enumeration_print(&item->values, &value);
	out->failed |= value.failed;
	print_value("enum", str_text(&value), out);
}

static void print_entry(const struct cache_entry *entry, struct str *out)
{
	print_value(entry->is_marker ? "marker" : "definition", entry->definition, out);
	for (size_t i = 0; i < entry->lines.size; i++) {
		print_value("line", entry->lines.data[i], out);
		if (i < entry->sources.size)
			print_value("source", entry->sources.data[i], out);
	}
	if (entry->is_checked)
		print_value("places", "checked", out);
	vec_for_each(&entry->enums, item)
		print_enum(item, out);
	vec_for_each(&entry->left_out, sentence)
		print_value("left-out", *sentence, out);
	print_value("filter", entry->filter.text, out);
	vec_for_each(&entry->filter.hidden, name)
		print_value("hidden", *name, out);
	str_append_char(out, '\n');
}

static void print_build(const struct bundle_build *build, struct str *out)
{
	print_value("build", build->build_id, out);
	print_value("target", build->target, out);
	print_value("release", build->release, out);
	print_value("architecture", build->arch, out);
	print_value("needs", build->needs, out);
	str_append_char(out, '\n');
	vec_for_each(&build->entries, entry)
		print_entry(&entry->entry, out);
}

void bundle_print(const struct bundle *bundle, struct str *out)
{
	const size_t start = out->size;
	char digest[SHA256_DIGITS + 1];

	str_appendf(out, "sonde-bundle %d\n%s", BUNDLE_FORMAT, remarks);
	print_value("sonde", bundle->version, out);
	str_appendf(out, "builds: %zu\nentries: %zu\n\n", bundle->builds.size,
		    bundle_count(bundle));
	vec_for_each(&bundle->builds, build)
		print_build(build, out);
	/* Without memory there is no text to be digested, and the caller is told by str_check(). */
	if (out->failed)
		return;
	sha256_print(out->data + start, out->size - start, digest);
	str_appendf(out, "sha256: %s\n", digest);
}

/* Bytes of a message, at its start and at its end, that are shown of one that is longer. */
#define MESSAGE_PART 200

/* What it is about can be quoted, and be as long as the file; the reason is at either end. */
static void append_message(const char *text, size_t size, struct str *out)
{
	_cleanup_str_ struct str start = STR_INIT;

	if (size <= 2 * MESSAGE_PART) {
		str_append_clean(out, text, "");
		return;
	}
	str_append_bytes(&start, text, MESSAGE_PART);
	str_append_clean(out, str_text(&start), "");
	str_append(out, " [...] ");
	str_append_clean(out, text + size - MESSAGE_PART, "");
}

struct sonde_error *bundle_error(const char *name, size_t number, size_t column, const char *format,
				 ...)
{
	_cleanup_str_ struct str message = STR_INIT;
	char *text = NULL;
	va_list arguments;
	int size;

	va_start(arguments, format);
	size = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (size < 0)
		return &sonde_error_no_memory;
	append_message(text, (size_t)size, &message);
	free(text);
	return sonde_error_new(SONDE_ERROR_FORMAT, "%s:%zu:%zu: %s", name, number, column,
			       str_text(&message));
}
