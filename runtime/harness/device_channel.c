/* The channel over semihosting. */
#include "channel.h"

#include "semihosting.h"
#include "text.h"

/* A call of the emulator costs about as much as thousands of instructions: collect. */
#define BUFFER_BYTES 32768u

/* Reserved by the linker script outside all sections, so that it is in nobody's .bss. */
extern uint8_t __harness_buffers[CHANNEL_COUNT][BUFFER_BYTES];

static uint32_t used[CHANNEL_COUNT];
static int32_t handles[CHANNEL_COUNT];
static int32_t inputs;

static void __attribute__((noreturn)) die(void)
{
    semihosting_exit(3);
}

static void put(harness_channel channel, const void *data, uint32_t bytes)
{
    if (bytes != 0u && semihosting_write(handles[channel], data, bytes) != 0u)
        die();
}

/* Not memcpy: a model that copies should be seen to bring it along. */
static void copy(uint8_t *to, const uint8_t *from, uint32_t bytes)
{
    for (uint32_t i = 0; i < bytes; i++)
        to[i] = from[i];
}

static void flush(harness_channel channel)
{
    const uint32_t bytes = used[channel];
    used[channel] = 0;
    put(channel, __harness_buffers[channel], bytes);
}

void channel_open(void)
{
    handles[CHANNEL_RESULT] = semihosting_open("result.txt", 10, SEMIHOSTING_WRITE_BINARY);
    handles[CHANNEL_OUTPUTS] = semihosting_open("outputs.bin", 11, SEMIHOSTING_WRITE_BINARY);
#ifdef HARNESS_TRACE
    handles[CHANNEL_TRACE] = semihosting_open("trace.bin", 9, SEMIHOSTING_WRITE_BINARY);
#endif
    inputs = semihosting_open("inputs.bin", 10, SEMIHOSTING_READ_BINARY);
    if (handles[CHANNEL_RESULT] < 0)
        die();
    if (handles[CHANNEL_OUTPUTS] < 0)
        channel_fail("cannot write outputs.bin");
    if (inputs < 0)
        channel_fail("cannot read inputs.bin");
}

void channel_options(void *data, uint32_t bytes)
{
    const int32_t file = semihosting_open("options.bin", 11, SEMIHOSTING_READ_BINARY);
    if (file < 0 || semihosting_read(file, data, bytes) != 0u)
        channel_fail("cannot read options.bin");
    semihosting_close(file);
}

void channel_input(void *data, uint32_t bytes)
{
    if (bytes != 0u && semihosting_read(inputs, data, bytes) != 0u)
        channel_fail("inputs.bin ends too early");
}

void channel_write(harness_channel channel, const void *data, uint32_t bytes)
{
    if (bytes > BUFFER_BYTES - used[channel])
        flush(channel);
    if (bytes > BUFFER_BYTES) {
        put(channel, data, bytes);
        return;
    }
    copy(&__harness_buffers[channel][used[channel]], data, bytes);
    used[channel] += bytes;
}

void channel_flush(void)
{
    for (uint32_t channel = 0; channel < CHANNEL_COUNT; channel++)
        flush((harness_channel)channel);
}

void channel_exit(uint32_t status)
{
    channel_flush();
    semihosting_exit(status);
}

void channel_fail(const char *what)
{
    text_string("fault=");
    text_string(what);
    text_string("\n");
    channel_exit(1);
}
