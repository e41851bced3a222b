/* Logarithms of a filter bank's channels */
#ifndef MOTE_FILTER_BANK_LOG_U32_H
#define MOTE_FILTER_BANK_LOG_U32_H

#include "mote_integer_log.h"

typedef struct mote_filter_bank_log_u32_params
{
    int32_t channels;
    int32_t output_scale;
    int32_t correction_bits;
} mote_filter_bank_log_u32_params;

/* table: see mote_integer_log */
MOTE_KERNEL void mote_filter_bank_log_u32(const mote_filter_bank_log_u32_params *p, const uint32_t *x, const int16_t *table, int16_t *y)
{
    int32_t i;
    for (i = 0; i < p->channels; i++)
    {
        const uint32_t scaled = x[i] << p->correction_bits;
        const uint32_t log = scaled > 1 ? mote_integer_log(scaled, (uint32_t)p->output_scale, table) : 0;
        y[i] = (int16_t)(log < INT16_MAX ? log : INT16_MAX);
    }
}

#endif
