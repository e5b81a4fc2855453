#include "model/rules.h"

#include "base/base.h"

const char *rule_name(uint32_t kind)
{
	static const char *const names[RULE_KINDS] = {
		[RULE_BODY] = "body", [RULE_DROP] = "drop", [RULE_KEEP] = "keep",
		[RULE_TITLE] = "title", [RULE_BYLINE] = "byline", [RULE_DATE] = "date",
		[RULE_NEXT] = "next", [RULE_RELATED] = "related",
	};

	return kind < ARRAY_LEN(names) ? names[kind] : NULL;
}
