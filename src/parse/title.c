/* title.c: headlines without the site's name, and how much of one stands in another. */
#include "parse/names.h"

#include "base/limits.h"

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
