/* names.c: small grammars over short lines. */
#include "parse/names.h"

#include "base/buf.h"
#include "base/limits.h"

#define NAME_BYTES 80		/* longer ones are sentences */
#define NAME_WORDS 5
#define OVERLAP_WORDS 200	/* of a text that are compared with another ... */
#define OVERLAP_BYTES KIB(4)	/* ... and the beginning of that one */

#define WORD(s) { s, sizeof(s) - 1 }

static const struct str intro[] = {
	WORD("written by "), WORD("words by "), WORD("posted by "), WORD("story by "),
	WORD("published by "), WORD("reported by "), WORD("by: "), WORD("by "),
	WORD("von "), WORD("par "), WORD("por "), WORD("di "), WORD("door "),
	WORD("af "), WORD("av "), WORD("autor: "), WORD("autor "), WORD("author: "),
	WORD("autore: "), WORD("auteur: "), WORD("text: "), WORD("texte: "), WORD("od "),
	WORD("Автор: "), WORD("Автор "), WORD("作者："), WORD("作者:"), WORD("文／"),
	WORD("記者"), WORD("przez "), WORD("yazan: "), WORD("oleh "),
};

static const char *const joints[] = {
	" and ", " und ", " et ", " y ", " e ", " en ", " og ", " och ", " & ", " with ", " i ",
	" und\xc2\xa0", " и ", ";", "/", "|", "•", "·", "、", " – ", " — ", " - ", "\n",
};

/* Words of jobs and houses, which stand behind a comma in bylines. */
static const char *const roles[] = {
	"editor", "report", "writer", "correspond", "staff", "press", "news", "contribut",
	"columnist", "redak", "agenc", "journalist", "producer", "updated", "published",
	"senior", "special", "admin",
};

static bool has_role(struct str s)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(roles); i++)
		if (str_ifind(s, str_of(roles[i])) != SIZE_MAX)
			return true;
	return false;
}

bool names_is_byline(struct str line)
{
	size_t i;

	line = str_trim(line);
	for (i = 0; i < ARRAY_LEN(intro); i++) {
		size_t n = intro[i].n;

		/* "By noon the tide had turned and ..." is a sentence */
		if (str_istarts(line, intro[i]) && line.n > n + 2)
			return line.n <= NAME_BYTES || line.p[n] < 'a' || line.p[n] > 'z';
	}
	return false;
}

static struct str without_intro(struct str s)
{
	size_t i;

	s = str_trim(s);
	for (i = 0; i < ARRAY_LEN(intro); i++)
		if (str_istarts(s, intro[i]))
			return str_trim(str_sub(s, intro[i].n, s.n));
	return s;
}

static bool looks_like_name(struct str s)
{
	struct str rest = s, word;
	size_t words = 0, digits = 0, i;

	if (s.n < 2 || s.n > NAME_BYTES)
		return false;
	for (i = 0; i < s.n; i++) {
		digits += (size_t)ascii_digit(s.p[i]);
		if (s.p[i] == '@' || s.p[i] == ':' || s.p[i] == '{' || s.p[i] == '<' ||
		    s.p[i] == '?' || s.p[i] == '=')
			return false;
	}
	while (str_word(&rest, &word))
		words++;
	return words <= NAME_WORDS && digits < 3;
}

static void add_one(struct arena *a, struct str s, const char *site, bool behind_comma,
		    struct names *out)
{
	size_t i;

	s = without_intro(s);
	while (s.n && (s.p[s.n - 1] == ',' || s.p[s.n - 1] == '.' || s.p[s.n - 1] == ':'))
		s = str_trim(str_sub(s, 0, s.n - 1));
	if (!looks_like_name(s) || (site && str_ieq(s, str_of(site))))
		return;
	if (behind_comma && (has_role(s) || str_chr(s, ' ') == SIZE_MAX ||
			     (s.p[0] >= 'a' && s.p[0] <= 'z')))
		return;
	for (i = 0; i < out->n; i++)
		if (str_ieq(str_of(out->list[i]), s))
			return;
	if (out->n < ARRAY_LEN(out->list))
		out->list[out->n++] = arena_str(a, s);
}

static void split_commas(struct arena *a, struct str s, const char *site, struct names *out)
{
	struct str part;
	bool behind = false;

	while (str_split(&s, ',', &part)) {
		add_one(a, part, site, behind, out);
		behind = true;
	}
}

void names_add(struct arena *a, struct str byline, const char *site, struct names *out)
{
	struct str rest = without_intro(byline);
	size_t at, best, i, len = 0;

	if (rest.n > LIMIT_TITLE_BYTES || str_istarts(rest, STR("http")))
		return;
	while (rest.n) {
		best = SIZE_MAX;
		for (i = 0; i < ARRAY_LEN(joints); i++) {
			at = str_ifind(rest, str_of(joints[i]));
			if (at < best) {
				best = at;
				len = strlen(joints[i]);
			}
		}
		split_commas(a, str_sub(rest, 0, best), site, out);
		if (best == SIZE_MAX)
			break;
		rest = str_sub(rest, best + len, rest.n);
	}
}

const char *names_join(struct arena *a, const struct names *names)
{
	struct buf b = BUF_INIT(LIMIT_FIELD_BYTES);
	const char *s;
	size_t i;

	for (i = 0; i < names->n; i++)
		buf_printf(&b, "%s%s", i ? ", " : "", names->list[i]);
	s = b.len ? arena_str(a, buf_str(&b)) : NULL;
	buf_free(&b);
	return s;
}

static size_t count_words(struct str s)
{
	struct str w;
	size_t n = 0;

	while (str_word(&s, &w))
		n++;
	return n;
}

/* Equal but for blanks and ASCII case: a site is called "The Paper" here, "thepaper" there. */
static bool same_letters(struct str a, struct str b)
{
	size_t i = 0, k = 0;

	for (;;) {
		while (i < a.n && (ascii_space(a.p[i]) || a.p[i] == '.'))
			i++;
		while (k < b.n && (ascii_space(b.p[k]) || b.p[k] == '.'))
			k++;
		if (i >= a.n || k >= b.n)
			return i >= a.n && k >= b.n;
		if (ascii_lower(a.p[i++]) != ascii_lower(b.p[k++]))
			return false;
	}
}

const char *names_title(struct arena *a, const char *title, const char *site)
{
	static const char *const marks[] = {
		" | ", " - ", " – ", " — ", " » ", " :: ", " · ", " • ", " « ", " / ", "｜", " : ",
	};
	struct str t = str_trim(str_of(title));
	bool cut = true;
	int rounds;

	for (rounds = 0; cut && rounds < 3; rounds++) {
		size_t last = SIZE_MAX, len = 0, at, from, i;

		cut = false;
		for (i = 0; i < ARRAY_LEN(marks); i++) {
			from = 0;
			while ((at = str_find(str_sub(t, from, t.n), str_of(marks[i]))) !=
			       SIZE_MAX) {
				if (last == SIZE_MAX || from + at > last) {
					last = from + at;
					len = strlen(marks[i]);
				}
				from += at + strlen(marks[i]);
			}
		}
		if (last == SIZE_MAX)
			break;
		struct str head = str_trim(str_sub(t, 0, last));
		struct str tail = str_trim(str_sub(t, last + len, t.n));

		if (site && same_letters(head, str_of(site))) {
			t = tail;
			cut = true;
		} else if ((site && same_letters(tail, str_of(site))) ||
			   (rounds == 0 && count_words(head) > count_words(tail) &&
			    count_words(head) >= 3 && count_words(tail) <= 5)) {
			t = head;
			cut = true;
		}
	}
	return arena_str(a, t);
}

double names_overlap(const char *a, const char *b)
{
	struct str rest = str_of(a), all = str_sub(str_of(b), 0, OVERLAP_BYTES), word;
	size_t n = 0, hit = 0;

	while (str_word(&rest, &word) && n < OVERLAP_WORDS) {
		n++;
		hit += str_ifind(all, word) != SIZE_MAX;
	}
	return n ? (double)hit / (double)n : 0;
}
