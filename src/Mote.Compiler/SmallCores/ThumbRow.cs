using System.Buffers.Binary;
using Mote.Compiler.Machine;

namespace Mote.Compiler.SmallCores;

/// <summary>
/// One column, a few channels at once, on Armv6-M: a byte of the column is loaded once for all of them. Both operands are unsigned,
/// x + 128 and w + 128, because these load with an offset: Σ (w + 128)(x + 128) = Σ w·x + 128·Σ w + 128·Σ (x + 128).
/// </summary>
internal static class ThumbRow
{
    public const int MostChannels = 4;

    private const int MostUnrolled = 16;

    /// <summary>void (const uint8_t *x, const uint8_t *end, const uint32_t *stream, const mote_row_block *block)</summary>
    /// <param name="channels">At once.</param>
    /// <param name="depth">Of the column.</param>
    /// <param name="fit">The form of the rescaling.</param>
    /// <param name="turns">For the cost: how often it comes to so many channels.</param>
    public static CountedRoutine Multiply(int channels, int depth, LayerFit fit, int turns)
    {
        var unrolled = Enumerable.Range(1, MostUnrolled).Last(n => depth % n == 0);
        var rounds = depth / unrolled;
        var odd = channels * depth % 4;
        var name = ThumbRescale.Line(
            $"mote_row_v6m_{channels}_u{unrolled}{(rounds > 1 ? "_loop" : "")}_o{odd}_{ThumbRescale.Name(fit)}");
        return CountedRoutine.Of(counts => Write(channels, odd, unrolled, fit, counts).Routine(
            name, "const uint8_t *x", "const uint8_t *end", "const uint32_t *stream", "const void *block"),
            (rounds, turns), (Math.Min(rounds, 2), 1));
    }

    private static AssemblyWriter Write(int channels, int odd, int unrolled, LayerFit fit, (int Rounds, int Turns) counts)
    {
        var (rounds, turns) = counts;
        var w = new AssemblyWriter(CoreTimings.OfV6M());
        w.Emit("push {r4, r5, r6, r7, lr}");
        w.Emit("mov r4, r8");
        w.Emit("mov r5, r9");
        w.Emit("mov r6, r10");
        w.Emit("mov r7, r11");
        w.Emit("push {r4, r5, r6, r7}");
        w.Emit("mov r12, r1");
        w.Emit("mov r1, r2");
        w.Emit("ldmia r3!, {r2, r4, r5}");       // 128·Σ (x + 128), the outputs, their end
        w.Emit("push {r0, r2, r4, r5}");
        w.Label(1);
        using (w.Repeat(turns))
        {
            w.Emit($"ldmia r1!, {{{string.Join(", ", Enumerable.Range(4, channels).Select(r => $"r{r}"))}}}");
            w.Emit("ldr r3, [sp, #4]");
            for (var c = 0; c < channels; c++) w.Emit(ThumbRescale.Line($"subs r{4 + c}, r{4 + c}, r3"));
            for (var c = 0; c < channels; c++) w.Emit(ThumbRescale.Line($"mov r{8 + c}, r{4 + c}"));
            w.Emit("ldr r0, [sp]");
            Products(w, channels, unrolled, rounds);
            if (odd != 0) w.Emit(ThumbRescale.Line($"adds r1, #{4 - odd}"));
            for (var c = 0; c < channels; c++) Output(w, fit, c);
            w.Emit("ldr r2, [sp, #8]");
            w.Emit(ThumbRescale.Line($"adds r2, #{channels}"));
            w.Emit("str r2, [sp, #8]");
            w.Emit("ldr r3, [sp, #12]");
            w.Emit("cmp r2, r3");
            w.Emit("beq 7f");
            w.Emit("b 1b");
        }
        w.Label(7);
        w.Emit("add sp, #16");
        w.Emit("pop {r4, r5, r6, r7}");
        w.Emit("mov r8, r4");
        w.Emit("mov r9, r5");
        w.Emit("mov r10, r6");
        w.Emit("mov r11, r7");
        w.Emit("pop {r4, r5, r6, r7, pc}");
        return w;
    }

    /// <summary>Words: so many channels at a time, [starts, weights product by product, (limit, offset, parts) a channel].</summary>
    public static uint[] Stream(ChannelSums sums)
    {
        var words = new List<uint>();
        for (var first = 0; first < sums.Channels; first += MostChannels)
        {
            var count = Math.Min(MostChannels, sums.Channels - first);
            for (var c = first; c < first + count; c++)
                words.Add(unchecked((uint)sums.Start(c) - 128u * (uint)ChannelSums.Sum(sums.Row(c))));
            var bytes = new byte[(count * sums.Depth + 3) / 4 * 4];
            for (var k = 0; k < sums.Depth; k++)
                for (var c = 0; c < count; c++)
                    bytes[k * count + c] = (byte)(sums.Row(first + c)[k] + 128);
            for (var i = 0; i < bytes.Length; i += 4) words.Add(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i)));
            for (var c = first; c < first + count; c++) words.AddRange(ThumbRescale.Words(sums.Fit, c));
        }
        return [.. words];
    }

    /// <summary>Words of the stream that a number of channels at once takes.</summary>
    public static int Words(int channels, int depth, LayerFit fit) =>
        channels * (1 + ThumbRescale.Words(fit, 0).Count()) + (channels * depth + 3) / 4;

    private static void Products(AssemblyWriter w, int channels, int unrolled, int rounds)
    {
        w.Label(3);
        using (w.Repeat(rounds))
        {
            var at = 0;
            for (var k = 0; k < unrolled; k++)
            {
                w.Emit(ThumbRescale.Line($"ldrb r2, [r0, #{k}]"));
                for (var c = 0; c < channels; c++)
                {
                    w.Emit(ThumbRescale.Line($"ldrb r3, [r1, #{at++}]"));
                    w.Emit("muls r3, r2, r3");
                    w.Emit(ThumbRescale.Line($"add r{8 + c}, r3"));
                }
                if (at + channels <= 32 && k + 1 < unrolled) continue;
                w.Emit(ThumbRescale.Line($"adds r1, #{at}"));
                at = 0;
            }
        }
        if (rounds == 1) return;
        using (w.Repeat(rounds))
        {
            w.Emit(ThumbRescale.Line($"adds r0, #{unrolled}"));
            w.Emit("cmp r0, r12");
            w.Emit("beq 8f");
        }
        using (w.Repeat(rounds - 1)) w.Emit("b 3b");
        w.Label(8);
    }

    private static void Output(AssemblyWriter w, LayerFit fit, int channel)
    {
        w.Emit($"ldmia r1!, {ThumbRescale.Constants(fit)}");
        w.Emit(ThumbRescale.Line($"mov r0, r{8 + channel}"));
        if (ThumbRescale.NeedsSpare(fit)) w.Emit("mov lr, r1");
        ThumbRescale.Emit(w, fit, "r1");
        if (ThumbRescale.NeedsSpare(fit)) w.Emit("mov r1, lr");
        w.Emit("ldr r2, [sp, #8]");
        w.Emit(ThumbRescale.Line($"strb r0, [r2, #{channel}]"));
    }
}
