using Mote.Compiler.Machine;

namespace Mote.Compiler.SmallCores;

/// <summary>
/// All channels of a block of four columns, on Armv6-M: one load, two multiplications and two additions for four products and a byte of
/// weights. Sums are in r8 to r11 (lower and upper of the first word, of the second), r12 is the columns' end, lr the channel.
/// </summary>
internal static class ThumbColumns
{
    private const int MostUnrolled = 48;

    /// <summary>void (columns, their end, stream, mote_column_block)</summary>
    /// <param name="pairs">The shape.</param>
    /// <param name="fit">The form of the rescaling.</param>
    /// <param name="channels">For the cost.</param>
    /// <param name="singles">Weights on their own, for the cost.</param>
    public static CountedRoutine Multiply(ColumnPairs pairs, LayerFit fit, int channels, int singles)
    {
        var unrolled = Unrolled(pairs);
        var rounds = pairs.Depth / unrolled;
        var name = ThumbRescale.Line(
            $"mote_columns_v6m_g{pairs.Group}_u{unrolled}_o{pairs.Depth % 4}{(rounds > 1 ? "_loop" : "")}_{ThumbRescale.Name(fit)}");
        return CountedRoutine.Of(counts => Write(pairs, fit, unrolled, counts).Routine(
            name, "const uint32_t *columns", "const uint32_t *end", "const uint32_t *stream", "const void *block"),
            (rounds, channels, singles), (Math.Min(rounds, 2), 1, 0));
    }

    private static AssemblyWriter Write(ColumnPairs pairs, LayerFit fit, int unrolled, (int Rounds, int Channels, int Singles) counts)
    {
        var (rounds, channels, singles) = counts;
        var w = new AssemblyWriter(CoreTimings.OfV6M());
        w.Emit("push {r4, r5, r6, r7, lr}");
        w.Emit("mov r4, r8");
        w.Emit("mov r5, r9");
        w.Emit("mov r6, r10");
        w.Emit("mov r7, r11");
        w.Emit("push {r4, r5, r6, r7}");
        w.Emit("mov r12, r1");
        w.Emit("ldmia r3!, {r4, r5, r6, r7}");
        w.Emit("ldr r3, [r3]");
        w.Emit("push {r0, r1, r3}");           // sp + 16: the columns, + 20: a place for the stream, + 24: channels
        w.Emit("push {r4, r5, r6, r7}");       // sp: where the columns' outputs go
        w.Emit("mov r1, r2");
        w.Emit("movs r2, #0");
        w.Emit("mov lr, r2");

        w.Label(1);
        using (w.Repeat(channels))
        {
            w.Emit("ldmia r1!, {r2, r3}");
            w.Emit("mov r8, r2");
            w.Emit("mov r10, r2");
            w.Emit("mov r9, r3");
            w.Emit("mov r11, r3");
        }
        using (w.Repeat(channels))
        {
            w.Emit("ldr r0, [sp, #16]");
            Products(w, pairs, unrolled, rounds);
            if (pairs.Depth % 4 != 0) w.Emit(ThumbRescale.Line($"adds r1, #{4 - pairs.Depth % 4}"));
            w.Emit("ldmia r1!, {r7}");
            w.Emit("cmp r7, #0");
            w.Emit("beq 4f");
            w.Emit("movs r6, #1");
            w.Emit("lsls r6, r6, #15");
            w.Emit("ldr r0, [sp, #16]");
        }
        using (w.Repeat(singles)) Single(w);
        w.Label(4);
        using (w.Repeat(channels))
        {
            w.Emit($"ldmia r1!, {ThumbRescale.Constants(fit)}");
            if (!ThumbRescale.NeedsSpare(fit)) w.Emit("mov r7, lr");
            else w.Emit("str r1, [sp, #20]");
            for (var column = 0; column < ColumnPairs.Columns; column++) Output(w, fit, column);
            if (ThumbRescale.NeedsSpare(fit)) w.Emit("ldr r1, [sp, #20]");
            w.Emit("mov r2, lr");
            w.Emit("adds r2, #1");
            w.Emit("mov lr, r2");
            w.Emit("ldr r3, [sp, #24]");
            w.Emit("cmp r2, r3");
            w.Emit("beq 7f");
            w.Emit("b 1b");
        }
        w.Label(7);
        w.Emit("add sp, #28");
        w.Emit("pop {r4, r5, r6, r7}");
        w.Emit("mov r8, r4");
        w.Emit("mov r9, r5");
        w.Emit("mov r10, r6");
        w.Emit("mov r11, r7");
        w.Emit("pop {r4, r5, r6, r7, pc}");
        return w;
    }

    /// <summary>A pair of columns, woven; groups with their word. void (a, b, words, a's end)</summary>
    public static CountedRoutine Expand(ColumnPairs pairs) => CountedRoutine.Of(groups => WriteExpansion(pairs.Group, groups).Routine(
        ThumbRescale.Line($"mote_expand_v6m_g{pairs.Group}"),
        "const int8_t *a", "const int8_t *b", "uint32_t *words", "const int8_t *end"), pairs.Groups, 1);

    private static AssemblyWriter WriteExpansion(int group, int groups)
    {
        var w = new AssemblyWriter(CoreTimings.OfV6M());
        // r0: a, r1: b - a, r2: words, r3: a's end.
        w.Emit("push {r4, r5, r6, r7, lr}");
        w.Emit("subs r1, r1, r0");
        w.Emit("movs r7, #1");
        w.Emit("lsls r7, r7, #15");
        w.Emit("mov r12, r3");
        w.Emit("movs r3, #0");
        // The farthest store reaches 124 bytes.
        var moved = 8 * group > 124 ? 8 : 0;
        w.Label(1);
        using (w.Repeat(groups))
        {
            w.Emit("movs r4, #0");
            if (moved > 0) w.Emit(ThumbRescale.Line($"adds r2, #{moved}"));
            for (var k = 0; k < group; k++)
            {
                w.Emit("ldrsb r5, [r0, r3]");
                w.Emit("ldrsb r6, [r0, r1]");
                w.Emit("adds r0, #1");
                w.Emit("lsls r6, r6, #16");
                w.Emit("adds r5, r5, r6");
                w.Emit(ThumbRescale.Line($"str r5, [r2, #{8 * k + 8 - moved}]"));
                w.Emit("adds r4, r4, r5");
            }
            w.Emit("lsls r4, r4, #7");
            w.Emit("subs r4, r7, r4");
            if (moved > 0) w.Emit(ThumbRescale.Line($"subs r2, #{moved}"));
            w.Emit("str r4, [r2]");
            w.Emit(ThumbRescale.Line($"adds r2, #{8 * (group + 1)}"));
            w.Emit("cmp r0, r12");
            w.Emit("beq 2f");
            w.Emit("b 1b");
        }
        w.Label(2);
        w.Emit("pop {r4, r5, r6, r7, pc}");
        return w;
    }

    private static int Unrolled(ColumnPairs pairs) =>
        Enumerable.Range(1, pairs.Groups).Where(n => pairs.Groups % n == 0 && (n == 1 || n * pairs.Group <= MostUnrolled)).Max()
            * pairs.Group;

    private static void Products(AssemblyWriter w, ColumnPairs pairs, int unrolled, int rounds)
    {
        w.Label(3);
        using (w.Repeat(rounds))
        {
            var at = 0;
            for (var k = 0; k < unrolled; k++)
            {
                if (k % pairs.Group == 0) w.Emit("ldmia r0!, {r4, r5}");
                w.Emit(ThumbRescale.Line($"ldrb r2, [r1, #{at}]"));
                w.Emit("ldmia r0!, {r6, r7}");
                w.Emit("muls r6, r2, r6");
                w.Emit("muls r7, r2, r7");
                w.Emit("adds r4, r4, r6");
                w.Emit("adds r5, r5, r7");
                if (++at == 32 || k + 1 == unrolled)
                {
                    w.Emit(ThumbRescale.Line($"adds r1, #{at}"));
                    at = 0;
                }
                if ((k + 1) % pairs.Group != 0) continue;
                w.Emit("add r8, r4");
                w.Emit("asrs r4, r4, #16");
                w.Emit("add r9, r4");
                w.Emit("add r10, r5");
                w.Emit("asrs r5, r5, #16");
                w.Emit("add r11, r5");
            }
        }
        if (rounds == 1) return;
        using (w.Repeat(rounds)) w.Emit("cmp r0, r12");
        using (w.Repeat(rounds)) w.Emit("beq 8f");
        using (w.Repeat(rounds - 1)) w.Emit("b 3b");
        w.Label(8);
    }

    /// <summary>A weight that its group has no room for; r7 counts them.</summary>
    private static void Single(AssemblyWriter w)
    {
        w.Label(2);
        w.Emit("ldmia r1!, {r3}");
        w.Emit("sxtb r2, r3");
        w.Emit("lsrs r3, r3, #16");
        w.Emit("adds r3, r3, r0");
        w.Emit("ldmia r3!, {r4, r5}");
        w.Emit("muls r4, r2, r4");
        w.Emit("muls r5, r2, r5");
        w.Emit("add r8, r4");
        w.Emit("adds r4, r4, r6");
        w.Emit("asrs r4, r4, #16");
        w.Emit("add r9, r4");
        w.Emit("add r10, r5");
        w.Emit("adds r5, r5, r6");
        w.Emit("asrs r5, r5, #16");
        w.Emit("add r11, r5");
        w.Emit("subs r7, #1");
        w.Emit("bne 2b");
    }

    private static void Output(AssemblyWriter w, LayerFit fit, int column)
    {
        var (lower, upper) = column < 2 ? ("r8", "r9") : ("r10", "r11");
        w.Emit($"mov r0, {upper}");
        if (column % 2 == 0)
        {
            w.Emit("lsls r2, r0, #16");
            w.Emit($"mov r0, {lower}");
            w.Emit("subs r0, r0, r2");
        }
        ThumbRescale.Emit(w, fit, "r1");
        w.Emit(ThumbRescale.Line($"ldr r2, [sp, #{4 * column}]"));
        if (!ThumbRescale.NeedsSpare(fit))
        {
            w.Emit("strb r0, [r2, r7]");
            return;
        }
        w.Emit("add r2, lr");
        w.Emit("strb r0, [r2]");
    }
}
