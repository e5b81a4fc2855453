/* mailtext.c: mails, and preformatted text in pages, around what textpage.c makes of text. */
#include "base/limits.h"
#include "parse/sanitize.h"
#include "parse/textpage.h"

static const struct {
	unsigned headers;	/* lines that a mail's head has at most */
	size_t signature;	/* lines of a signature */
	double code;		/* share of an article's words in preformatted blocks: it is that */
	double marks;		/* share of signs of programs in prose */
	double words;		/* of a line of prose */
	size_t name;		/* bytes of a sender's name */
} fit = {
	.headers = 40, .signature = 20, .code = 0.6, .marks = 0.025, .words = 4,
	.name = 60,
};

/* --- mails --- */

static bool header_name(struct str line, struct str *name, struct str *value)
{
	size_t i = 0;

	while (i < line.n && (ascii_alpha(line.p[i]) || line.p[i] == '-'))
		i++;
	if (!i || i >= line.n || line.p[i] != ':' || (i + 1 < line.n && line.p[i + 1] != ' '))
		return false;
	*name = str_sub(line, 0, i);
	*value = str_trim(str_sub(line, i + 1, SIZE_MAX));
	return true;
}

/* "Ines Q. <i@paper.example>", "i at paper.example (Ines Q.)": the name, or nothing. */
static const char *sender(struct arena *a, struct str s)
{
	size_t open = str_chr(s, '<'), paren = str_chr(s, '(');

	if (open != SIZE_MAX && open > 0)
		s = str_sub(s, 0, open);
	else if (paren != SIZE_MAX)
		s = str_sub(s, paren + 1, str_chr(str_sub(s, paren + 1, SIZE_MAX), ')'));
	s = str_trim(s);
	if (s.n > 1 && s.p[0] == '"' && s.p[s.n - 1] == '"')
		s = str_sub(s, 1, s.n - 2);
	if (!s.n || str_chr(s, '@') != SIZE_MAX || str_find(s, STR(" at ")) != SIZE_MAX)
		return NULL;
	return sanitize_line(a, s, LIMIT_FIELD_BYTES);
}

/* The head of a mail: what it says goes into art, the text behind it is returned; the whole text
 * where it begins with none. */
static struct str take_head(struct arena *a, struct str text, struct article *art)
{
	struct str rest = text, line, name, value, subject = { 0 }, from = { 0 }, date = { 0 };
	bool any = false;
	unsigned n;

	for (n = 0; n < fit.headers && str_split(&rest, '\n', &line); n++) {
		if (n == 0 && str_starts(line, STR("From ")))
			continue;
		if (any && line.n && (line.p[0] == ' ' || line.p[0] == '\t'))
			continue;
		if (!str_trim(line).n) {
			if (any)
				break;
			continue;
		}
		if (!header_name(line, &name, &value))
			return text;
		any = true;
		if (str_ieq(name, STR("subject")))
			subject = value;
		else if (str_ieq(name, STR("from")))
			from = value;
		else if (str_ieq(name, STR("date")))
			date = value;
	}
	if (!from.n || !(subject.n || date.n))
		return text;
	if (!art->title && subject.n)
		art->title = sanitize_line(a, subject, LIMIT_FIELD_BYTES);
	if (!art->byline)
		art->byline = sender(a, from);
	if (art->published == DATE_NONE && date.n)
		art->published = date_parse(date);
	return rest;
}

/* Without what stands behind the last "-- ". */
static struct str without_signature(struct str text)
{
	size_t end = text.n, lines = 0, at;
	struct str line;

	while (end > 0 && lines++ <= fit.signature) {
		for (at = end; at > 0 && text.p[at - 1] != '\n'; at--)
			;
		line = str_sub(text, at, end - at);
		while (line.n && line.p[line.n - 1] == '\r')
			line.n--;
		if (str_eq(line, STR("-- ")) || (str_eq(line, STR("--")) && lines > 1))
			return str_sub(text, 0, at);
		end = at ? at - 1 : 0;
	}
	return text;
}

/* A heading at the beginning, or after a table of who wrote it. */
static void take_title(struct article *art)
{
	struct block *b = art->blocks;
	size_t i = 0;

	if (art->title || !art->n_blocks)
		return;
	if (art->n_blocks > 1 && b[0].kind == BLOCK_CODE && b[1].kind == BLOCK_HEADING &&
	    b[1].level == 1)
		i = 1;
	if (b[i].kind != BLOCK_HEADING)
		return;
	art->title = b[i].text;
	memmove(b + i, b + i + 1, (art->n_blocks - i - 1) * sizeof(*b));
	art->n_blocks--;
}

bool textpage_read(struct arena *a, struct str utf8, struct article *art)
{
	struct str text = take_head(a, utf8, art);
	bool is_whole;

	if (text.p != utf8.p)
		text = without_signature(text);
	is_whole = textpage_blocks(a, text, &art->blocks, &art->n_blocks);
	take_title(art);
	return is_whole;
}

/* --- preformatted text in pages --- */

static bool is_prose(struct str s)
{
	size_t i, marks = 0, lines = 0, words = 0, bytes = 0;
	bool in_word = false;

	for (i = 0; i < s.n; i++) {
		bool blank = ascii_space(s.p[i]);

		words += !blank && !in_word;
		in_word = !blank;
		bytes += !blank;
		marks += strchr("{}[];=<|\\$#", s.p[i]) && s.p[i];
		lines += s.p[i] == '\n' && i > 0 && s.p[i - 1] != '\n';
	}
	return bytes && (double)marks < fit.marks * (double)bytes &&
	       (double)words > fit.words * (double)(lines + 1);
}

/* "From: Ines", as a page of an archive shows it above the mail. */
static bool take_line(struct arena *a, const struct block *b, struct article *art)
{
	struct str name, value;

	if (!b->text || !header_name(str_of(b->text), &name, &value) || !value.n)
		return false;
	if (str_ieq(name, STR("from")) && !art->byline)
		art->byline = sender(a, value);
	else if (str_ieq(name, STR("date")) && date_parse(value) != DATE_NONE)
		art->published = date_parse(value);
	return str_ieq(name, STR("from")) || str_ieq(name, STR("date")) ||
	       str_ieq(name, STR("to")) || str_ieq(name, STR("cc")) ||
	       str_ieq(name, STR("subject"));
}

static const char *span_text(struct arena *a, const struct block *b, uint32_t kind)
{
	size_t i;

	for (i = 0; i < b->n_spans; i++)
		if (b->spans[i].kind == kind)
			return arena_str(a, str_mem(b->text + b->spans[i].start,
						    b->spans[i].end - b->spans[i].start));
	return NULL;
}

/* What a rule parts from the mail is the archive's own: the sender in bold, the date in italics. */
static void take_sender(struct arena *a, const struct block *b, struct article *art)
{
	const char *name, *date;

	if (b->kind != BLOCK_PARA || !b->text)
		return;
	name = span_text(a, b, SPAN_STRONG);
	date = span_text(a, b, SPAN_EM);
	if (name && strlen(name) < fit.name && !art->byline)
		art->byline = sender(a, str_of(name));
	if (date && art->published == DATE_NONE)
		art->published = date_parse(str_of(date));
}

/* The rules nearest to the only preformatted text; what lies beyond them is left out. */
static void find_mail(const struct article *art, size_t *from, size_t *to)
{
	size_t i, pre = SIZE_MAX;

	*from = 0;
	*to = art->n_blocks;
	for (i = 0; i < art->n_blocks; i++) {
		if (art->blocks[i].kind != BLOCK_CODE)
			continue;
		if (pre != SIZE_MAX)
			return;
		pre = i;
	}
	for (i = 0; pre != SIZE_MAX && i < art->n_blocks; i++) {
		if (art->blocks[i].kind != BLOCK_RULE)
			continue;
		if (i < pre)
			*from = i + 1;
		else if (*to == art->n_blocks)
			*to = i;
	}
}

void textpage_reflow(struct arena *a, struct article *art)
{
	struct block *all = NULL, *some;
	size_t i, k, n = 0, n_some, in_code = 0, from, to;
	double words = (double)blocks_words(art->blocks, art->n_blocks);
	bool seen = false;

	for (i = 0; i < art->n_blocks; i++)
		if (art->blocks[i].kind == BLOCK_CODE && is_prose(str_of(art->blocks[i].text)))
			in_code += blocks_words(&art->blocks[i], 1);
	if (!in_code || (double)in_code < fit.code * words)
		return;
	find_mail(art, &from, &to);
	for (i = 0; i < from; i++)
		if (!take_line(a, &art->blocks[i], art))
			take_sender(a, &art->blocks[i], art);
	for (i = from; i < to; i++) {
		const struct block *b = &art->blocks[i];
		struct str text = str_of(b->text);

		if (b->kind != BLOCK_CODE || !is_prose(text)) {
			if (seen || !take_line(a, b, art))
				*ARENA_PUSH(a, all, n) = *b;
			continue;
		}
		seen = true;
		textpage_blocks(a, without_signature(take_head(a, text, art)), &some, &n_some);
		for (k = 0; k < n_some && n < LIMIT_BLOCKS; k++)
			*ARENA_PUSH(a, all, n) = some[k];
	}
	art->blocks = all;
	art->n_blocks = n;
}
