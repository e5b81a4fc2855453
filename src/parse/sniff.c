#include "parse/sniff.h"

#include "base/i18n.h"

#define HEAD 4096

static const struct {
	const char *bytes;
	size_t n;
	const char *what;
	size_t at;
} magic[] = {
	{ "%PDF-", 5, N_("a PDF document"), 0 },
	{ "%!PS", 4, N_("a PostScript document"), 0 },
	{ "{\\rtf", 5, N_("an office document"), 0 },
	{ "\xd0\xcf\x11\xe0\xa1\xb1", 6, N_("an office document"), 0 },
	{ "[Content_Types].xml", 19, N_("an office document"), 30 },
	{ "mimetypeapplication/vnd.oasis", 29, N_("an office document"), 30 },
	{ "mimetypeapplication/epub+zip", 28, N_("an EPUB book"), 30 },
	{ "AT&TFORM", 8, N_("a DjVu document"), 0 },
	{ "\x89PNG", 4, N_("a PNG image"), 0 },
	{ "GIF8", 4, N_("a GIF image"), 0 },
	{ "\xff\xd8\xff", 3, N_("a JPEG image"), 0 },
	{ "PK\3\4", 4, N_("a ZIP archive"), 0 },
	{ "\x1f\x8b", 2, N_("a gzip archive"), 0 },
	{ "BZh", 3, N_("a bzip2 archive"), 0 },
	{ "\xfd" "7zXZ", 5, N_("an xz archive"), 0 },
	{ "7z\xbc\xaf", 4, N_("a 7z archive"), 0 },
	{ "Rar!", 4, N_("a RAR archive"), 0 },
	{ "\x28\xb5\x2f\xfd", 4, N_("a zstd archive"), 0 },
	{ "\x7f" "ELF", 4, N_("a program"), 0 },
	{ "ID3", 3, N_("an MP3 file"), 0 },
	{ "\xff\xfb", 2, N_("an MP3 file"), 0 },
	{ "OggS", 4, N_("an Ogg file"), 0 },
	{ "fLaC", 4, N_("a sound file"), 0 },
	{ "WEBP", 4, N_("a WebP image"), 8 },
	{ "RIFF", 4, N_("a media file"), 0 },
	{ "ftypavif", 8, N_("an AVIF image"), 4 },
	{ "ftyphei", 7, N_("a HEIF image"), 4 },
	{ "ftyp", 4, N_("a video or sound file"), 4 },
	{ "\x1a\x45\xdf\xa3", 4, N_("a video file"), 0 },
	{ "II*\0", 4, N_("a TIFF image"), 0 },
	{ "MM\0*", 4, N_("a TIFF image"), 0 },
	{ "ustar", 5, N_("a tar archive"), 257 },
	{ "SQLite format 3", 15, N_("an SQLite database"), 0 },
};

/* The first bytes with NULs and byte order marks dropped: UTF-16 and UTF-32 then look like
 * the ASCII that markup is made of. EBCDIC is known by its "<?xm". */
static size_t ascii_head(struct str s, char *out)
{
	size_t i, n = 0;

	if (str_starts(s, STR("\xef\xbb\xbf")))
		s = str_sub(s, 3, SIZE_MAX);
	else if (str_starts(s, STR("\xff\xfe")) || str_starts(s, STR("\xfe\xff")))
		s = str_sub(s, 2, SIZE_MAX);
	else if (str_starts(s, str_mem("\0\0\xfe\xff", 4)))
		s = str_sub(s, 4, SIZE_MAX);
	for (i = 0; i < s.n && n < HEAD; i++)
		if (s.p[i])
			out[n++] = s.p[i];
	return n;
}

/* Control characters that no text has, beyond a few accidents. */
static bool is_binary(struct str s)
{
	size_t i, bad = 0, nul = 0, n = MIN(s.n, (size_t)HEAD);

	for (i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		nul += c == 0;
		bad += (c < 0x20 && c != 0 && !ascii_space(c) && c != 0x1b && c != 0x0b) ||
		       c == 0x7f;
	}
	return bad * 20 > n || (nul * 8 > n && nul * 4 < n) || nul == n;
}

static size_t name_length(struct str s)
{
	size_t n = 0;

	while (n < s.n && (ascii_alpha((unsigned char)s.p[n]) ||
			   ascii_digit((unsigned char)s.p[n]) || strchr(":._-", s.p[n])))
		n++;
	return n;
}

static bool name_is(struct str name, const char *list)
{
	size_t colon = str_chr(name, ':');
	struct str rest = str_of(list), word;

	if (colon != SIZE_MAX)
		name = str_sub(name, colon + 1, SIZE_MAX);
	while (str_word(&rest, &word))
		if (str_ieq(word, name))
			return true;
	return false;
}

/* After the end mark; all of it when there is none. */
static struct str skip_past(struct str s, struct str end)
{
	size_t at = str_find(s, end);

	return str_sub(s, at == SIZE_MAX ? s.n : at + end.n, SIZE_MAX);
}

/* The root that counts: a page is one as soon as an element of HTML's frame comes, a feed as
 * soon as a feed's root does; what else stands before them is noise (warnings of a server). */
static enum doc_kind markup_kind(struct str s, bool *xml, bool *tags)
{
	size_t at;

	while ((at = str_chr(s, '<')) != SIZE_MAX) {
		struct str name;

		s = str_sub(s, at + 1, SIZE_MAX);
		if (str_starts(s, STR("!--"))) {
			s = skip_past(s, STR("-->"));
			continue;
		}
		if (str_istarts(s, STR("?xml ")))
			*xml = true;
		if (str_istarts(s, STR("!doctype html")))
			return DOC_HTML;
		name = str_sub(s, 0, name_length(s));
		if (name_is(name, "rss rdf feed channel urlset sitemapindex"))
			return DOC_XML_FEED;
		if (name_is(name, "opml"))
			return DOC_OPML;
		if (name_is(name, "html head body frameset"))
			return DOC_HTML;
		if (name_is(name, "title meta link script style base p div table a h1 h2 h3 h4 br "
			    "b i img center font section article main header nav ul ol form"))
			*tags = true;
	}
	return DOC_EMPTY;
}

static bool begins_html(struct str s)
{
	return str_istarts(s, STR("<!doctype html")) || str_istarts(s, STR("<html"));
}

static enum doc_kind binary(const char **what)
{
	*what = _("binary data");
	return DOC_BINARY;
}

enum doc_kind sniff(struct str bytes, const char *content_type, const char **what)
{
	static const char *unused;
	struct str type = str_of(content_type), text;
	bool xml = false, tags = false;
	char head[HEAD];
	enum doc_kind kind;
	size_t i;

	if (!what)
		what = &unused;
	*what = NULL;
	for (i = 0; i < ARRAY_LEN(magic); i++) {
		if (str_starts(str_sub(bytes, magic[i].at, SIZE_MAX),
			       str_mem(magic[i].bytes, magic[i].n))) {
			*what = _(magic[i].what);
			return DOC_BINARY;
		}
	}
	if (str_starts(bytes, STR("\x4c\x6f\xa7\x94")))
		return DOC_XML_FEED;
	text = str_trim(str_mem(head, ascii_head(bytes, head)));
	if (text.n == 0)
		return DOC_EMPTY;
	if (!begins_html(text)) {
		if (str_istarts(type, STR("text/markdown")) ||
		    str_istarts(type, STR("text/x-markdown")))
			return is_binary(bytes) ? binary(what) : DOC_MARKDOWN;
		/* it may tell of HTML */
		if (str_istarts(type, STR("text/plain")) && text.p[0] != '<' &&
		    text.p[0] != '{' && text.p[0] != '[' &&
		    markup_kind(text, &xml, &tags) == DOC_HTML && !is_binary(bytes))
			return DOC_TEXT;
	}
	xml = tags = false;
	if (text.p[0] == '{' || (text.p[0] == '[' && str_find(str_sub(text, 0, 64), STR("{"))
				 != SIZE_MAX))
		return DOC_JSON;
	kind = markup_kind(text, &xml, &tags);
	if (kind != DOC_EMPTY)
		return kind;
	/* The root may come after a long comment: then the server's word or the declaration. */
	if (bytes.n > HEAD && (xml || str_ifind(type, STR("rss")) != SIZE_MAX ||
			       str_ifind(type, STR("atom")) != SIZE_MAX))
		return DOC_XML_FEED;
	if (is_binary(bytes))
		return binary(what);
	if (str_ifind(type, STR("html")) != SIZE_MAX || (tags && !xml))
		return DOC_HTML;
	if (xml || text.p[0] == '<')
		return DOC_XML_FEED;
	return DOC_TEXT;
}
