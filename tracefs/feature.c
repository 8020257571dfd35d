/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tracefs/feature.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "base/str.h"
#include "tracefs/dir.h"

/* README has 13 kB; what is far larger is another file. */
#define README_LIMIT (1 << 20)

static const struct feature_info feature_table[FEATURE_COUNT] = {
	[FEATURE_KPROBES] = {"kprobes", "probes in the kernel", " kprobe_events -"},
	[FEATURE_UPROBES] = {"uprobes", "probes in programs", " uprobe_events -"},
	/* synthetic_events was "Create/append" before kprobe_events was. */
	[FEATURE_APPEND] = {"append", "several probes for one event",
			    "probe_events - Create/append/"},
	[FEATURE_MAXACTIVE] = {"maxactive", "r8: limits pending returns", "r[maxactive]"},
	[FEATURE_DEFAULT_NAME] = {"default-name", "p:GROUP/ makes up the event's name",
				  "p[:[<group>/][<event>]]"},
	[FEATURE_REMOVE_GROUP] = {"remove-group", "-:GROUP/ removes a group",
				  "-:[<group>/][<event>]"},
	[FEATURE_RETURN_OFFSET] = {"return-offset", "return probes at SYMBOL+OFFSET",
				   "place (kretprobe): [<module>:]<symbol>[+<offset>]"},
	[FEATURE_RETURN_SUFFIX] = {"return-suffix", "SYMBOL%return", "[+<offset>]%return"},
	[FEATURE_USER_RETURN_SUFFIX] = {"user-return-suffix", "PATH:OFFSET%return",
					"<path>:<offset>[%return]"},
	[FEATURE_REF_COUNTER] = {"ref-counter", "SDT semaphores, PATH:OFFSET(REF)",
				 "(ref_ctr_offset)"},
	[FEATURE_COMM] = {"comm", "$comm", ", $comm"},
	[FEATURE_CURRENT] = {"current", "$current", ", $current"},
	[FEATURE_ARG_N] = {"arg-n", "$argN", "$comm, $arg<N>"},
	[FEATURE_RETURN_ARG_N] = {"return-arg-n", "$argN in return probes",
				  "return probes support: $retval, $arg<N>"},
	[FEATURE_BTF_ARGS] = {"btf-args", "parameters by name", " <argname>"},
	[FEATURE_BTF_MEMBERS] = {"btf-members", "members by name", " <argname>[->field"},
	[FEATURE_USER_MEMORY] = {"user-memory", "+u0(...)", "+|-[u]<offset>(<fetcharg>)"},
	[FEATURE_IMMEDIATE] = {"immediate", "constants, \\1", "\\imm-value"},
	[FEATURE_IMMEDIATE_STRING] = {"immediate-string", "constant strings, \\\"text\"",
				      "\\\"imm-string\""},
	[FEATURE_HEX_TYPE] = {"hex-type", "types x8 to x64", "x8/16/32/64"},
	[FEATURE_CHAR_TYPE] = {"char-type", "type char", "x8/16/32/64, char,"},
	[FEATURE_SYMBOL_TYPE] = {"symbol-type", "type symbol", " symbol,"},
	[FEATURE_SYMSTR_TYPE] = {"symstr-type", "type symstr", " symstr,"},
	[FEATURE_USTRING_TYPE] = {"ustring-type", "type ustring", " ustring,"},
	[FEATURE_BITFIELD_TYPE] = {"bitfield-type", "bit fields, b1@0/8",
				   "b<bit-width>@<bit-offset>/<container-size>"},
	[FEATURE_ARRAY_TYPE] = {"array-type", "arrays, u8[4]", "<type>\\[<array-size>\\]"},
	[FEATURE_DENTRY_TYPE] = {"dentry-type", "types %pd and %pD", " %pd/%pD,"},
	[FEATURE_EVENT_PROBES] = {"event-probes", "e: events",
				  "<attached-group>.<attached-event> [<args>]"},
	[FEATURE_EVENT_PROBE_FILTER] = {"event-probe-filter", "e: events with a filter",
					"<attached-event> [<args>] [if <filter>]"},
	[FEATURE_FUNCTION_PROBES] = {"function-probes", "f: events",
				     "f[:[<group>/][<event>]] <func-name>"},
	[FEATURE_TRACEPOINT_PROBES] = {"tracepoint-probes", "t: events",
				       "t[:[<group>/][<event>]] <tracepoint>"},
	[FEATURE_HISTOGRAMS] = {"histograms", "histograms", "hist:keys=<field1"},
	[FEATURE_HIST_BUCKETS] = {"hist-buckets", "histograms in steps", ".buckets=size"},
	[FEATURE_HIST_ACTIONS] = {"hist-actions", "variables and actions of histograms",
				  "onmatch(matching.event)"},
	[FEATURE_HIST_PERCENT] = {"hist-percent", "percentages in histograms", ".percent"},
	[FEATURE_SYNTHETIC_EVENTS] = {"synthetic-events", "events made of others",
				      "s:[synthetic/]<event>"},
};

_Static_assert(FEATURE_COUNT <= 64, "struct features holds 64");

const struct feature_info *feature_info(enum feature feature)
{
	return &feature_table[feature];
}

/* Whether `text` starts with `excerpt`, in which a space stands for any white space. */
static bool starts_with(const char *text, const char *excerpt)
{
	for (; *excerpt; excerpt++) {
		if (*excerpt == ' ') {
			if (!isspace((unsigned char)*text))
				return false;
			while (isspace((unsigned char)*text))
				text++;
		} else if (*text++ != *excerpt) {
			return false;
		}
	}
	return true;
}

static bool contains(const char *text, const char *excerpt)
{
	const bool spaced = *excerpt == ' ';
	const char *word = excerpt + spaced;

	for (const char *at = text; (at = strchr(at, *word)); at++) {
		if (spaced && (at == text || !isspace((unsigned char)at[-1])))
			continue;
		if (starts_with(at, word))
			return true;
	}
	return false;
}

struct features features_parse(const char *readme)
{
	struct features features = {0};

	for (unsigned i = 0; i < FEATURE_COUNT; i++) {
		if (contains(readme, feature_table[i].excerpt))
			features_add(&features, i);
	}
	return features;
}

bool features_have(struct features features, enum feature feature)
{
	return features.mask >> feature & 1;
}

void features_add(struct features *features, enum feature feature)
{
	features->mask |= UINT64_C(1) << feature;
}

enum feature features_missing(struct features features, struct features wanted)
{
	unsigned i = 0;

	while (i < FEATURE_COUNT && (features_have(features, i) || !features_have(wanted, i)))
		i++;
	return i;
}

enum feature feature_by_name(const char *name)
{
	unsigned i = 0;

	while (i < FEATURE_COUNT && strcmp(feature_table[i].name, name) != 0)
		i++;
	return i;
}

struct sonde_error *features_read(const char *tracing_dir, struct features *ret)
{
	_cleanup_str_ struct str readme = STR_INIT;
	struct features features;

	TRY(tracing_read(tracing_dir, "README", README_LIMIT, &readme));
	features = features_parse(str_text(&readme));
	if (!features.mask)
		return sonde_error_new(SONDE_ERROR_UNSUPPORTED,
				       "%s/README mentions no probe events: this kernel has none, "
				       "or the file is not tracefs' README.",
				       tracing_dir);
	*ret = features;
	return NULL;
}
