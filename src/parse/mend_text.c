/* mend_text.c: text and CDATA sections, the most of most feeds. */
#include "base/bytes16.h"
#include "parse/entity.h"
#include "parse/mend_priv.h"

#define ASIDE_BYTES 64		/* shorter text costs less where it is */
#define CDATA_BYTES 9		/* of its mark */

/* Whether none of sixteen bytes has to be looked at by itself. */
static bool are_plain(const char *p, uint8_t mask)
{
	bytes16 v = bytes16_at(p), odd;

	odd = (bytes16)((v < ' ') & (v != '\n') & (v != '\t') & (v != '\r')) |
	      (bytes16)(v == 0x7f) | (bytes16)(v == 0xef);
	if (mask & STOP_TEXT)
		odd |= (bytes16)(v == '<') | (bytes16)(v == '&') | (bytes16)(v == ']');
	return !bytes16_any(odd);
}

/* The first byte from at on, before end, that stops text or a CDATA section, else end. */
static size_t skip_plain(const struct mender *m, size_t at, size_t end, uint8_t mask)
{
	for (; at < end; at++) {
		while (end - at >= sizeof(bytes16) && are_plain(m->in.p + at, mask))
			at += sizeof(bytes16);
		while (at < end && !(m->stops[(unsigned char)m->in.p[at]] & mask))
			at++;
		if (at == end || (unsigned char)m->in.p[at] != 0xef ||
		    mend_forbidden(str_sub(m->in, at, SIZE_MAX)))
			break;
	}
	return at;
}

static bool sets_aside(const struct mender *m)
{
	return m->sets_aside && !m->hidden;
}

/* Writes what stands for the text between from and end, which is not to be copied; kind is the name
 * that mend_aside knows it by. */
static void set_aside(struct mender *m, size_t from, size_t end, char kind)
{
	mend_take_over(m);
	buf_printf(&m->out, "<?%c %zu %zu?>", kind, from, end - from);
}

/* More than anybody reads of one text is left out: libxml2 would end the document at 10 MB. */
static void cut_cdata(struct mender *m, size_t end)
{
	while (m->at > m->copied && ((unsigned char)m->in.p[m->at] & 0xc0) == 0x80)
		m->at--;
	mend_replace(m, end - m->at, "");
}

/* Leaves out n bytes of what must not be in XML; where what stands around them could become the end
 * mark, the section is parted there. */
static void drop_in_cdata(struct mender *m, size_t n, size_t end)
{
	size_t next = m->at + n;
	bool joins = next < end && (m->in.p[next] == ']' || m->in.p[next] == '>');

	m->flags |= MEND_CONTROL;
	mend_replace(m, n, joins ? "]]><![CDATA[" : "");
}

/* A section without anything to mend, which begins at m->at and whose text ends at end. */
static bool set_cdata_aside(struct mender *m, size_t end)
{
	size_t from = m->at + CDATA_BYTES;

	if (end < from + ASIDE_BYTES || end - from > LIMIT_STORY_BYTES || !sets_aside(m) ||
	    skip_plain(m, from, end, STOP_CDATA) < end)
		return false;
	set_aside(m, from, end, 'c');
	m->at = m->copied = end + 3;
	return true;
}

void mend_cdata(struct mender *m)
{
	size_t end = mend_find_end(m, CDATA_BYTES, STR("]]>"), &m->no_cdata_end), most, n;

	if (end == SIZE_MAX || m->depth == 0) {
		m->flags |= MEND_MARKUP;
		mend_replace(m, end == SIZE_MAX ? CDATA_BYTES : end, "");
		return;
	}
	end += m->at - 3;
	if (set_cdata_aside(m, end))
		return;
	most = MIN(end, m->at + CDATA_BYTES + LIMIT_STORY_BYTES);
	while (m->at < most) {
		n = m->stops[(unsigned char)m->in.p[m->at]] & STOP_CDATA ?
		    mend_forbidden(mend_rest(m)) : 0;
		if (n)
			drop_in_cdata(m, n, end);
		else
			m->at = skip_plain(m, m->at + 1, most, STOP_CDATA);
	}
	if (m->at < end)
		cut_cdata(m, end);
	m->at += 3;
}

void mend_plain_text(struct mender *m)
{
	size_t from = m->at, at = from;

	for (;;) {
		struct str s;
		size_t n;
		char c;

		at = skip_plain(m, at, m->in.n, STOP_TEXT);
		s = str_sub(m->in, at, SIZE_MAX);
		n = !s.n ? 0 : s.p[0] == '&' ? entity_plain(s, &c) :
		    s.p[0] == ']' && !str_starts(s, STR("]]>"));
		if (!n)
			break;
		at += n;
	}
	if (at - from >= ASIDE_BYTES && at - from <= LIMIT_STORY_BYTES && sets_aside(m)) {
		set_aside(m, from, at, 't');
		m->copied = at;
	}
	m->at = at;
}

void mend_set_aside(struct mender *m)
{
	m->sets_aside = true;
}

bool mend_aside(const struct mender *m, const char *target, const char *data, struct str *text,
		bool *escaped)
{
	struct str rest = str_of(data), word;
	int64_t from, n;

	*escaped = streq(target, "t");
	if (!str_word(&rest, &word) || !str_int(word, 0, (int64_t)m->in.n, &from) ||
	    !str_int(str_trim(rest), 0, (int64_t)m->in.n - from, &n))
		return false;
	*text = str_sub(m->in, (size_t)from, (size_t)n);
	return true;
}
