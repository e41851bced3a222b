using Mote.Compiler.Machine;
using static System.FormattableString;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// The mean of each channel over an image in planes: <c>f(const int8_t *x, int8_t *y)</c>. With their first bits turned over bytes are
/// x + 128, four of which one instruction adds.
/// </summary>
internal static class PlaneMeanRoutine
{
    // Words without a loop.
    private const int Round = 8;

    // That 255 times so many stay small, and the addend of the mean an instruction's constant.
    public const int MostPixels = 4096;

    public static MachineRoutine Write(int pixels, int channels)
    {
        var w = new AssemblyWriter(CoreTimings.OfDsp());
        w.Emit("push {r4-r11, lr}");
        Registers.Constant(w, 2, channels);
        w.Emit("mov r3, #0x80808080");
        w.Emit("mov r4, #0");
        Registers.Constant(w, 5, pixels);
        Registers.Constant(w, 6, 128 * pixels);
        w.Label(1);
        using (w.Repeat(channels))
        {
            w.Emit("mov r7, #0");
            var (rounds, words) = Math.DivRem(pixels / 4, Round);
            if (rounds > 1)
            {
                Registers.Constant(w, 8, rounds);
                w.Label(2);
                using (w.Repeat(rounds))
                {
                    for (var i = 0; i < Round; i++) Add(w, "ldr r9, [r0], #4", "r3");
                    w.Emit("subs r8, r8, #1");
                    w.Emit("bne 2b");
                }
            }
            else words += rounds * Round;
            for (var i = 0; i < words; i++) Add(w, "ldr r9, [r0], #4", "r3");
            for (var i = 0; i < pixels % 4; i++) Add(w, "ldrb r9, [r0], #1", "#0x80");
            w.Emit("subs r7, r7, r6");
            w.Emit("ite gt");
            w.Emit(Invariant($"addgt r7, r7, #{pixels / 2}"));
            w.Emit(Invariant($"suble r7, r7, #{pixels / 2}"));
            w.Emit("sdiv r7, r7, r5");
            w.Emit("strb r7, [r1], #1");
            w.Emit("subs r2, r2, #1");
            w.Emit("bne 1b");
        }
        w.Emit("pop {r4-r11, pc}");
        return w.Routine(Invariant($"mote_mean_of_planes_{channels}x{pixels}"), "const int8_t *x", "int8_t *y");
    }

    private static void Add(AssemblyWriter w, string load, string turned)
    {
        w.Emit(load);
        w.Emit($"eor r9, r9, {turned}");
        w.Emit("usada8 r7, r9, r4, r7");
    }
}
