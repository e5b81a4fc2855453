#include "base/clean.h"

#include <unictype.h>
#include <unistr.h>
#include <uniwidth.h>

#include "base/buf.h"
#include "base/idn.h"
#include "base/limits.h"
#include "base/url.h"

#define ESC 0x1b
#define ZWNJ 0x200c
#define ZWJ 0x200d
#define REPLACEMENT 0xfffd
#define LIMIT_ESCAPE 4096	/* bytes looked at for the end of an escape sequence */

/* What a code point is to the screen. */
enum sort {
	SORT_TEXT,
	SORT_MARK,		/* takes no cell of its own */
	SORT_BLANK,
	SORT_NBSP,
	SORT_NEWLINE,
	SORT_TAB,
	SORT_JOINER,		/* kept only between what it joins */
	SORT_VARIATION,		/* kept only behind what it varies */
	SORT_DROP,
};

struct cleaner {
	struct buf out;
	bool line;		/* one line, blanks collapsed, length capped */
	size_t column;		/* for tabs */
	size_t cluster;		/* where in out the last base begins */
	ucs4_t prev;		/* the last code point kept, 0 at the start of a line */
	ucs4_t base;		/* the last base kept, 0 behind white space */
	unsigned marks;		/* on that base */
	bool blank, nbsp;	/* white space waits for what follows it */
};

static bool script_is(ucs4_t c, const char *const names[], size_t n)
{
	const uc_script_t *script = uc_script(c);
	size_t i;

	for (i = 0; script && i < n; i++)
		if (strcmp(script->name, names[i]) == 0)
			return true;
	return false;
}

/* Scripts whose spelling needs ZWJ and ZWNJ. */
static bool is_joining_script(ucs4_t c)
{
	static const char *const names[] = {
		"Adlam", "Arabic", "Balinese", "Bengali", "Brahmi", "Chakma", "Cham", "Devanagari",
		"Grantha", "Gujarati", "Gurmukhi", "Hanifi_Rohingya", "Javanese", "Kaithi",
		"Kannada", "Khmer", "Khojki", "Lao", "Limbu", "Malayalam", "Mandaic", "Manichaean",
		"Meetei_Mayek", "Mongolian", "Myanmar", "Newa", "Nko", "Oriya", "Phags_Pa",
		"Saurashtra", "Sharada", "Sinhala", "Sogdian", "Sundanese", "Syriac", "Tai_Tham",
		"Takri", "Tamil", "Telugu", "Thai", "Tibetan", "Tirhuta",
	};

	return script_is(c, names, ARRAY_LEN(names));
}

static bool is_variation(ucs4_t c)
{
	return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef) ||
	       (c >= 0x180b && c <= 0x180d) || c == 0x180f;
}

/* Arabic number signs and kin: visible, although their category is "format". */
static bool is_prepended(ucs4_t c)
{
	return (c >= 0x600 && c <= 0x605) || c == 0x6dd || c == 0x70f || c == 0x890 || c == 0x891 ||
	       c == 0x8e2 || c == 0x110bd || c == 0x110cd;
}

static enum sort sort_of_control(ucs4_t c)
{
	switch (c) {
	case '\t':
		return SORT_TAB;
	case '\n': case '\v': case '\f': case '\r':
		return SORT_NEWLINE;
	default:
		return SORT_DROP;
	}
}

static enum sort sort_of(ucs4_t c)
{
	if (c < 0x80)
		return c == ' ' ? SORT_BLANK : c > ' ' && c < 0x7f ? SORT_TEXT : sort_of_control(c);
	if (c < 0xa0 || c == 0xad)
		return SORT_DROP;
	if (c == 0xa0 || c == 0x202f)
		return SORT_NBSP;
	if (c < 0x300)
		return SORT_TEXT;
	if (c == ZWJ || c == ZWNJ)
		return SORT_JOINER;
	if (is_variation(c))
		return SORT_VARIATION;
	if (c == 0x2028 || c == 0x2029)
		return SORT_NEWLINE;
	if (uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Zs))
		return SORT_BLANK;
	/* The Hangul fillers build syllables; every other default-ignorable is invisible. */
	if (uc_is_property_default_ignorable_code_point(c) && c != 0x115f && c != 0x1160)
		return SORT_DROP;
	if (uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Co |
					     UC_CATEGORY_MASK_Cs | UC_CATEGORY_MASK_Cn))
		return SORT_DROP;
	if (uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Cf))
		return is_prepended(c) ? SORT_TEXT : SORT_DROP;
	if (uc_is_general_category_withtable(c, UC_CATEGORY_MASK_M) || uc_width(c, "UTF-8") == 0)
		return SORT_MARK;
	return SORT_TEXT;
}

/* Length of the escape sequence at s, whose introducer (ESC or C1) takes n bytes: ECMA-48 CSI,
 * and strings (OSC, DCS ...) where their end is near. Else only the introducer goes, and what
 * follows is harmless text. */
static size_t escape_length(struct str s, size_t n, ucs4_t c)
{
	unsigned char kind = 0;
	size_t i = n, end = MIN(s.n, (size_t)LIMIT_ESCAPE);

	if (c == ESC && s.n > 1)
		kind = (unsigned char)s.p[i++];
	else if (c >= 0x80 && c < 0xa0)
		kind = (unsigned char)(c - 0x40);
	if (kind == '[') {
		while (i < end && s.p[i] >= 0x20 && s.p[i] <= 0x3f)
			i++;
		return i < end && s.p[i] >= 0x40 && s.p[i] <= 0x7e ? i + 1 : n;
	}
	if (!kind || !strchr("]PX^_", kind))
		return n;
	for (; i < end && s.p[i] != '\n'; i++) {
		if (s.p[i] == '\a')
			return i + 1;
		if (s.p[i] == ESC && i + 1 < end && s.p[i + 1] == '\\')
			return i + 2;
		if (i + 1 < end && memcmp(s.p + i, "\xc2\x9c", 2) == 0)
			return i + 2;
	}
	return n;
}

static bool put(struct cleaner *k, ucs4_t c)
{
	if (k->line && k->out.len + 4 > LIMIT_TITLE_BYTES)
		return false;
	buf_put_utf8(&k->out, c);
	k->prev = c;
	return true;
}

/* White space that was held back, now that something visible follows. */
static bool put_waiting(struct cleaner *k)
{
	bool ok = true;

	if (k->line && k->out.len && (k->blank || k->nbsp)) {
		k->cluster = k->out.len;
		ok = put(k, k->blank ? ' ' : 0xa0);
	}
	k->blank = k->nbsp = false;
	return ok;
}

static void end_base(struct cleaner *k)
{
	k->base = 0;
	k->marks = 0;
}

static bool put_space(struct cleaner *k, enum sort sort, ucs4_t c)
{
	size_t n = 1;
	bool ok = true;

	end_base(k);
	if (k->line) {
		/* A single no-break space keeps its nature; any run is a blank. */
		k->blank = k->blank || k->nbsp || sort != SORT_NBSP;
		k->nbsp = !k->blank;
		return true;
	}
	if (sort == SORT_NEWLINE) {
		ok = put(k, '\n');
		k->column = 0;
		k->prev = 0;
		return ok;
	}
	if (sort == SORT_TAB)
		n = 8 - k->column % 8;
	k->column += n;
	if (sort == SORT_NBSP)
		return put(k, 0xa0);
	if (c == 0x3000) {		/* keeps its width: it indents CJK paragraphs */
		k->column++;
		return put(k, c);
	}
	while (n--)
		ok = put(k, ' ') && ok;
	return ok;
}

static bool put_text(struct cleaner *k, ucs4_t c)
{
	if (!put_waiting(k))
		return false;
	k->cluster = k->out.len;
	k->base = c;
	k->marks = 0;
	if (c < 0x80)
		k->column++;
	else
		k->column += (size_t)MAX(uc_width(c, "UTF-8"), 0);
	return put(k, c);
}

/* A mark on nothing would join what stands left of it on the screen, so it goes. */
static bool put_mark(struct cleaner *k, ucs4_t c)
{
	if (!k->base || k->marks >= LIMIT_COMBINING)
		return true;
	k->marks++;
	return put(k, c);
}

static bool put_variation(struct cleaner *k, ucs4_t c)
{
	bool fits = c == 0xfe0e || c == 0xfe0f ?
			uc_is_property_emoji(k->prev) :
		    c >= 0x180b && c <= 0x180f ?
			k->prev >= 0x1800 && k->prev <= 0x18af :
			uc_is_property_ideographic(k->prev) ||
			uc_is_general_category_withtable(k->prev, UC_CATEGORY_MASK_Sm);

	return fits && k->base ? put_mark(k, c) : true;
}

/* next: the code point behind the joiner. */
static bool put_joiner(struct cleaner *k, ucs4_t c, ucs4_t next)
{
	if (!k->base || k->prev == ZWJ || k->prev == ZWNJ)
		return true;
	if (is_joining_script(k->prev))
		return put(k, c);
	if (c == ZWJ && uc_is_property_extended_pictographic(k->base) &&
	    uc_is_property_extended_pictographic(next))
		return put(k, c);
	return true;
}

/* Ill-formed bytes are one U+FFFD a maximal subpart. The library takes what has the shape of a
 * sequence, such as a surrogate, for one; by the standard its first byte stands alone. */
static size_t decode(struct str s, ucs4_t *c)
{
	size_t n = (size_t)u8_mbtouc(c, (const uint8_t *)s.p, s.n);

	if (*c == REPLACEMENT && n > 1) {
		unsigned char first = (unsigned char)s.p[0], second = (unsigned char)s.p[1];

		if (first < 0xc2 || first > 0xf4 || (first == 0xe0 && second < 0xa0) ||
		    (first == 0xed && second > 0x9f) || (first == 0xf0 && second < 0x90) ||
		    (first == 0xf4 && second > 0x8f))
			return 1;
	}
	return n;
}

/* The code point after the one at the start of s; 0 at the end. */
static ucs4_t peek(struct str s, size_t n)
{
	ucs4_t c = 0;

	if (n < s.n)
		decode(str_sub(s, n, SIZE_MAX), &c);
	return c;
}

/* Takes one code point or escape sequence off s. False when the line is full. */
static bool step(struct cleaner *k, struct str *s)
{
	ucs4_t c;
	size_t n = decode(*s, &c);
	enum sort sort = sort_of(c);
	bool ok = true;

	switch (sort) {
	case SORT_TEXT:
		ok = put_text(k, c);
		break;
	case SORT_MARK:
		ok = put_mark(k, c);
		break;
	case SORT_NEWLINE:
		if (c == '\r' && peek(*s, n) == '\n')
			n++;
		/* fall through */
	case SORT_BLANK:
	case SORT_NBSP:
	case SORT_TAB:
		ok = put_space(k, sort, c);
		break;
	case SORT_JOINER:
		ok = put_joiner(k, c, peek(*s, n));
		break;
	case SORT_VARIATION:
		ok = put_variation(k, c);
		break;
	case SORT_DROP:
		if (c == ESC || (c >= 0x80 && c < 0xa0))
			n = escape_length(*s, n, c);
		break;
	}
	*s = str_sub(*s, n, SIZE_MAX);
	return ok;
}

static struct clean run(struct arena *a, struct str s, bool line)
{
	/* Removing shortens, but tabs grow eightfold and a stray byte becomes three. */
	struct cleaner k = { .line = line };
	struct clean out;

	buf_init(&k.out, MIN(s.n, SIZE_MAX / 16) * 8 + 8);
	while (s.n) {
		if (!step(&k, &s)) {
			/* Cut before the cluster that did not fit whole, and the blank before
			 * it. */
			buf_truncate(&k.out, k.cluster);
			while (k.out.len && k.out.data[k.out.len - 1] == ' ')
				buf_truncate(&k.out, k.out.len - 1);
			break;
		}
	}
	out = (struct clean){ arena_str(a, buf_str(&k.out)), k.out.len };
	buf_free(&k.out);
	return out;
}

/* Nothing to do: printable ASCII, single blanks inside (line), newlines (text). */
static bool is_plain(struct str s, bool line)
{
	unsigned char before = ' ';
	size_t i;

	if (line && s.n > LIMIT_TITLE_BYTES)
		return false;
	for (i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= 0x7f || (c < ' ' && (line || c != '\n')))
			return false;
		if (line && c == ' ' && before == ' ')
			return false;
		before = c;
	}
	return !line || !s.n || before != ' ';
}

struct clean clean_line(struct arena *a, struct str s)
{
	return is_plain(s, true) ? (struct clean){ s.n ? s.p : "", s.n } : run(a, s, true);
}

struct clean clean_cstr(struct arena *a, const char *s)
{
	return clean_line(a, str_of(s));
}

struct clean clean_text(struct arena *a, struct str s)
{
	return is_plain(s, false) ? (struct clean){ s.n ? s.p : "", s.n } : run(a, s, false);
}

/* Whether a label is one that a person can take for another: several scripts in it (but for
 * those that are written together), letters of Latin look in an otherwise ASCII host, or
 * characters that the screen would not show. */
static bool is_doubtful_label(const ucs4_t *label, size_t n, bool ascii_end)
{
	static const char *const neutral[] = { "Common", "Inherited" };
	static const char *const cjk[] = { "Han", "Hiragana", "Katakana", "Bopomofo", "Hangul" };
	static const char *const lookalike[] = { "Cyrillic", "Greek", "Armenian", "Cherokee",
						 "Lisu" };
	const uc_script_t *first = NULL;
	bool first_cjk = false;
	size_t i;

	for (i = 0; i < n; i++) {
		enum sort sort = sort_of(label[i]);
		bool is_cjk;

		if (sort != SORT_TEXT && sort != SORT_MARK)
			return true;
		if (script_is(label[i], neutral, ARRAY_LEN(neutral)))
			continue;
		if (ascii_end && script_is(label[i], lookalike, ARRAY_LEN(lookalike)))
			return true;
		is_cjk = script_is(label[i], cjk, ARRAY_LEN(cjk));
		if (first && uc_script(label[i]) != first &&
		    !((is_cjk || label[i] < 0x80) && (first_cjk || is_cjk)))
			return true;
		if (!first || is_cjk) {
			first = uc_script(label[i]);
			first_cjk = is_cjk;
		}
	}
	return false;
}

static void put_label(struct buf *b, struct str label, bool ascii_end)
{
	ucs4_t cp[LIMIT_HOST_LABEL];
	struct str rest = label;
	size_t n = 0;
	bool ascii = true;

	while (rest.n && n < ARRAY_LEN(cp)) {
		rest = str_sub(rest, decode(rest, &cp[n]), SIZE_MAX);
		ascii = ascii && cp[n] < 0x80;
		n++;
	}
	if (!ascii && (rest.n || is_doubtful_label(cp, n, ascii_end)))
		idn_put_label(b, cp, n);
	else
		buf_add_str(b, label);
}

struct clean clean_url(struct arena *a, struct str url)
{
	struct buf b = BUF_INIT(2 * LIMIT_URL_BYTES);
	struct str rest, label;
	struct clean out;
	struct url u;
	bool ascii_end;
	size_t host_end, i;

	if (url.n > LIMIT_URL_BYTES || !url_split(url, &u) || !u.has_authority)
		return clean_line(a, url);
	for (i = u.host.n; i > 0 && u.host.p[i - 1] != '.'; i--)
		;
	ascii_end = i == u.host.n || (unsigned char)u.host.p[i] < 0x80;
	buf_add_str(&b, u.scheme);
	buf_puts(&b, u.scheme.n ? "://" : "//");
	rest = u.host;
	for (i = 0; u.host.n && str_split(&rest, '.', &label); i++) {
		if (i)
			buf_putc(&b, '.');
		put_label(&b, label, ascii_end);
	}
	host_end = (size_t)(u.host.p - url.p) + u.host.n;
	buf_add_str(&b, str_sub(url, host_end, SIZE_MAX));
	out = clean_line(a, str_of(arena_str(a, buf_str(&b))));
	buf_free(&b);
	return out;
}

/* ASCII, which most text is, eight bytes at a time. */
static size_t ascii_len(struct str s)
{
	uint64_t eight;
	size_t n;

	for (n = 0; s.n - n >= sizeof(eight); n += sizeof(eight)) {
		memcpy(&eight, s.p + n, sizeof(eight));
		if (eight & 0x8080808080808080u)
			break;
	}
	return n;
}

bool clean_is_utf8(struct str s)
{
	size_t n;

	for (s = str_sub(s, ascii_len(s), SIZE_MAX); s.n; s = str_sub(s, ascii_len(s), SIZE_MAX)) {
		/* whole characters of what comes next */
		for (n = MIN(s.n, (size_t)64); n < s.n && n > 60; n--)
			if (((unsigned char)s.p[n] & 0xc0) != 0x80)
				break;
		if (u8_check((const uint8_t *)s.p, n))
			return false;
		s = str_sub(s, n, SIZE_MAX);
	}
	return true;
}

char *clean_utf8(struct arena *a, struct str s)
{
	struct buf b;
	char *out;

	if (clean_is_utf8(s) && str_chr(s, '\0') == SIZE_MAX)
		return arena_str(a, s);
	buf_init(&b, MIN(s.n, SIZE_MAX / 4) * 3);
	while (s.n) {
		ucs4_t c;
		size_t n = decode(s, &c);

		buf_put_utf8(&b, c ? c : REPLACEMENT);
		s = str_sub(s, n, SIZE_MAX);
	}
	out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return out;
}
