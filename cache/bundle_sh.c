/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cache/bundle_sh.h"

#include <string.h>

#include "cache/bundle_line.h"
#include "cache/bundle_what.h"

/* cache/bundle_sh.sh, made a C string when sonde is built. */
static const char script[] =
#include <cache/bundle_sh_text.inc>
	;

/* What is printed, and how. */
struct writer {
	const struct bundle_sh_feature *features;
	size_t count;
	struct str *out;
};

void bundle_sh_quote(const char *text, struct str *out)
{
	str_append_char(out, '\'');
	for (; *text; text++) {
		if (*text == '\'')
			str_append(out, "'\\''");
		else
			str_append_char(out, *text);
	}
	str_append_char(out, '\'');
}

static void print_head(const struct bundle *bundle, struct str *out)
{
	str_append(out, "#!/bin/sh\n# Probe events for a machine without sonde, made by sonde ");
	str_append_clean(out, bundle->version, "");
	str_append(out,
		   ". To be run as root:\n"
		   "#   sh SCRIPT [add | remove | status | check]\n"
		   "# It does nothing unless the build ids are those of that machine. These are "
		   "the lines that\n# the kernel is told, under the definitions that they were "
		   "made from.\n\n");
	str_appendf(out, "builds=%zu\n", bundle->builds.size);
}

static struct sonde_error *print_what(const struct bundle_build *build, struct str *out)
{
	_cleanup_str_ struct str what = STR_INIT;

	TRY(bundle_what_print(build, &what));
	str_append(out, "  what=");
	bundle_sh_quote(str_text(&what), out);
	str_append_char(out, '\n');
	return NULL;
}

static struct sonde_error *print_need(const struct writer *writer, const char *name, size_t size)
{
	for (size_t i = 0; i < writer->count; i++) {
		const struct bundle_sh_feature *feature = &writer->features[i];

		if (strlen(feature->name) != size || memcmp(feature->name, name, size) != 0)
			continue;
		str_appendf(writer->out, "  need %s ", feature->name);
		bundle_sh_quote(feature->what, writer->out);
		str_append_char(writer->out, ' ');
		bundle_sh_quote(feature->excerpt, writer->out);
		str_append_char(writer->out, '\n');
		return NULL;
	}
	return sonde_error_new(SONDE_ERROR_FORMAT, "There is no feature '%.*s'.", (int)size, name);
}

static struct sonde_error *print_needs(const struct writer *writer, const char *needs)
{
	for (size_t size; *needs; needs += size) {
		needs += strspn(needs, " ");
		size = strcspn(needs, " ");
		if (size)
			TRY(print_need(writer, needs, size));
	}
	return NULL;
}

static struct sonde_error *print_line(const char *text, struct str *out)
{
	_cleanup_bundle_line_ struct bundle_line line = {0};
	_cleanup_str_ struct str name = STR_INIT;

	TRY(bundle_line_split(text, &line));
	str_appendf(&name, "%s/%s", line.group, line.event);
	TRY(str_check(&name));
	str_appendf(out, "  each %s_events ", line.is_user ? "uprobe" : "kprobe");
	bundle_sh_quote(str_text(&name), out);
	str_append_char(out, ' ');
	bundle_sh_quote(text, out);
	str_append_char(out, '\n');
	return NULL;
}

static void print_remark(const char *text, struct str *out)
{
	str_append(out, "  # ");
	str_append_clean(out, text, "");
	str_append_char(out, '\n');
}

static void print_without_filter(const struct cache_filter *filter, struct str *out)
{
	str_append(out, "  # without its filter, so that each hit counts: ");
	str_append_clean(out, filter->text, "");
	str_append_char(out, '\n');
}

static struct sonde_error *print_entry(const struct cache_entry *entry, struct str *out)
{
	print_remark(entry->definition, out);
	if (entry->filter.text)
		print_without_filter(&entry->filter, out);
	vec_for_each(&entry->left_out, sentence)
		print_remark(*sentence, out);
	vec_for_each(&entry->lines, line)
		TRY(print_line(*line, out));
	return NULL;
}

static struct sonde_error *print_build(const struct writer *writer,
				       const struct bundle_build *build, size_t number)
{
	struct str *out = writer->out;

	str_append(out, "\n# ");
	str_append_clean(out, build->target, "");
	str_appendf(out, "\nbuild_%zu()\n{\n", number);
	TRY(print_what(build, out));
	str_append(out, "  id=");
	bundle_sh_quote(build->build_id, out);
	str_append(out, "\n  release=");
	bundle_sh_quote(build->release ? build->release : "", out);
	str_appendf(out, "\n}\n\nbuild_%zu_needs()\n{\n", number);
	TRY(print_needs(writer, build->needs ? build->needs : ""));
	str_appendf(out, "  :\n}\n\nbuild_%zu_lines()\n{\n", number);
	vec_for_each(&build->entries, entry)
		TRY(print_entry(&entry->entry, out));
	str_append(out, "}\n");
	return NULL;
}

struct sonde_error *bundle_sh_print(const struct bundle *bundle,
				    const struct bundle_sh_feature *features, size_t count,
				    struct str *out)
{
	const struct writer writer = {.features = features, .count = count, .out = out};
	size_t number = 0;

	print_head(bundle, out);
	vec_for_each(&bundle->builds, build)
		TRY(print_build(&writer, build, ++number));
	str_appendf(out, "\n%s", script);
	return str_check(out);
}
