/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hist/svg_page.h"

#include <string.h>

#include "base/wide.h"
#include "hist/footer.h"

/* Of the letters of each type: how high they are, and about how wide one is. */
struct letters {
	const char *class;
	double size, width;
};

static const struct letters *letters_of(enum svg_type type)
{
	static const struct letters types[] = {
		[SVG_LABEL] = {"label", 13, 7.4},     [SVG_SMALL] = {"small", 11, 6.2},
		[SVG_HEADING] = {"heading", 13, 8.2}, [SVG_TITLE] = {"title", 20, 12.9},
		[SVG_WARNING] = {"warning", 12, 6.9}, [SVG_MONO] = {"mono", 12, 7.3},
	};

	return &types[type];
}

double svg_text_width(enum svg_type type, const char *text)
{
	return (double)wide_text(text) * letters_of(type)->width;
}

void svg_length(double length, struct str *out)
{
	const bool is_negative = length < -0.05;
	const unsigned long tenths = (unsigned long)((is_negative  ? -length
						      : length > 0 ? length
								   : 0) *
							     10 +
						     0.5);

	str_appendf(out, "%s%lu", is_negative ? "-" : "", tenths / 10);
	if (tenths % 10)
		str_appendf(out, ".%lu", tenths % 10);
}

static void append_escaped(const char *bytes, size_t size, struct str *out)
{
	static const char special[] = "<>&\"";
	static const char *const names[] = {"&lt;", "&gt;", "&amp;", "&quot;"};
	const char *found = size == 1 && *bytes ? strchr(special, *bytes) : NULL;

	if (found)
		str_append(out, names[found - special]);
	else
		str_append_bytes(out, bytes, size);
}

/* Append @p text for XML, harmless too. */
static void escape(const char *text, struct str *out)
{
	_cleanup_str_ struct str clean = STR_INIT;
	uint32_t code = 0;

	str_append_clean(&clean, text, "");
	for (size_t i = 0; i < clean.size;) {
		const size_t size = str_character(clean.data + i, clean.size - i, &code);

		/* XML has no such characters. */
		if (!size || code == 0xfffe || code == 0xffff)
			str_append_char(out, '?');
		else
			append_escaped(clean.data + i, size, out);
		i += size ? size : 1;
	}
	out->failed |= clean.failed;
}

static void attribute(const char *name, double length, struct str *out)
{
	str_appendf(out, " %s=\"", name);
	svg_length(length, out);
	str_append_char(out, '"');
}

void svg_text(double x, double y, double width, enum svg_anchor anchor, enum svg_type type,
	      const char *text, struct str *out)
{
	static const char *const anchors[] = {
		[SVG_START] = "", [SVG_MIDDLE] = " middle", [SVG_END] = " end"};
	const struct letters *letters = letters_of(type);
	_cleanup_str_ struct str cut = STR_INIT, clean = STR_INIT;
	bool is_cut;

	/* What is not valid takes as much room as what replaces it. */
	str_append_clean(&clean, text, "");
	is_cut = width > 0 && svg_text_width(type, str_text(&clean)) > width;
	wide_cut(str_text(&clean), is_cut ? (size_t)(width / letters->width) : SIZE_MAX, true,
		 &cut);
	str_append(out, "<text");
	attribute("x", x, out);
	attribute("y", y, out);
	str_appendf(out, " class=\"%s%s\">", letters->class, anchors[anchor]);
	out->failed |= cut.failed;
	escape(str_text(&cut), out);
	if (is_cut) {
		str_append(out, "<title>");
		out->failed |= clean.failed;
		escape(str_text(&clean), out);
		str_append(out, "</title>");
	}
	str_append(out, "</text>\n");
	out->failed |= cut.failed || clean.failed;
}

void svg_rect(const struct svg_box *box, const char *class, const char *tip, struct str *out)
{
	if (!(box->width > 0) || !(box->height > 0))
		return;
	str_append(out, "<rect");
	attribute("x", box->x, out);
	attribute("y", box->y, out);
	attribute("width", box->width, out);
	attribute("height", box->height, out);
	str_appendf(out, " %s=\"%s\"", *class == '#' ? "fill" : "class", class);
	if (!tip) {
		str_append(out, "/>\n");
		return;
	}
	str_append(out, "><title>");
	escape(tip, out);
	str_append(out, "</title></rect>\n");
}

void svg_line(double x1, double y1, double x2, double y2, bool is_axis, struct str *out)
{
	str_append(out, "<line");
	attribute("x1", x1, out);
	attribute("y1", y1, out);
	attribute("x2", x2, out);
	attribute("y2", y2, out);
	str_appendf(out, " class=\"%s\"/>\n", is_axis ? "axis" : "grid");
}

/* The same everywhere: the file must not need a font or a style sheet from elsewhere. */
static const char styles[] =
	"<style>\n"
	"text { font-family: system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif;"
	" fill: #1f2a37; }\n"
	".title { font-size: 20px; font-weight: 600; }\n"
	".heading { font-size: 13px; font-weight: 600; }\n"
	".label { font-size: 13px; }\n"
	".small { font-size: 11px; fill: #5b6776; }\n"
	".warning { font-size: 12px; fill: #9a5b00; }\n"
	".mono { font-size: 12px; font-family: ui-monospace, 'DejaVu Sans Mono', monospace; }\n"
	".middle { text-anchor: middle; }\n"
	".end { text-anchor: end; }\n"
	".bar { fill: #2f7fb5; }\n"
	".bar:hover { fill: #e07b39; }\n"
	".back { fill: #f4f6f8; }\n"
	".grid { stroke: #dfe4ea; stroke-width: 1; }\n"
	".axis { stroke: #6b7785; stroke-width: 1; }\n"
	"</style>\n";

void svg_begin(double height, const char *title, const char *subtitle, struct str *out)
{
	_cleanup_str_ struct str size = STR_INIT;

	svg_length(height, &size);
	str_appendf(out,
		    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%s\""
		    " viewBox=\"0 0 %d %s\">\n<title>",
		    SVG_WIDTH, str_text(&size), SVG_WIDTH, str_text(&size));
	escape(title, out);
	str_append(out, "</title>\n");
	str_append(out, styles);
	str_append(out, "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
	svg_text(SVG_MARGIN, 36, SVG_WIDTH - 2 * SVG_MARGIN, SVG_START, SVG_TITLE, title, out);
	svg_text(SVG_MARGIN, 58, SVG_WIDTH - 2 * SVG_MARGIN, SVG_START, SVG_LABEL, subtitle, out);
	out->failed |= size.failed;
}

void svg_end(struct str *out)
{
	str_append(out, "</svg>\n");
}

static void lacking(const struct hist_table *table, struct str *out)
{
	const struct hist_style style = {.utf8 = true};

	hist_footer_print_lacking(table, &style, out);
}

size_t svg_count_lacking(const struct hist_table *table, struct str *out)
{
	_cleanup_str_ struct str text = STR_INIT;
	size_t count = 0;

	lacking(table, &text);
	for (size_t i = 0; i < text.size; i++)
		count += text.data[i] == '\n';
	out->failed |= text.failed;
	return count;
}

void svg_print_lacking(const struct hist_table *table, double y, struct str *out)
{
	_cleanup_str_ struct str text = STR_INIT;
	char *place = NULL;

	lacking(table, &text);
	out->failed |= text.failed;
	if (!text.size)
		return;
	for (char *line = strtok_r(text.data, "\n", &place); line;
	     line = strtok_r(NULL, "\n", &place)) {
		svg_text(SVG_MARGIN, y, SVG_WIDTH - 2 * SVG_MARGIN, SVG_START, SVG_WARNING, line,
			 out);
		y += 18;
	}
	out->failed |= text.failed;
}

double svg_tick_step(double greatest, unsigned most)
{
	static const double steps[] = {1, 2, 5};
	double power = 1;

	while (power * 10 * most < greatest && power < 1e300)
		power *= 10;
	while (power * most >= greatest && power > 1e-300)
		power /= 10;
	for (;; power *= 10)
		for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
			if (steps[i] * power * most >= greatest)
				return steps[i] * power;
}
