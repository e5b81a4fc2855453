#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <uchardet/uchardet.h>

#include "base/buf.h"
#include "base/clean.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "parse/entity.h"
#include "parse/sniff.h"

#define GUESS_BYTES 32	/* beyond ASCII: of fewer no statistics can be made */
#define MUCH_BYTES 64	/* beyond ASCII, of valid UTF-8: more than chance makes */
#define HEAD 2048	/* where declarations are looked for (WHATWG HTML reads 1024) */

/* Labels that mean something else on the web than iconv thinks (WHATWG Encoding 4.2), and
 * spellings that glibc does not know. */
static const struct {
	const char *label, *name;
} aliases[] = {
	{ "866", "IBM866" }, { "csibm866", "IBM866" }, { "cp866", "IBM866" },
	{ "ascii", "CP1252" }, { "us-ascii", "CP1252" }, { "ansi_x3.4-1968", "CP1252" },
	{ "iso-8859-1", "CP1252" }, { "iso8859-1", "CP1252" }, { "iso88591", "CP1252" },
	{ "latin1", "CP1252" }, { "l1", "CP1252" }, { "latin-1", "CP1252" },
	{ "x-cp1252", "CP1252" }, { "iso-8859-9", "CP1254" }, { "latin5", "CP1254" },
	{ "iso-8859-11", "CP874" }, { "tis-620", "CP874" }, { "dos-874", "CP874" },
	{ "gb2312", "GB18030" }, { "gbk", "GB18030" }, { "gb-2312", "GB18030" },
	{ "gb_2312-80", "GB18030" }, { "csgb2312", "GB18030" }, { "x-gbk", "GB18030" },
	{ "chinese", "GB18030" },
	{ "big5", "BIG5-HKSCS" }, { "x-x-big5", "BIG5-HKSCS" }, { "csbig5", "BIG5-HKSCS" },
	{ "shift_jis", "CP932" }, { "shift-jis", "CP932" }, { "sjis", "CP932" },
	{ "x-sjis", "CP932" }, { "ms_kanji", "CP932" }, { "csshiftjis", "CP932" },
	{ "windows-31j", "CP932" }, { "x-euc-jp", "EUC-JP" },
	{ "euc-kr", "CP949" }, { "ks_c_5601-1987", "CP949" }, { "korean", "CP949" },
	{ "ksc5601", "CP949" }, { "windows-949", "CP949" }, { "iso-ir-149", "CP949" },
	{ "cskoi8r", "KOI8-R" }, { "koi8", "KOI8-R" }, { "koi", "KOI8-R" },
	{ "x-mac-roman", "MACINTOSH" }, { "macroman", "MACINTOSH" }, { "mac-roman", "MACINTOSH" },
	{ "x-mac-cyrillic", "MAC-CYRILLIC" }, { "maccyrillic", "MAC-CYRILLIC" },
	{ "x-mac-ukrainian", "MAC-CYRILLIC" }, { "mac-cyrillic", "MAC-CYRILLIC" },
	{ "logical", "ISO-8859-8" }, { "iso-8859-8-i", "ISO-8859-8" },
	{ "unicode-1-1-utf-8", "UTF-8" }, { "utf8", "UTF-8" }, { "utf-8", "UTF-8" },
	{ "unicode", "UTF-16LE" },
	/* UTF-7 hides markup from every filter: as if nothing had been declared. */
	{ "utf-7", NULL }, { "unicode-1-1-utf-7", NULL }, { "utf7", NULL },
	{ "csunicode11utf7", NULL }, { "utf-7-imap", NULL }, { "x-user-defined", NULL },
	{ "iso-2022-kr", NULL }, { "hz-gb-2312", NULL },
};

/* What the web means by the label: 1 and the name for iconv, -1 for one that must not be believed, 0
 * where it is no other than iconv's. */
static int web_name(char *name, size_t size)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(aliases); i++) {
		if (!streq(aliases[i].label, name))
			continue;
		if (!aliases[i].name)
			return -1;
		snprintf(name, size, "%s", aliases[i].name);
		return 1;
	}
	return 0;
}

/* The name for iconv, or false when the label must not be believed. */
static bool charset_name(struct str label, char *name, size_t size)
{
	size_t i, n = 0;
	int known;

	label = str_trim(label);
	for (i = 0; i < label.n && n + 1 < size; i++) {
		char c = (char)ascii_lower((unsigned char)label.p[i]);

		/* glibc would pass over any other: "utf+7" must not become another name. */
		if (!ascii_alpha(c) && !ascii_digit(c) && !strchr("-_.:", c))
			return false;
		name[n++] = c;
	}
	name[n] = '\0';
	if (n == 0 || n != label.n)
		return false;
	known = web_name(name, size);
	for (i = 0; !known && i < n; i++)	/* windows_1250 and iso_8859_2 are common */
		if (name[i] == '_')
			name[i] = '-';
	return (known ? known : web_name(name, size)) >= 0;
}

/* The value of key="..." (quotes optional) in s. */
static bool find_value(struct str s, struct str key, struct str *out)
{
	size_t at = str_ifind(s, key);
	char quote = 0;
	size_t n = 0;

	if (at == SIZE_MAX)
		return false;
	s = str_trim(str_sub(s, at + key.n, SIZE_MAX));
	if (!s.n || s.p[0] != '=')
		return false;
	s = str_trim(str_sub(s, 1, SIZE_MAX));
	if (s.n && (s.p[0] == '"' || s.p[0] == '\'')) {
		quote = s.p[0];
		s = str_sub(s, 1, SIZE_MAX);
	}
	while (n < s.n && n < 64 && s.p[n] != quote && s.p[n] != ';' && s.p[n] != '>' &&
	       !ascii_space((unsigned char)s.p[n]) && s.p[n] != '"' && s.p[n] != '\'')
		n++;
	*out = str_sub(s, 0, n);
	return n > 0;
}

static bool declared_xml(struct str head, struct str *label)
{
	size_t start = str_find(head, STR("<?xml")), end;

	if (start == SIZE_MAX)
		return false;
	head = str_sub(head, start, SIZE_MAX);
	end = str_find(head, STR("?>"));
	return find_value(str_sub(head, 0, end), STR("encoding"), label);
}

static bool declared_meta(struct str head, struct str *label)
{
	size_t at;

	while ((at = str_ifind(head, STR("<meta"))) != SIZE_MAX) {
		head = str_sub(head, at + 5, SIZE_MAX);
		if (find_value(str_sub(head, 0, str_chr(head, '>')), STR("charset"), label))
			return true;
	}
	return false;
}

/* Converts all of in. Bytes that mean nothing become U+FFFD and are counted; gives up (false)
 * when the charset is unknown or more than max_bad of them come. */
static bool convert(struct str in, const char *name, size_t max_bad, struct buf *out)
{
	char chunk[4096], *src = (char *)(uintptr_t)in.p, *dst;
	size_t left = in.n, room, bad = 0, got;
	iconv_t cd = iconv_open("UTF-8", name);
	bool ok = false;

	if (cd == (iconv_t)-1)
		return false;
	buf_reset(out);
	for (;;) {
		dst = chunk;
		room = sizeof(chunk);
		got = iconv(cd, left ? &src : NULL, left ? &left : NULL, &dst, &room);
		if (buf_add(out, chunk, sizeof(chunk) - room) != OK)
			break;
		if (got != (size_t)-1) {
			ok = left == 0;
			if (ok)
				break;
			continue;
		}
		if (errno == E2BIG)
			continue;
		if (++bad > max_bad || left == 0)
			break;
		buf_put_utf8(out, 0xfffd);
		src++;
		left--;
		iconv(cd, NULL, NULL, NULL, NULL);
		if (left == 0) {
			ok = true;
			break;
		}
	}
	iconv_close(cd);
	/* UCS-4 can say more than there are characters. */
	return ok && !out->failed && clean_is_utf8(buf_str(out));
}

static void convert_cp1252(struct str in, struct buf *out)
{
	size_t i;

	buf_reset(out);
	for (i = 0; i < in.n; i++) {
		unsigned char c = (unsigned char)in.p[i];

		if (c < 0x80)
			buf_putc(out, (char)c);
		else
			buf_put_utf8(out, entity_cp1252(c));
	}
}

/* UTF-16, UTF-32 and EBCDIC show in the first bytes, declared or not (XML 1.0, appendix F). */
static const char *charset_of_start(struct str s, size_t *skip)
{
	static const struct {
		const char *bytes;
		size_t n, skip;
		const char *name;
	} starts[] = {
		{ "\xef\xbb\xbf", 3, 3, "UTF-8" },
		{ "\xff\xfe\0\0", 4, 4, "UTF-32LE" }, { "\0\0\xfe\xff", 4, 4, "UTF-32BE" },
		{ "\xff\xfe", 2, 2, "UTF-16LE" }, { "\xfe\xff", 2, 2, "UTF-16BE" },
		{ "\0\0\0<", 4, 0, "UTF-32BE" }, { "<\0\0\0", 4, 0, "UTF-32LE" },
		{ "\0<\0", 3, 0, "UTF-16BE" }, { "\x4c\x6f\xa7\x94", 4, 0, "IBM037" },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(starts); i++) {
		if (!str_starts(s, str_mem(starts[i].bytes, starts[i].n)))
			continue;
		*skip = starts[i].skip;
		return starts[i].name;
	}
	*skip = 0;
	return s.n >= 4 && s.p[0] && !s.p[1] && s.p[2] && !s.p[3] ? "UTF-16LE" : NULL;
}

static bool is_wide(const char *name)
{
	static const char *const starts[] = {
		"utf-16", "utf16", "utf-32", "utf32", "ucs", "csucs", "unicode", "csunicode",
		"iso-10646", "10646", "wchar", "internal",
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(starts); i++)
		if (str_istarts(str_of(name), str_of(starts[i])))
			return true;
	return false;
}

/* EBCDIC pages differ: the declaration, readable in any of them, names the right one. */
static void ebcdic_page(struct str s, char *name, size_t size)
{
	struct buf head = BUF_INIT(KIB(16));
	struct str label;

	if (convert(str_sub(s, 0, 512), "IBM037", 512, &head) &&
	    declared_xml(buf_str(&head), &label))
		charset_name(label, name, size);
	buf_free(&head);
}

static bool guess(struct str s, char *name, size_t size)
{
	uchardet_t ud;
	size_t i, high = 0;
	bool ok = false;

	for (i = 0; i < s.n && high < GUESS_BYTES; i++)
		high += (unsigned char)s.p[i] >= 0x80;
	if (high < GUESS_BYTES)
		return false;
	ud = uchardet_new();
	if (!ud)
		return false;
	if (uchardet_handle_data(ud, s.p, MIN(s.n, KIB(256))) == 0) {
		uchardet_data_end(ud);
		ok = charset_name(str_of(uchardet_get_charset(ud)), name, size);
	}
	uchardet_delete(ud);
	return ok;
}

/* Valid UTF-8 of some length is not another charset's by chance: a page that was converted and
 * kept its old label. */
static bool is_much_utf8(struct str s)
{
	size_t high = 0;

	for (size_t i = 0; i < s.n && high < MUCH_BYTES; i++)
		high += (unsigned char)s.p[i] >= 0x80;
	return high >= MUCH_BYTES;
}

/* The text as the labels want it, from the most trusted on; a label that the bytes contradict
 * is passed over. False when s is right as it is. */
static bool decode(struct str s, const char *content_type, bool is_html, struct buf *out,
		   const char **warning)
{
	struct str head = str_sub(s, 0, HEAD), label;
	bool utf8 = clean_is_utf8(s), declared = false;
	char name[72];
	int i;

	for (i = 0; i < 3; i++) {
		bool have = i == 0 ? content_type && find_value(str_of(content_type),
								STR("charset"), &label) :
			    i == 1 ? (is_html ? declared_meta(head, &label) :
						declared_xml(head, &label)) :
				     (is_html ? declared_xml(head, &label) :
						declared_meta(head, &label) && !utf8);

		if (!have || !charset_name(label, name, sizeof(name)) || is_wide(name))
			continue;
		declared = true;
		/* Text that is valid UTF-8 beyond ASCII was hardly written as anything else by
		 * those who declare their software's default. */
		if (utf8 && (streq(name, "UTF-8") || streq(name, "CP1252") || is_much_utf8(s)))
			break;
		if (!streq(name, "UTF-8") && convert(s, name, s.n / 64 + 2, out))
			return true;
	}
	if (utf8)
		return false;
	*warning = declared ? _("the text is not in the character set that it declares") :
			      _("the text names no character set and is not UTF-8");
	if (declared && streq(name, "UTF-8") && s.n > 64 && convert(s, "UTF-8", s.n / 256, out))
		return true;	/* a few broken bytes among much good text */
	if (guess(s, name, sizeof(name)) && !is_wide(name) && !streq(name, "UTF-8") &&
	    convert(s, name, s.n / 64, out))
		return true;
	convert_cp1252(s, out);
	return true;
}

struct str charset_decode(struct arena *a, struct str bytes, const char *content_type,
			  bool is_html, const char **warning)
{
	struct buf out = BUF_INIT(bytes.n * 3 + KIB(1));
	char name[72] = "";
	const char *start, *warn = NULL;
	struct str s;
	size_t skip, i, n;
	char *text;

	start = charset_of_start(bytes, &skip);
	s = str_sub(bytes, skip, SIZE_MAX);
	if (streq(start, "UTF-8")) {	/* a mark before text of another kind happens too */
		start = NULL;
	} else if (start) {
		snprintf(name, sizeof(name), "%s", start);
		if (streq(name, "IBM037"))
			ebcdic_page(s, name, sizeof(name));
		if (!convert(s, name, s.n, &out))
			start = NULL;
	}
	if (start || decode(s, content_type, is_html, &out, &warn))
		s = buf_str(&out);
	if (warning)
		*warning = warn;
	/* Most documents: nothing to convert, so nothing to copy. */
	if (s.p != out.data && str_chr(s, '\0') == SIZE_MAX) {
		buf_free(&out);
		return s;
	}
	/* NUL ends C strings and libxml2's HTML parser; nothing is said by it. */
	text = arena_alloc(a, s.n + 1);
	for (i = n = 0; i < s.n; i++)
		if (s.p[i])
			text[n++] = s.p[i];
	buf_free(&out);
	return str_mem(text, n);
}
