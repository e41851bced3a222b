using Mote.Compiler.Programs;
using Mote.Core.Graphs;

namespace Mote.Compiler.Emission;

/// <summary>What each step computes, shown to whoever asks for it in a build of its own: in the graph's order, however it lies.</summary>
internal sealed partial class ModelSource
{
    private void Trace()
    {
        _c.Line();
        _c.Line("#if defined(MOTE_TRACE)");
        _c.Line("/* Yours to define: sees the result of each step. */");
        _c.Line("void mote_trace(uint32_t step, const void *data, uint32_t bytes);");
        var inPlanes = _program.Steps.Select(s => s.Node.Output).Where(
            y => _program.LayoutOf(y) is ValueLayout.Planes or ValueLayout.Lines).ToList();
        if (inPlanes.Count > 0) TracePlanes(inPlanes.Max(y => _program.Graph.Type(y).Bytes));
        var signs = _program.Steps.Select(s => s.Node.Output).Where(y => _program.LayoutOf(y) is ValueLayout.Signs).ToList();
        if (signs.Count > 0) TraceSigns(signs.Max(y => _program.Graph.Type(y).Bytes));
        _c.Line("#else");
        _c.Line("#define mote_trace(step, data, bytes) ((void)0)");
        if (signs.Count > 0) _c.Line("#define mote_trace_signs(step, data, runs, run) ((void)0)");
        if (inPlanes.Count > 0) _c.Line("#define mote_trace_planes(step, data, rows, pixels, channels) ((void)0)");
        _c.Line("#endif");
    }

    private void TracePlanes(int bytes)
    {
        _c.Line("#if defined(MOTE_TRACE_AS_IT_LIES)");
        _c.Line("#define mote_trace_planes(step, data, rows, pixels, channels) mote_trace(step, data, (rows) * (pixels) * (channels))");
        _c.Line("#else");
        _c.Line("/* A result that lies channel by channel, or so in each row, with the channels of a pixel together as its shape says. */");
        _c.Line("static void mote_trace_planes(uint32_t step, const uint8_t *data, uint32_t rows, uint32_t pixels, uint32_t channels)");
        using (_c.Braces())
        {
            _c.Line($"static uint8_t image[{bytes}];");
            _c.Line("for (uint32_t r = 0; r < rows; r++)");
            _c.Line("    for (uint32_t c = 0; c < channels; c++)");
            _c.Line("        for (uint32_t p = 0; p < pixels; p++) image[(r * pixels + p) * channels + c] = *data++;");
            _c.Line("mote_trace(step, image, rows * pixels * channels);");
        }
        _c.Line("#endif");
    }

    private void TraceSigns(int bytes)
    {
        _c.Line("#if defined(MOTE_TRACE_AS_IT_LIES)");
        _c.Line("#define mote_trace_signs(step, data, runs, run) mote_trace(step, data, (runs) * (((run) + 31) / 32) * 4)");
        _c.Line("#else");
        _c.Line("/* A result that is kept as bits, as bytes. */");
        _c.Line("static void mote_trace_signs(uint32_t step, const void *data, uint32_t runs, uint32_t run)");
        using (_c.Braces())
        {
            _c.Line($"static int8_t values[{bytes}];");
            _c.Line("const uint32_t *words = data;");
            _c.Line("for (uint32_t r = 0; r < runs; r++, words += (run + 31) / 32)");
            _c.Line("    for (uint32_t i = 0; i < run; i++) values[r * run + i] = (words[i / 32] >> (i % 32)) & 1u ? 1 : -1;");
            _c.Line("mote_trace(step, values, runs * run);");
        }
        _c.Line("#endif");
    }

    private string Traced(int step, ValueId y)
    {
        var (at, type) = (Addresses.At(_program, _program.Arena.OffsetOf(y)), _program.Graph.Type(y));
        return _program.LayoutOf(y) switch
        {
            ValueLayout.Rows => $"mote_trace({step}, {at}, {type.Bytes});",
            ValueLayout.Signs s => $"mote_trace_signs({step}, {at}, {type.Shape.Elements / s.Run}, {s.Run});",
            ValueLayout.Planes => $"mote_trace_planes({step}, {at}, 1, {type.Shape[1] * type.Shape[2]}, {type.Shape[3]});",
            ValueLayout.Lines => $"mote_trace_planes({step}, {at}, {type.Shape[1]}, {type.Shape[2]}, {type.Shape[3]});",
        };
    }
}
