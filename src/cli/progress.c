#include "cli/progress.h"

#include "base/i18n.h"
#include "cli/cli.h"

#define BAR_WIDTH 40

void progress_init(struct progress *p, bool on)
{
	*p = (struct progress){ .is_on = on };
}

static const char *title(const char *what)
{
	if (streq(what, "articles"))
		return _("articles");
	if (streq(what, "index"))
		return _("indexing");
	return _("feeds");
}

void progress_show(struct progress *p, const char *what, int64_t done, int64_t all)
{
	int width = MIN(BAR_WIDTH, out_columns() - 36), full, i;

	if (!p->is_on)
		return;
	progress_clear(p);
	out_printf("%-10s", title(what));
	if (all > 0 && width > 4) {
		done = done < 0 ? 0 : MIN(done, all);
		full = (int)(done * width / all);
		out_printf(" [");
		for (i = 0; i < width; i++)
			out_printf("%c", i < full ? '#' : '.');
		out_printf("] %lld/%lld", (long long)done, (long long)all);
	}
	out_flush();
	p->is_shown = true;
}

void progress_clear(struct progress *p)
{
	if (p->is_shown)
		out_printf("\r\033[K");
	p->is_shown = false;
}
