using Mote.Targets.Build;

namespace Mote.Targets.Tests;

/// <summary>Models small enough to know everything about.</summary>
internal static class TestModels
{
    /// <summary>An adapter with one input and one output of the given sizes, around the body of harness_invoke.</summary>
    public static CSource Adapter(int inputBytes, int outputBytes, string body, string declarations = "", string reset = "") =>
        new(CSource.AdapterPath,
            $$"""
            #ifndef HARNESS_MODEL_H
            #define HARNESS_MODEL_H
            #include <stdint.h>
            #define HARNESS_INPUTS 1u
            #define HARNESS_OUTPUTS 1u
            static const uint32_t harness_input_bytes[] = {{{inputBytes}}u};
            static const uint32_t harness_output_bytes[] = {{{outputBytes}}u};
            static uint8_t x[{{inputBytes}}] __attribute__((aligned(8)));
            static uint8_t y[{{outputBytes}}] __attribute__((aligned(8)));
            {{declarations}}
            static void *harness_input(uint32_t i) { (void)i; return x; }
            static const void *harness_output(uint32_t i) { (void)i; return y; }
            static void harness_reset(void) { {{reset}} }
            static void harness_invoke(void)
            {
            {{body}}
            }
            #endif

            """);

    /// <summary>y[i] = x[i] + 1, in a file of its own.</summary>
    public static CSource[] Increment(int bytes) =>
    [
        Adapter(bytes, bytes, "increment(x, y);", "extern void increment(const uint8_t *from, uint8_t *to);"),
        new("kernels/increment.c",
            $$"""
            #include "kernels/increment.h"
            void increment(const uint8_t *from, uint8_t *to)
            {
                for (uint32_t i = 0; i < {{bytes}}u; i++)
                    to[i] = (uint8_t)(from[i] + 1u);
            }

            """),
        new("kernels/increment.h", "#include <stdint.h>\nextern void increment(const uint8_t *from, uint8_t *to);\n"),
    ];

    /// <summary>y[0] = how many examples came before + x[0]; traces both numbers where tracing is on.</summary>
    public static CSource[] Counting =>
    [
        Adapter(1, 1,
            """
            #ifdef HARNESS_TRACE
                mote_trace(0, x, 1);
            #endif
                y[0] = (uint8_t)(x[0] + seen++);
            #ifdef HARNESS_TRACE
                mote_trace(7, y, 1);
            #endif

            """,
            """
            #ifdef HARNESS_TRACE
            extern void mote_trace(uint32_t step, const void *data, uint32_t bytes);
            #endif
            static uint8_t seen;

            """,
            "seen = 0;"),
    ];

    /// <summary>A model of one byte that does what the statement says.</summary>
    public static CSource[] Doing(string statement, string declarations = "") =>
        [Adapter(1, 1, statement + "\ny[0] = x[0];", declarations)];
}
