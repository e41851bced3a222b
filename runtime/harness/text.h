/* Lines of result.txt, without printf, which would weigh more than most models. */
#ifndef HARNESS_TEXT_H
#define HARNESS_TEXT_H

#include "channel.h"

/* Writes "key=" and a decimal number, and ends the line. */
void text_number(const char *key, uint64_t value);

/* Writes a string as it is. */
void text_string(const char *text);

/* Writes 0x and eight digits. */
void text_hex(uint32_t value);

#endif
