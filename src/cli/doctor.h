/* doctor.h: what "lede doctor" finds: lines for a person or, with --json, one object. */
#ifndef LEDE_CLI_DOCTOR_H
#define LEDE_CLI_DOCTOR_H

#include "cli/json.h"

struct doctor {
	struct cli *c;
	json_t *json;		/* NULL: lines are printed */
};

/* A label of the left column; what is printed next stands beside it. */
void doctor_label(const char *what);
/* How the subscriptions are, and what to do about those that are not well; false when none was
 * told to be failing. */
bool doctor_feeds(struct doctor *d);

#endif
