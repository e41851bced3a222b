using Mote.Compiler.Machine;
using static System.FormattableString;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// The mean of each channel over an image in rows: <c>f(const int8_t *x, int8_t *y)</c>. Sixteen channels at once are summed in halves of
/// eight registers, which holds for 255 pixels; then four at once.
/// </summary>
internal static class MeanRoutine
{
    public const int MostPixels = 255;

    private const int Block = 16, Quad = 4;

    public static bool Serves(int pixels, int channels) => pixels <= MostPixels && channels % Quad == 0 && channels < 4096;

    public static MachineRoutine Write(int pixels, int channels)
    {
        var w = new AssemblyWriter(CoreTimings.OfDsp());
        w.Emit("push {r0, r1, r4-r11, lr}");
        Blocks(w, pixels, channels, channels / Block, Block);
        Blocks(w, pixels, channels, channels % Block / Quad, Quad);
        w.Emit("add sp, sp, #8");
        w.Emit("pop {r4-r11, pc}");
        return w.Routine(Invariant($"mote_mean_of_{pixels}x{channels}"), "const int8_t *x", "int8_t *y");
    }

    private static void Blocks(AssemblyWriter w, int pixels, int channels, int count, int width)
    {
        if (count == 0) return;
        var words = width / Quad;
        // Of each word the even and the odd bytes.
        int[] sums = [.. Enumerable.Range(2, 2 * words)], data = [.. Enumerable.Range(10, words)];
        if (count > 1)
        {
            Registers.Constant(w, 2, count);
            w.Emit("push {r2, r3}");
        }
        var frame = count > 1 ? 8 : 0;
        w.Label(1);
        using (w.Repeat(count))
        {
            w.Emit(Invariant($"ldr r0, [sp, #{frame}]"));
            foreach (var sum in sums) w.Emit($"mov r{sum}, #0");
            Registers.Constant(w, 1, pixels);
            w.Label(2);
            using (w.Repeat(pixels))
            {
                w.Emit(words == 1 ? "ldr r10, [r0]" : $"ldmia r0, {{{Registers.List(data)}}}");
                for (var i = 0; i < words; i++)
                {
                    w.Emit($"sxtab16 r{sums[2 * i]}, r{sums[2 * i]}, {Registers.Name(data[i])}");
                    w.Emit($"sxtab16 r{sums[(2 * i) + 1]}, r{sums[(2 * i) + 1]}, {Registers.Name(data[i])}, ror #8");
                }
                w.Emit(Invariant($"add r0, r0, #{channels}"));
                w.Emit("subs r1, r1, #1");
                w.Emit("bne 2b");
            }
            w.Emit(Invariant($"ldrd r10, r11, [sp, #{frame}]"));
            w.Emit($"push {{{Registers.List(sums)}}}");
            w.Emit(Invariant($"add r10, r10, #{width}"));
            w.Emit(Invariant($"add r12, r11, #{width}"));
            w.Emit(Invariant($"strd r10, r12, [sp, #{frame + (4 * sums.Length)}]"));
            Registers.Constant(w, 9, pixels);
            if (words > 1)
            {
                w.Emit(Invariant($"mov r8, #{words}"));
                w.Label(3);
            }
            using (w.Repeat(words))
            {
                w.Emit("pop {r2, r3}");
                for (var channel = 0; channel < Quad; channel++) Divide(w, pixels, channel);
                w.Emit("add r11, r11, #4");
                if (words > 1)
                {
                    w.Emit("subs r8, r8, #1");
                    w.Emit("bne 3b");
                }
            }
            if (count > 1)
            {
                w.Emit("ldr r2, [sp]");
                w.Emit("subs r2, r2, #1");
                w.Emit("str r2, [sp]");
                w.Emit("bne 1b");
            }
        }
        if (count > 1) w.Emit("add sp, sp, #8");
    }

    /// <summary>Rounded, ties away from zero: half of the count is added to sums above zero, and subtracted from others.</summary>
    private static void Divide(AssemblyWriter w, int pixels, int channel)
    {
        var source = channel % 2 == 0 ? "r2" : "r3";
        w.Emit(channel < 2 ? $"sxth r4, {source}" : $"asr r4, {source}, #16");
        w.Emit("cmp r4, #0");
        w.Emit("ite gt");
        w.Emit(Invariant($"addgt r4, r4, #{pixels / 2}"));
        w.Emit(Invariant($"suble r4, r4, #{pixels / 2}"));
        w.Emit("sdiv r4, r4, r9");
        w.Emit(Invariant($"strb r4, [r11, #{channel}]"));
    }
}
