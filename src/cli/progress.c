#include "cli/progress.h"

#include "base/i18n.h"
#include "cli/cli.h"
#include "text/cells.h"

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

static void paint(struct progress *p)
{
	int width = MIN(BAR_WIDTH, out_columns() - 36), full, i;

	out_printf("%s%*s", p->title, MAX(10 - cells_width(clean_own(p->title)), 0), "");
	if (p->all > 0 && width > 4) {
		full = (int)(p->done * width / p->all);
		out_printf(" [");
		for (i = 0; i < width; i++)
			out_printf("%c", i < full ? '#' : '.');
		out_printf("] %lld/%lld", (long long)p->done, (long long)p->all);
	}
	out_flush();
	p->is_shown = true;
}

void progress_show(struct progress *p, const char *what, int64_t done, int64_t all)
{
	if (!p->is_on)
		return;
	progress_clear(p);
	p->title = title(what);
	p->all = MAX(all, 0);
	p->done = MAX(MIN(done, p->all), 0);
	paint(p);
}

void progress_again(struct progress *p)
{
	if (p->is_on && p->title && !p->is_shown)
		paint(p);
}

void progress_clear(struct progress *p)
{
	if (p->is_shown)
		out_printf("\r\033[K");
	p->is_shown = false;
}
