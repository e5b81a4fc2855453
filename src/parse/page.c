#include "base/i18n.h"
#include "parse/parse.h"

enum rc parse_page(struct arena *a, const struct input *in, struct article *out, struct err *e)
{
	return err_set(e, E_PARSE, _("not a page"));
}
