/* Runs the model on every example of inputs.bin. */
#include "channel.h"
#include "measure.h"
#include "text.h"

#include "harness_model.h"

static void read_inputs(void)
{
#if HARNESS_INPUTS > 0
    for (uint32_t i = 0; i < HARNESS_INPUTS; i++)
        channel_input(harness_input(i), harness_input_bytes[i]);
#endif
}

static void write_outputs(void)
{
#if HARNESS_OUTPUTS > 0
    for (uint32_t i = 0; i < HARNESS_OUTPUTS; i++)
        channel_write(CHANNEL_OUTPUTS, harness_output(i), harness_output_bytes[i]);
#endif
}

#ifdef HARNESS_TRACE
extern void mote_trace(uint32_t step, const void *data, uint32_t bytes);

static uint32_t traced_example;

void mote_trace(uint32_t step, const void *data, uint32_t bytes)
{
    const uint32_t head[3] = {traced_example, step, bytes};
    channel_write(CHANNEL_TRACE, head, sizeof head);
    channel_write(CHANNEL_TRACE, data, bytes);
}
#endif

#ifdef HARNESS_PROFILE
extern void mote_trace(uint32_t step, const void *data, uint32_t bytes);

void mote_trace(uint32_t step, const void *data, uint32_t bytes)
{
    (void)data;
    (void)bytes;
    measure_step(step);
}
#endif

int main(void)
{
    uint32_t options[2];
    channel_open();
    channel_options(options, sizeof options);
    measure_prepare();

    for (uint32_t example = 0; example < options[0]; example++) {
        if (example == 0u || options[1] == 0u)
            harness_reset();
        read_inputs();
#ifdef HARNESS_TRACE
        traced_example = example;
#endif
        measure_run(harness_invoke);
        write_outputs();
    }

    measure_finish();
    text_number("examples", options[0]);
    channel_exit(0);
}
