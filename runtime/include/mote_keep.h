/* Memory of a stream: the last bytes of what was kept and what is added */
#ifndef MOTE_KEEP_H
#define MOTE_KEEP_H

#include "mote.h"

#include <string.h>

/* new_kept may be kept; x lies elsewhere */
static inline void mote_keep(void *new_kept, const void *kept, int32_t kept_bytes, const void *x, int32_t added_bytes)
{
    uint8_t *const to = (uint8_t *)new_kept;
    const int32_t stay = mote_max(kept_bytes - added_bytes, 0), take = kept_bytes - stay;
    if (stay > 0) memmove(to, (const uint8_t *)kept + added_bytes, (size_t)stay);
    memcpy(to + stay, (const uint8_t *)x + (added_bytes - take), (size_t)take);
}

#endif
