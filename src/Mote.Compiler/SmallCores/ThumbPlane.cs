using System.Buffers.Binary;
using Mote.Compiler.Machine;

namespace Mote.Compiler.SmallCores;

/// <summary>
/// Depthwise convolution of one channel at a time, on Armv6-M: the channel is gathered into a plane of unsigned bytes with its border,
/// then several outputs of a row are summed at once, so that a weight is loaded once for all of them.
/// </summary>
/// <param name="KernelY">Rows of the window.</param>
/// <param name="KernelX">Columns of the window.</param>
/// <param name="StrideX">From one output to the next.</param>
/// <param name="Outputs">At once.</param>
internal sealed record ThumbPlane(int KernelY, int KernelX, int StrideX, int Outputs)
{
    /// <summary>Where sums are: as many as there are outputs.</summary>
    private static readonly string[] s_sums = ["r8", "r9", "r10", "r11", "r12", "lr", "r7", "r6", "r5", "r4", "r1"];

    private const int HighSums = 6;
    public const int MostTaps = 49;
    private const int MostUnrolled = 16;

    private int Taps => KernelY * KernelX;

    /// <summary>The shape for rows of so many outputs; null if none is worth it.</summary>
    public static ThumbPlane? For(int kernelY, int kernelX, int strideX, int columns)
    {
        var outputs = Largest(columns, s_sums.Length);
        var plane = new ThumbPlane(kernelY, kernelX, strideX, outputs);
        // The farthest load reaches 31 bytes.
        return plane.Taps > MostTaps || (outputs - 1) * strideX + kernelX - 1 > 31 || (outputs < 3 && columns > outputs) ? null : plane;
    }

    /// <summary>void (const uint8_t *plane, const uint32_t *stream, int8_t *y, const mote_plane_walk *walk)</summary>
    /// <param name="fit">The form of the rescaling.</param>
    /// <param name="blocks">Of outputs in a row, for the cost.</param>
    /// <param name="rows">Of outputs, for the cost.</param>
    public CountedRoutine Multiply(LayerFit fit, int blocks, int rows)
    {
        var name = ThumbRescale.Line($"mote_plane_v6m_{KernelY}x{KernelX}_s{StrideX}_n{Outputs}_{ThumbRescale.Name(fit)}");
        return CountedRoutine.Of(counts => Write(fit, counts).Routine(
            name, "const uint8_t *plane", "const uint32_t *stream", "int8_t *y", "const void *walk"), (blocks, rows), (1, 1));
    }

    /// <summary>void (const int8_t *x, uint8_t *to, const mote_plane_gather *walk)</summary>
    public static CountedRoutine Gather(int columns, int rows)
    {
        var unrolled = Largest(columns, MostUnrolled);
        return CountedRoutine.Of(counts => WriteGather(unrolled, counts).Routine(
            ThumbRescale.Line($"mote_gather_v6m_u{unrolled}"), "const int8_t *x", "uint8_t *to", "const void *walk"),
            (columns / unrolled, rows), (1, 1));
    }

    /// <summary>Columns that the gathering routine takes at once.</summary>
    public static int GatheredAtOnce(int columns) => Largest(columns, MostUnrolled);

    /// <summary>Words of a channel: [start, constants of the fit, weights].</summary>
    public static uint[] Stream(ChannelSums sums)
    {
        var words = new List<uint>();
        for (var c = 0; c < sums.Channels; c++)
        {
            words.Add(unchecked((uint)sums.Start(c) - 128u * (uint)ChannelSums.Sum(sums.Row(c))));
            words.AddRange(ThumbRescale.Words(sums.Fit, c));
            var bytes = new byte[(sums.Depth + 3) / 4 * 4];
            for (var k = 0; k < sums.Depth; k++) bytes[k] = (byte)sums.Row(c)[k];
            for (var k = 0; k < bytes.Length; k += 4) words.Add(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(k)));
        }
        return [.. words];
    }

    private static int Largest(int count, int most) => Enumerable.Range(1, Math.Min(count, most)).Last(n => count % n == 0);

    /// <summary>
    /// How a loop begins anew: B reaches 2 KB, which taps by outputs of six bytes each and the rescaling of every output may leave. BL
    /// reaches farther, and what it writes to LR nobody needs: the sum there begins with the bias.
    /// </summary>
    private string Jump => 6 * Taps * Outputs + 80 * Outputs + 100 > 2000 ? "bl" : "b";

    private AssemblyWriter Write(LayerFit fit, (int Blocks, int Rows) counts)
    {
        var w = new AssemblyWriter(CoreTimings.OfV6M());
        // The frame: weights, then what does not fit into registers.
        var first = 4 * Taps;
        string Slot(int i) => ThumbRescale.Line($"[sp, #{first + 4 * i}]");
        var (x, y, bias, constants, pitch, step, blocksLeft, rowsLeft, walk) =
            (Slot(0), Slot(1), Slot(2), Slot(3), Slot(4), Slot(5), Slot(6), Slot(7), Slot(8));
        const int fixedSlots = 9;
        var frame = first + 4 * (fixedSlots + Math.Max(Outputs - HighSums, 0));
        w.Emit("push {r4, r5, r6, r7, lr}");
        w.Emit("mov r4, r8");
        w.Emit("mov r5, r9");
        w.Emit("mov r6, r10");
        w.Emit("mov r7, r11");
        w.Emit("push {r4, r5, r6, r7}");
        w.Emit(ThumbRescale.Line($"sub sp, #{frame}"));
        w.Emit($"str r0, {x}");
        w.Emit($"str r2, {y}");
        w.Emit($"str r3, {walk}");
        w.Emit("ldmia r3!, {r4, r5, r6, r7}");  // the plane's pitch, from output to output, blocks, rows
        w.Emit($"str r4, {pitch}");
        w.Emit($"str r5, {step}");
        w.Emit($"str r7, {rowsLeft}");
        w.Emit("ldmia r1!, {r4}");
        w.Emit($"str r4, {bias}");
        w.Emit($"str r1, {constants}");
        w.Emit(ThumbRescale.Line($"adds r1, #{4 * ThumbRescale.Words(fit, 0).Count()}"));
        for (var i = 0; i < Taps; i++)
        {
            w.Emit(ThumbRescale.Line($"movs r3, #{i}"));
            w.Emit("ldrsb r4, [r1, r3]");
            w.Emit(ThumbRescale.Line($"str r4, [sp, #{4 * i}]"));
        }

        w.Label(1);
        using (w.Repeat(counts.Rows))
        {
            w.Emit($"ldr r3, {walk}");
            w.Emit("ldr r4, [r3, #8]");
            w.Emit($"str r4, {blocksLeft}");
        }
        w.Label(2);
        using (w.Repeat(counts.Rows * counts.Blocks))
        {
            w.Emit($"ldr r0, {x}");
            w.Emit($"ldr r3, {bias}");
            foreach (var sum in s_sums.Take(Outputs)) w.Emit($"mov {sum}, r3");
            Products(w, pitch);
            for (var i = HighSums; i < Outputs; i++) w.Emit($"str {s_sums[i]}, {Slot(fixedSlots + i - HighSums)}");
            Rescale(w, fit, constants, y, step, i => Slot(fixedSlots + i - HighSums));
            w.Emit($"ldr r0, {x}");
            w.Emit(ThumbRescale.Line($"adds r0, #{Outputs * StrideX}"));
            w.Emit($"str r0, {x}");
            w.Emit($"ldr r3, {blocksLeft}");
            w.Emit("subs r3, #1");
            w.Emit($"str r3, {blocksLeft}");
            w.Emit("beq 3f");
        }
        using (w.Repeat(counts.Rows * (counts.Blocks - 1))) w.Emit($"{Jump} 2b");
        w.Label(3);
        using (w.Repeat(counts.Rows))
        {
            w.Emit($"ldr r3, {walk}");
            w.Emit("ldr r3, [r3, #16]");         // to the next row
            w.Emit("adds r0, r0, r3");
            w.Emit($"str r0, {x}");
            w.Emit($"ldr r3, {rowsLeft}");
            w.Emit("subs r3, #1");
            w.Emit($"str r3, {rowsLeft}");
            w.Emit("beq 4f");
        }
        using (w.Repeat(counts.Rows - 1)) w.Emit($"{Jump} 1b");
        w.Label(4);
        w.Emit(ThumbRescale.Line($"add sp, #{frame}"));
        w.Emit("pop {r4, r5, r6, r7}");
        w.Emit("mov r8, r4");
        w.Emit("mov r9, r5");
        w.Emit("mov r10, r6");
        w.Emit("mov r11, r7");
        w.Emit("pop {r4, r5, r6, r7, pc}");
        return w;
    }

    private void Products(AssemblyWriter w, string pitch)
    {
        for (var tap = 0; tap < Taps; tap++)
        {
            var kx = tap % KernelX;
            if (kx == 0 && tap > 0)
            {
                w.Emit($"ldr r3, {pitch}");
                w.Emit("adds r0, r0, r3");
            }
            w.Emit(ThumbRescale.Line($"ldr r2, [sp, #{4 * tap}]"));
            for (var i = 0; i < Outputs; i++)
            {
                w.Emit(ThumbRescale.Line($"ldrb r3, [r0, #{kx + i * StrideX}]"));
                w.Emit("muls r3, r2, r3");
                w.Emit($"add {s_sums[i]}, r3");
            }
        }
    }

    private void Rescale(AssemblyWriter w, LayerFit fit, string constants, string y, string step, Func<int, string> slot)
    {
        var spare = ThumbRescale.NeedsSpare(fit);
        w.Emit($"ldr r3, {constants}");
        w.Emit($"ldmia r3, {ThumbRescale.Constants(fit)}");
        if (!spare)
        {
            w.Emit($"ldr r7, {y}");
            w.Emit($"ldr r1, {step}");
        }
        for (var i = 0; i < Outputs; i++)
        {
            w.Emit(i < HighSums ? $"mov r0, {s_sums[i]}" : $"ldr r0, {slot(i)}");
            ThumbRescale.Emit(w, fit, "r1");
            if (spare)
            {
                w.Emit($"ldr r2, {y}");
                w.Emit($"ldr r1, {step}");
                w.Emit("strb r0, [r2]");
                w.Emit("adds r2, r2, r1");
                w.Emit($"str r2, {y}");
            }
            else
            {
                w.Emit("strb r0, [r7]");
                w.Emit("adds r7, r7, r1");
            }
        }
        if (!spare) w.Emit($"str r7, {y}");
    }

    private static AssemblyWriter WriteGather(int unrolled, (int Chunks, int Rows) counts)
    {
        var w = new AssemblyWriter(CoreTimings.OfV6M());
        w.Emit("push {r4, r5, r6, r7, lr}");
        w.Emit("ldmia r2!, {r3, r5, r6, r7}");   // from column to column, chunks, to the plane's next row, rows
        w.Emit("mov r12, r5");
        w.Emit("movs r2, #128");
        w.Label(1);
        using (w.Repeat(counts.Rows)) w.Emit("mov r5, r12");
        w.Label(2);
        using (w.Repeat(counts.Rows * counts.Chunks))
        {
            for (var i = 0; i < unrolled; i++)
            {
                w.Emit("ldrb r4, [r0]");
                w.Emit("adds r0, r0, r3");
                w.Emit("eors r4, r4, r2");
                w.Emit(ThumbRescale.Line($"strb r4, [r1, #{i}]"));
            }
            w.Emit(ThumbRescale.Line($"adds r1, #{unrolled}"));
            w.Emit("subs r5, #1");
            w.Emit("bne 2b");
        }
        using (w.Repeat(counts.Rows))
        {
            w.Emit("adds r1, r1, r6");
            w.Emit("subs r7, #1");
            w.Emit("bne 1b");
        }
        w.Emit("pop {r4, r5, r6, r7, pc}");
        return w;
    }
}
