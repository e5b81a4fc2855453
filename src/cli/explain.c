#include "cli/explain.h"

#include "base/i18n.h"
#include "text/cells.h"

static const char *const kinds[] = {
	[VERDICT_CHOSEN] = N_("chosen"),
	[VERDICT_RUNNER_UP] = N_("not chosen"),
	[VERDICT_KEPT] = N_("kept"),
	[VERDICT_DROPPED] = N_("dropped"),
};

static const char *kind_of(const struct verdict *v)
{
	return v->kind < ARRAY_LEN(kinds) && kinds[v->kind] ? _(kinds[v->kind]) : "";
}

static void print_padded(struct arena *a, const char *s, int width)
{
	struct clean text = clean_cstr(a, s);

	out_clean(text);
	out_printf("%*s", MAX(width - cells_width(text), 0), "");
}

static int kind_width(struct arena *a)
{
	int width = 0;

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (kinds[i])
			width = MAX(width, cells_width(clean_cstr(a, _(kinds[i]))));
	return width;
}

static void print_block(struct arena *a, const struct verdict *v, int width)
{
	print_padded(a, kind_of(v), width);
	out_printf(" %6u %4u%% %7lld  ", (unsigned int)v->words, (unsigned int)v->links,
		   (long long)v->score);
	out_line(a, v->reason);
	out_printf(": ");
	out_line(a, v->path);
	if (v->times > 1)
		out_printf(" (%u)", (unsigned int)v->times);
	out_printf(": “");
	out_line(a, v->text);
	out_printf("”\n");
}

static bool is_rule(const struct verdict *v)
{
	return v->kind == VERDICT_RULE || v->kind == VERDICT_WRONG_RULE;
}

static void print_rule(struct arena *a, const struct verdict *v)
{
	out_line(a, v->path);
	out_printf(": ");
	out_line(a, v->text);
	out_printf(": ");
	out_line(a, v->reason);
	out_printf("\n");
}

void explain_print(struct arena *a, const struct article *art)
{
	int width = kind_width(a);
	bool has_head = false;
	size_t i;

	out_line(a, str_blank(art->title) ? art->url : art->title);
	out_printf("\n\n");
	for (i = 0; i < art->n_verdicts; i++)
		if (is_rule(&art->verdicts[i]))
			print_rule(a, &art->verdicts[i]);
	for (i = 0; i < art->n_verdicts; i++)
		if (!art->verdicts[i].path) {
			out_line(a, art->verdicts[i].reason);
			out_printf("\n");
		}
	for (i = 0; i < art->n_verdicts; i++) {
		if (!art->verdicts[i].path || is_rule(&art->verdicts[i]))
			continue;
		if (!has_head) {
			out_printf("\n");
			print_padded(a, "", width);
			/* TRANSLATORS: heads of columns, so wide: 6, 5 and 7 */
			out_printf(" %s\n", _(" words links   score  reason: element: text"));
		}
		has_head = true;
		print_block(a, &art->verdicts[i], width);
	}
}
