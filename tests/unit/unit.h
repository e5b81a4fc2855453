/* unit.h: what every unit test includes, in the order cmocka wants. */
#ifndef LEDE_UNIT_H
#define LEDE_UNIT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#endif
