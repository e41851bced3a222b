using Mote.Compiler.Machine;
using static System.FormattableString;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// What becomes of transformed inputs and weights: of two tiles and two output channels, at each of the 36 points a sum over pairs of
/// channels, then the transform of the sums to 16 results a tile, their rescaling and storing.
/// <code>f(const uint32_t *u, const uint32_t *v, const int32_t *rescaling, int8_t *y, uint32_t y_row)</code>
/// Sums wrap modulo 2^32, and so do the transforms, which are linear over the integers modulo 2^32; at their end is 2^e·9·a, modulo 2^32. A
/// product with the inverse of 9 leaves 2^e·a, which is in 32 bits as long as |a| is below 2^25: a shift that keeps the sign finds a.
/// The sums of a point are pushed; the stack pointer is the third pointer. A word behind each point's weights counts the points left.
/// </summary>
/// <param name="Channels">Of the input.</param>
/// <param name="Outputs">Bytes of a pixel of the result.</param>
/// <param name="RowBytes">From one row of results to the next; null where the caller says it.</param>
/// <param name="RoundsAway">Whether results below zero are possible, whose ties round away from zero.</param>
internal sealed record WinogradProduct(int Channels, int Outputs, int? RowBytes, bool RoundsAway)
{
    public const int Tile = WinogradInput.Tile, Points = WinogradInput.Points;

    /// <summary>Words of a channel's rescaling: twice the bias, multiplier, right shift, what is added before the shift.</summary>
    public const int RescalingWords = 4;

    private const int SumBytes = 16, RowOfPoints = Points * SumBytes, AllBytes = Points * RowOfPoints;
    private const int RescalingAt = AllBytes, YAt = AllBytes + 4, RowBytesAt = AllBytes + (11 * 4);
    private const int InverseOfNine = 0x38e38e39;

    // How many factors of two the transform leaves out, by the row or column of a result.
    private static readonly int[] Deferred = [0, 1, 2, 2];

    public string Name => Invariant(
        $"mote_winograd_product_{Channels}_{Outputs}{(RowBytes is { } b ? $"_every{b}" : "")}{(RoundsAway ? "_signed" : "")}");

    public MachineRoutine Routine()
    {
        var w = new AssemblyWriter(CoreTimings.OfDsp());
        w.Emit("push {r2-r11, lr}");
        w.Label(1);
        using (w.Repeat(Points * Points))
        {
            for (var pair = 0; pair < Channels / 2; pair += 2) MultiplyPairs(w, pair == 0);
            w.Emit("push {r2-r5}");
            w.Emit("ldr r2, [r0], #4");
            w.Emit("cmp r2, #0");
            w.Emit("bne 1b");
        }
        TransformColumns(w);
        TransformRows(w);
        w.Emit(Invariant($"add sp, sp, #{AllBytes + 8}"));
        w.Emit("pop {r4-r11, pc}");
        return w.Routine(Name, "const uint32_t *u", "const uint32_t *v", "const int32_t *rescaling", "int8_t *y", "uint32_t y_row");
    }

    /// <summary>Two pairs of channels: to the sums r2 and r3 of the first tile, r4 and r5 of the second.</summary>
    private static void MultiplyPairs(AssemblyWriter w, bool isFirst)
    {
        w.Emit("ldmia r1!, {r6-r9}");
        w.Emit("ldmia r0!, {r10-r12, lr}");
        for (var pair = 0; pair < 2; pair++)
            for (var tile = 0; tile < 2; tile++)
                for (var output = 0; output < 2; output++)
                {
                    var sum = 2 + (2 * tile) + output;
                    var operands = Invariant($"r{sum}, r{6 + (2 * pair) + tile}, {Registers.Name(10 + (2 * pair) + output)}");
                    w.Emit(isFirst && pair == 0 ? $"smuad {operands}" : Invariant($"smlad {operands}, r{sum}"));
                }
    }

    /// <summary>Where the sums of a row of points lie, the last pushed point being the lowest.</summary>
    private static int Row(int point) => (Points - 1 - WinogradInput.Slot(point)) * RowOfPoints;

    /// <summary>Six sums to four results, of two sums side by side at once.</summary>
    private static void TransformColumns(AssemblyWriter w)
    {
        int[] even = [2, 4, 6, 8, 10, 12], odd = [3, 5, 7, 9, 11, 13];
        w.Emit("mov r0, sp");
        w.Emit(Invariant($"add r1, r0, #{RowOfPoints}"));
        w.Label(2);
        using (w.Repeat(RowOfPoints / 8))
        {
            for (var i = 0; i < Points; i++)
                w.Emit(Invariant($"ldrd {Registers.List(even[i], odd[i])}, [r0, #{Row(i)}]"));
            var results = Transform(w, even);
            var others = Transform(w, odd);
            for (var i = 0; i < Tile; i++) w.Emit(Invariant($"strd {Registers.List(results[i], others[i])}, [r0, #{Row(i)}]"));
            w.Emit("adds r0, r0, #8");
            w.Emit("cmp r0, r1");
            w.Emit("bne 2b");
        }
    }

    /// <summary>
    /// 24 y0 = 6 m0 - 4 (m1 + m2) + (m3 + m4), 12 y1 = (m3 - m4) - 2 (m1 - m2), 6 y2 = (m3 + m4) - (m1 + m2),
    /// 6 y3 = 2 (m3 - m4) - (m1 - m2) + 6 m5, in place.
    /// </summary>
    /// <returns>The registers of the results.</returns>
    private static int[] Transform(AssemblyWriter w, int[] m)
    {
        var r = m.Select(Registers.Name).ToArray();
        w.Emit($"add {r[1]}, {r[1]}, {r[2]}");
        w.Emit($"sub {r[2]}, {r[1]}, {r[2]}, lsl #1");
        w.Emit($"add {r[3]}, {r[3]}, {r[4]}");
        w.Emit($"sub {r[4]}, {r[3]}, {r[4]}, lsl #1");
        w.Emit($"add {r[0]}, {r[0]}, {r[0]}, lsl #1");
        w.Emit($"add {r[0]}, {r[3]}, {r[0]}, lsl #1");
        w.Emit($"sub {r[0]}, {r[0]}, {r[1]}, lsl #2");
        w.Emit($"sub {r[1]}, {r[3]}, {r[1]}");
        w.Emit($"sub {r[3]}, {r[4]}, {r[2]}, lsl #1");
        w.Emit($"rsb {r[2]}, {r[2]}, {r[4]}, lsl #1");
        w.Emit($"add {r[5]}, {r[5]}, {r[5]}, lsl #1");
        w.Emit($"add {r[5]}, {r[2]}, {r[5]}, lsl #1");
        return [m[0], m[3], m[1], m[5]];
    }

    private void TransformRows(AssemblyWriter w)
    {
        w.Emit("mov r0, sp");
        w.Emit(Invariant($"ldr r1, [sp, #{RescalingAt}]"));
        w.Emit(Invariant($"ldr r12, [sp, #{YAt}]"));
        Registers.Constant(w, 13, InverseOfNine);
        w.Label(3);
        using (w.Repeat(4))
        {
            w.Emit("ldmia r1!, {r8-r11}");
            for (var row = 0; row < Tile; row++)
            {
                for (var i = 0; i < Points; i++)
                    w.Emit(Invariant($"ldr r{2 + i}, [r0, #{Row(row) + ((Points - 1 - i) * SumBytes)}]"));
                var results = Transform(w, [2, 3, 4, 5, 6, 7]);
                for (var i = 0; i < Tile; i++)
                    Rescale(w, results[i], 6 - Deferred[row] - Deferred[i], (RowBytes is { } bytes ? row * bytes : 0) + (i * Outputs));
                if (RowBytes is not null || row == Tile - 1) continue;
                w.Emit(Invariant($"ldr r2, [sp, #{RowBytesAt}]"));
                w.Emit("add r12, r12, r2");
            }
            NextChannel(w);
        }
    }

    /// <summary>From 2^e·9·a to the result; r4, the only register that is neither a result nor needed, takes the addend.</summary>
    private void Rescale(AssemblyWriter w, int register, int e, int place)
    {
        var y = Registers.Name(register);
        w.Emit($"mul {y}, {y}, lr");
        w.Emit(e > 1 ? Invariant($"add {y}, r8, {y}, asr #{e - 1}") : $"add {y}, r8, {y}");
        if (RoundsAway) w.Emit($"add r4, r11, {y}, asr #31");
        w.Emit($"smmlar {y}, {y}, r9, {(RoundsAway ? "r4" : "r11")}");
        w.Emit($"asr {y}, {y}, r10");
        w.Emit($"ssat {y}, #8, {y}");
        w.Emit(Invariant($"strb {y}, [r12, #{place}]"));
    }

    /// <summary>Two channels of the first tile, then those of the second.</summary>
    private void NextChannel(AssemblyWriter w)
    {
        w.Emit(Invariant($"ldr r12, [sp, #{YAt}]"));
        w.Emit("adds r0, r0, #4");
        w.Emit("add r12, r12, #1");
        w.Emit("mov r2, sp");
        w.Emit("subs r2, r0, r2");
        w.Emit("tst r2, #7");
        w.Emit("bne 4f");
        using (w.Repeat(1.0 / 2))
        {
            w.Emit(Invariant($"sub r1, r1, #{2 * 4 * RescalingWords}"));
            w.Emit(Invariant($"add r12, r12, #{(Tile * Outputs) - 2}"));
        }
        w.Label(4);
        w.Emit(Invariant($"str r12, [sp, #{YAt}]"));
        w.Emit("tst r2, #15");
        w.Emit("bne 3b");
    }
}
