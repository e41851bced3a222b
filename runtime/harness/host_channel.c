/* The channel over stdio. */
#include "channel.h"

#include "text.h"

#include <stdio.h>
#include <stdlib.h>

static FILE *files[CHANNEL_COUNT];
static FILE *inputs;

void channel_open(void)
{
    files[CHANNEL_RESULT] = fopen("result.txt", "wb");
    files[CHANNEL_OUTPUTS] = fopen("outputs.bin", "wb");
#ifdef HARNESS_TRACE
    files[CHANNEL_TRACE] = fopen("trace.bin", "wb");
#endif
    inputs = fopen("inputs.bin", "rb");
    if (files[CHANNEL_RESULT] == NULL)
        exit(3);
    if (files[CHANNEL_OUTPUTS] == NULL)
        channel_fail("cannot write outputs.bin");
    if (inputs == NULL)
        channel_fail("cannot read inputs.bin");
}

void channel_options(void *data, uint32_t bytes)
{
    FILE *file = fopen("options.bin", "rb");
    if (file == NULL || fread(data, 1, bytes, file) != bytes)
        channel_fail("cannot read options.bin");
    (void)fclose(file);
}

void channel_input(void *data, uint32_t bytes)
{
    if (fread(data, 1, bytes, inputs) != bytes)
        channel_fail("inputs.bin ends too early");
}

void channel_write(harness_channel channel, const void *data, uint32_t bytes)
{
    if (fwrite(data, 1, bytes, files[channel]) != bytes)
        exit(3);
}

void channel_flush(void)
{
    (void)fflush(NULL);
}

void channel_exit(uint32_t status)
{
    exit(fflush(NULL) == 0 ? (int)status : 3);
}

void channel_fail(const char *what)
{
    text_string("fault=");
    text_string(what);
    text_string("\n");
    channel_exit(1);
}
