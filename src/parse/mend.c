#include "parse/mend.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "parse/entity.h"
#include "parse/mend_priv.h"

#define READ_BYTES KIB(8)

struct str mend_rest(const struct mender *m)
{
	return str_sub(m->in, m->at, SIZE_MAX);
}

void mend_take_over(struct mender *m)
{
	if (!m->hidden)
		buf_add(&m->out, m->in.p + m->copied, m->at - m->copied);
	m->copied = m->at;
}

void mend_replace(struct mender *m, size_t n, const char *instead)
{
	mend_take_over(m);
	buf_puts(&m->out, instead);
	m->at = m->copied = m->joined = m->at + n;
}

void mend_put_escaped(struct buf *b, struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		switch (s.p[i]) {
		case '<': buf_puts(b, "&lt;"); break;
		case '>': buf_puts(b, "&gt;"); break;
		case '&': buf_puts(b, "&amp;"); break;
		case '"': buf_puts(b, "&quot;"); break;
		default: buf_putc(b, s.p[i]);
		}
	}
}

size_t mend_forbidden(struct str s)
{
	unsigned char c = (unsigned char)s.p[0];

	if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
		return 1;
	if (c == 0xef && s.n >= 3 && (unsigned char)s.p[1] == 0xbf &&
	    (unsigned char)s.p[2] >= 0xbe)
		return 3;
	return 0;
}

static void mend_amp(struct mender *m)
{
	struct buf b = BUF_INIT(256);
	bool keep;
	size_t n = mend_reference(m, mend_rest(m), &b, &keep);

	if (n && keep) {
		m->at += n;
	} else if (n) {
		mend_replace(m, n, buf_cstr(&b));
	} else {
		m->flags |= MEND_MARKUP;
		mend_replace(m, 1, "&amp;");
	}
	buf_free(&b);
}

static struct str local_name(struct str name)
{
	size_t colon = str_chr(name, ':');

	return colon == SIZE_MAX ? name : str_sub(name, colon + 1, SIZE_MAX);
}

static bool is_root(struct str name)
{
	static const char roots[] = "rss rdf feed channel opml outlines urlset "
				    "sitemapindex";
	struct str words = STR(roots), word;

	name = local_name(name);
	while (str_word(&words, &word))
		if (str_ieq(word, name))
			return true;
	return false;
}

static bool is_story_name(struct str name)
{
	return str_ieq(name, STR("item")) || str_ieq(name, STR("entry"));
}

/* As xml_each_story takes them. */
static bool is_story(const struct mender *m, struct str name)
{
	name = local_name(name);
	if (!is_story_name(name))
		return false;
	return m->depth == 1 ||
	       (m->depth == 2 && str_ieq(local_name(m->open[1]), STR("channel")) &&
		!str_ieq(local_name(m->open[0]), STR("channel")));
}

/* --- elements --- */

/* Stands before the start tag of a story, which is not to come out. */
static void hide(struct mender *m)
{
	mend_take_over(m);
	m->hidden = true;
	m->hidden_len = m->out.len;
	m->hidden_depth = m->depth;
}

/* Stands behind the end of an element. */
static void show_again(struct mender *m)
{
	if (!m->hidden || m->depth > m->hidden_depth)
		return;
	m->hidden = false;
	m->copied = m->joined = m->at;
	buf_truncate(&m->out, m->hidden_len);
}

static void pop(struct mender *m)
{
	m->depth--;
	show_again(m);
}

static void close_to(struct mender *m, size_t depth)
{
	while (m->depth > depth) {
		buf_puts(&m->out, "</");
		buf_add_str(&m->out, m->open[m->depth - 1]);
		buf_putc(&m->out, '>');
		pop(m);
	}
	if (m->depth == 0)
		m->root_done = true;
}

static bool is_void(struct str name)
{
	return str_ieq(name, STR("br")) || str_ieq(name, STR("hr")) ||
	       str_ieq(name, STR("img")) || str_ieq(name, STR("wbr"));
}

/* Stories never hold stories: the one before was not closed. */
static void close_story(struct mender *m, struct str name)
{
	size_t i;

	if (!is_story_name(name))
		return;
	for (i = m->depth; i > 0; i--) {
		if (!str_ieq(m->open[i - 1], name))
			continue;
		mend_take_over(m);
		close_to(m, i - 1);
		m->flags |= MEND_MARKUP;
		return;
	}
}

static void start_tag(struct mender *m)
{
	struct tag t;
	bool closed;

	mend_read_tag(m, mend_rest(m), &t);
	if (!t.name.n) {
		m->flags |= MEND_MARKUP;
		mend_replace(m, 1, m->depth ? "&lt;" : "");
		return;
	}
	if (m->depth == 0 && !is_root(t.name)) {
		m->flags |= MEND_JUNK;
		mend_replace(m, t.len, "");
		return;
	}
	m->root_seen = true;
	close_story(m, t.name);
	closed = t.closed || (m->depth > 2 && is_void(t.name));
	if (!closed && m->depth == MEND_DEPTH) {
		m->flags |= MEND_LIMIT;
		mend_replace(m, t.len, "");
		return;
	}
	if (m->outline && !m->hidden && is_story(m, t.name))
		hide(m);
	if (t.clean && closed == t.closed) {
		m->at += t.len;
	} else {
		m->flags |= MEND_MARKUP;
		mend_take_over(m);
		mend_write_tag(m, &t, closed);
		m->at = m->copied = m->at + t.len;
	}
	if (closed)
		show_again(m);
	else
		m->open[m->depth++] = t.name;
	m->root_done = m->depth == 0;
}

/* Behind the '>' of the end tag whose name ends at n; attributes of it mean nothing. Where another
 * tag or too much comes first, the '>' is missing. */
static size_t end_tag_len(struct str s, size_t n)
{
	size_t i;

	for (i = n; i < s.n && i < n + MEND_NAME_BYTES && s.p[i] != '<'; i++)
		if (s.p[i] == '>')
			return i + 1;
	return n;
}

static void end_tag(struct mender *m)
{
	struct str s = str_sub(mend_rest(m), 2, SIZE_MAX);
	struct str name = str_sub(s, 0, mend_name_len(s));
	size_t n = name.n + mend_space_len(str_sub(s, name.n, SIZE_MAX)), i;
	bool clean = n < s.n && s.p[n] == '>' && !memchr(s.p, '\f', n);

	if (!name.n) {
		m->flags |= MEND_MARKUP;
		mend_replace(m, 2, m->depth ? "&lt;/" : "");
		return;
	}
	n = end_tag_len(s, n) + 2;
	if (clean && m->depth && str_eq(m->open[m->depth - 1], name)) {
		m->at += n;
		pop(m);
		m->root_done = m->depth == 0;
		return;
	}
	m->flags |= MEND_MARKUP;
	for (i = m->depth; i > 0; i--)
		if (str_ieq(m->open[i - 1], name))
			break;
	mend_replace(m, n, "");
	if (i > 0)
		close_to(m, i - 1);
}

/* --- what begins with "<!" and "<?" --- */

/* As str_find, faster where the mark's first byte is rare. */
static size_t find_mark(struct str s, struct str mark)
{
	size_t at = 0, n;

	while ((n = str_chr(str_sub(s, at, SIZE_MAX), mark.p[0])) != SIZE_MAX) {
		at += n;
		if (str_starts(str_sub(s, at, SIZE_MAX), mark))
			return at;
		at++;
	}
	return SIZE_MAX;
}

size_t mend_find_end(struct mender *m, size_t skip, struct str mark, bool *none)
{
	size_t at = *none ? SIZE_MAX : find_mark(str_sub(mend_rest(m), skip, SIZE_MAX), mark);

	*none = at == SIZE_MAX;
	return at == SIZE_MAX ? at : at + skip + mark.n;
}

static void bang(struct mender *m)
{
	struct str s = mend_rest(m);
	size_t end, skip = 2;

	if (str_starts(s, STR("<![CDATA["))) {
		mend_cdata(m);
		return;
	}
	if (str_istarts(s, STR("<!DOCTYPE")) && m->depth == 0) {
		mend_doctype(m);
		return;
	}
	if (str_starts(s, STR("<!--"))) {
		end = mend_find_end(m, 4, STR("-->"), &m->no_comment_end);
		skip = end == SIZE_MAX ? 4 : end;
		m->flags |= end == SIZE_MAX ? MEND_MARKUP : 0;
		mend_replace(m, skip, "");
		return;
	}
	m->flags |= MEND_MARKUP;
	mend_replace(m, skip, m->depth ? "&lt;!" : "");
}

static void instruction(struct mender *m)
{
	size_t end = mend_find_end(m, 2, STR("?>"), &m->no_pi_end);

	if (end == SIZE_MAX)
		m->flags |= MEND_MARKUP;
	mend_replace(m, end == SIZE_MAX ? 2 : end, "");
}

/* --- the pass --- */

static void markup(struct mender *m)
{
	struct str s = mend_rest(m);
	char next = s.n > 1 ? s.p[1] : '\0';

	if (next == '!')
		bang(m);
	else if (next == '?')
		instruction(m);
	else if (next == '/')
		end_tag(m);
	else
		start_tag(m);
}

static void set_stops(struct mender *m)
{
	size_t c;

	for (c = 0; c < ARRAY_LEN(m->stops); c++) {
		char byte = (char)c;

		if (c == 0xef || mend_forbidden(str_mem(&byte, 1)))
			m->stops[c] = STOP_TEXT | STOP_CDATA;
	}
	m->stops['<'] = m->stops['&'] = m->stops[']'] = STOP_TEXT;
}

/* What is left of "]]>", which must not stand in text, at m->at: of it all, or of an end that comes
 * to stand behind brackets because what was between is left out. */
static size_t cdata_end_len(const struct mender *m)
{
	struct str s = mend_rest(m);

	if (str_starts(s, STR("]]>")))
		return 3;
	if (m->at != m->joined)
		return 0;
	return str_starts(s, STR("]>")) ? 2 : str_starts(s, STR(">")) ? 1 : 0;
}

static void mend_step(struct mender *m)
{
	unsigned char c = (unsigned char)m->in.p[m->at];
	char plain;
	size_t n;

	if (c == '<') {
		markup(m);
	} else if (m->depth == 0) {
		if (!ascii_space(c))
			m->flags |= MEND_JUNK;
		mend_replace(m, 1, "");
	} else if (c == '&' && !entity_plain(mend_rest(m), &plain)) {
		mend_amp(m);
	} else if ((c == ']' || c == '>') && (n = cdata_end_len(m))) {
		m->flags |= n == 3 ? MEND_MARKUP : 0;
		mend_replace(m, n, &"]]&gt;"[3 - n]);
	} else if ((n = mend_forbidden(mend_rest(m)))) {
		m->flags |= MEND_CONTROL;
		mend_replace(m, n, "");
	} else {
		mend_plain_text(m);
	}
}

/* Comments and white space may stand behind the root ("generated in 0.2 seconds"). */
static bool is_end(struct str s)
{
	size_t at;

	for (s = str_trim(s); str_starts(s, STR("<!--")); s = str_trim(s)) {
		at = str_find(s, STR("-->"));
		if (at == SIZE_MAX)
			return false;
		s = str_sub(s, at + 3, SIZE_MAX);
	}
	return s.n == 0;
}

static void finish(struct mender *m)
{
	size_t i;

	if (m->root_done) {
		if (!is_end(mend_rest(m)))
			m->flags |= MEND_JUNK;
	} else if (m->depth) {
		m->flags |= MEND_TRUNCATED;
		for (i = 0; i < m->depth; i++)
			if (is_story_name(local_name(m->open[i])))
				m->flags |= MEND_CUT_STORY;
		m->at = m->in.n;
	}
	mend_take_over(m);
	close_to(m, 0);
	m->ended = true;
}

struct mender *mend_open(struct arena *a, struct str in, bool outline)
{
	struct mender *m = mem_zalloc(sizeof(*m));

	m->arena = a;
	m->in = in;
	m->outline = outline;
	buf_init(&m->out, in.n * 6 + KIB(64));
	set_stops(m);
	return m;
}

/* Until there is enough to read. All that was is gone. */
static void advance(struct mender *m)
{
	buf_reset(&m->out);
	m->taken = m->hidden_len = 0;
	while (!m->ended && m->out.len < READ_BYTES && m->at - m->copied < READ_BYTES) {
		if (m->at < m->in.n && !m->bomb && !m->root_done)
			mend_step(m);
		else
			finish(m);
		if (m->hidden) {
			m->copied = m->at;
			buf_truncate(&m->out, m->hidden_len);
		}
	}
}

size_t mend_read(struct mender *m, char *p, size_t n)
{
	size_t got = 0, len, end;

	while (got < n) {
		end = m->hidden ? m->hidden_len : m->out.len;
		len = MIN(n - got, end - m->taken);
		if (len) {
			memcpy(p + got, m->out.data + m->taken, len);
			m->taken += len;
		} else if (!m->hidden && m->copied < m->at) {
			len = MIN(n - got, m->at - m->copied);
			memcpy(p + got, m->in.p + m->copied, len);
			m->copied += len;
		} else if (m->ended) {
			break;
		} else {
			advance(m);
		}
		got += len;
	}
	return got;
}

enum rc mend_close(struct mender *m, uint32_t *flags, struct err *e)
{
	enum rc rc = OK;

	*flags = m->flags;
	if (m->bomb)
		rc = err_set(e, E_REFUSED, _("declares entities beyond what a feed needs"));
	else if (m->out.failed)
		rc = err_set(e, E_LIMIT, _("too much broken markup"));
	else if (!m->root_seen)
		rc = err_set(e, E_PARSE, _("no feed and no page"));
	buf_free(&m->out);
	free(m);
	return rc;
}

enum rc mend_xml(struct arena *a, struct str in, struct str *out, uint32_t *flags,
		 struct err *e)
{
	struct mender *m = mend_open(a, in, false);
	struct buf b = BUF_INIT(in.n * 6 + KIB(64));
	char chunk[READ_BYTES];
	size_t n;
	enum rc rc;

	while ((n = mend_read(m, chunk, sizeof(chunk))))
		buf_add(&b, chunk, n);
	rc = mend_close(m, flags, e);
	*out = str_mem(arena_memdup(a, buf_cstr(&b), b.len + 1), b.len);
	buf_free(&b);
	return rc;
}
