/* title.c: headlines without the site's name, and how much of one stands in another. */
#include "parse/names.h"

#include "base/limits.h"

#define TITLE_SEGMENTS 8	/* that marks part a title into */
#define OVERLAP_WORDS 200	/* of a text that are compared with another ... */
#define OVERLAP_BYTES KIB(4)	/* ... and the beginning of that one */

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

bool names_same(const char *a, const char *b)
{
	return same_letters(str_of(a), str_of(b));
}

static const char *const marks[] = {
	" | ", " - ", " – ", " — ", " » ", " :: ", " · ", " • ", " « ", " / ", "｜", " : ",
};

bool names_is_segment(const char *title, const char *text)
{
	struct str rest = str_of(title), part;
	bool found = false, is_longest = false;
	size_t longest = 0, n = 0;

	while (rest.n && n < TITLE_SEGMENTS) {
		size_t best = SIZE_MAX, len = 0, at, i;

		for (i = 0; i < ARRAY_LEN(marks); i++) {
			at = str_find(rest, str_of(marks[i]));
			if (at < best) {
				best = at;
				len = strlen(marks[i]);
			}
		}
		part = str_sub(rest, 0, best);
		if (part.n > longest) {
			longest = part.n;
			is_longest = false;
		}
		if (same_letters(part, str_of(text))) {
			found = n > 0;
			is_longest = part.n == longest;
		}
		rest = best == SIZE_MAX ? str_of("") : str_sub(rest, best + len, SIZE_MAX);
		n++;
	}
	return found && !is_longest;
}

/* The site's name at an end with any mark between: "Headline_Paper", "Paper|Headline". */
static struct str without_site(struct str t, struct str site)
{
	static const char *const glue[] = { "|", "-", "_", "–", "—", "｜", ":", "：", "»", "·" };
	struct str left = t;
	size_t i;
	bool is_end = str_iends(t, site);

	if (site.n < 3 || t.n <= site.n + 1 || !(is_end || str_istarts(t, site)))
		return t;
	left = str_trim(is_end ? str_sub(t, 0, t.n - site.n) : str_sub(t, site.n, SIZE_MAX));
	for (i = 0; i < ARRAY_LEN(glue); i++) {
		struct str mark = str_of(glue[i]);

		if (is_end && str_iends(left, mark))
			return str_trim(str_sub(left, 0, left.n - mark.n));
		if (!is_end && str_starts(left, mark))
			return str_trim(str_sub(left, mark.n, SIZE_MAX));
	}
	return t;
}

const char *names_title(struct arena *a, const char *title, const char *site)
{
	struct str t = without_site(str_trim(str_of(title)), str_of(site));
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
