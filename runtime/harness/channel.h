/*
 * The harness's files, all in the working directory:
 *   options.bin   in    two little-endian u32: number of examples, 1 if they are one sequence
 *   inputs.bin    in    the examples one after another, each the concatenation of its inputs
 *   outputs.bin   out   likewise
 *   trace.bin     out   trace builds only; per call of mote_trace: u32 example, u32 step, u32 bytes, the bytes
 *   result.txt    out   key=value lines
 * One implementation speaks semihosting, one stdio.
 */
#ifndef HARNESS_CHANNEL_H
#define HARNESS_CHANNEL_H

#include <stdint.h>

typedef enum { CHANNEL_OUTPUTS, CHANNEL_TRACE, CHANNEL_RESULT, CHANNEL_COUNT } harness_channel;

/* Opens the files; the program ends with a fault line where one cannot be opened. */
void channel_open(void);

/* Reads exactly that many bytes of options.bin, from its start. */
void channel_options(void *data, uint32_t bytes);

/* Reads the next bytes of inputs.bin. */
void channel_input(void *data, uint32_t bytes);

/* Appends to one of the output files, through a buffer. */
void channel_write(harness_channel channel, const void *data, uint32_t bytes);

/* Puts what is buffered where others can see it. */
void channel_flush(void);

/* Ends the program: everything is flushed; status 0 is success. */
void channel_exit(uint32_t status) __attribute__((noreturn));

/* Writes "fault=<what>" and ends the program. */
void channel_fail(const char *what) __attribute__((noreturn));

#endif
