using Mote.Compiler.Machine;
using static System.FormattableString;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// The routine of <see cref="PairFit"/>: <c>f(const int8_t *a, const int8_t *b, int8_t *y, const int32_t *constants)</c>. The constants are
/// how many rounds of eight elements, how many elements behind them, then the factors and the addend, or both tables by byte.
/// </summary>
internal static class PairRoutine
{
    private const int Round = 8, AtOnce = 2;

    /// <returns>The routine, which serves any number of elements, and what so many take.</returns>
    public static (MachineRoutine Routine, KernelCost Cost) Write(int shift, bool tables, int elements) =>
        (Routine(shift, tables, Round), Routine(shift, tables, elements).Cost);

    public static IEnumerable<int> Constants(PairFit fit, int elements)
    {
        int[] counts = [elements / Round, elements % Round];
        return fit.Factors is { } f ? [.. counts, f.A, f.B, f.Addend]
            : [.. counts, .. ByByte(fit.A), .. ByByte(fit.B)];
    }

    /// <summary>A table by the byte's bits.</summary>
    private static IEnumerable<int> ByByte(int[] table) => table[128..].Concat(table[..128]);

    private static MachineRoutine Routine(int shift, bool tables, int elements)
    {
        var w = new AssemblyWriter(CoreTimings.OfDsp());
        w.Emit("push {r4-r11, lr}");
        w.Emit("ldrd r4, r5, [r3], #8");
        if (tables)
        {
            w.Emit("mov r6, r3");
            w.Emit("add r7, r3, #1024");
        }
        else w.Emit("ldmia r3, {r6-r8}");
        w.Emit("cmp r4, #0");
        w.Emit("beq 2f");
        w.Label(1);
        using (w.Repeat(elements / Round))
        {
            // Downwards: the last ones move the pointers.
            for (var i = Round - AtOnce; i >= 0; i -= AtOnce) Elements(w, shift, tables, i, AtOnce, i == 0 ? Round : 0);
            w.Emit("subs r4, r4, #1");
            w.Emit("bne 1b");
        }
        w.Label(2);
        w.Emit("cmp r5, #0");
        w.Emit("beq 4f");
        w.Label(3);
        using (w.Repeat(elements % Round))
        {
            Elements(w, shift, tables, 0, 1, 1);
            w.Emit("subs r5, r5, #1");
            w.Emit("bne 3b");
        }
        w.Label(4);
        w.Emit("pop {r4-r11, pc}");
        return w.Routine(Invariant($"mote_pairs_{(tables ? "table" : "line")}_{shift}"),
            "const int8_t *a", "const int8_t *b", "int8_t *y", "const int32_t *constants");
    }

    private static void Elements(AssemblyWriter w, int shift, bool tables, int at, int count, int step)
    {
        string[] x = ["r9", "r11"], z = ["r10", "r12"];
        var load = tables ? "ldrb" : "ldrsb";
        for (var i = count - 1; i >= 0; i--) w.Emit($"{load} {x[i]}, {Address(0, i)}");
        for (var i = count - 1; i >= 0; i--) w.Emit($"{load} {z[i]}, {Address(1, i)}");
        if (tables)
        {
            for (var i = 0; i < count; i++) w.Emit($"ldr {x[i]}, [r6, {x[i]}, lsl #2]");
            for (var i = 0; i < count; i++) w.Emit($"ldr {z[i]}, [r7, {z[i]}, lsl #2]");
            for (var i = 0; i < count; i++) w.Emit($"add {x[i]}, {x[i]}, {z[i]}");
        }
        else
        {
            for (var i = 0; i < count; i++) w.Emit($"mla {x[i]}, {x[i]}, r6, r8");
            for (var i = 0; i < count; i++) w.Emit($"mla {x[i]}, {z[i]}, r7, {x[i]}");
        }
        for (var i = 0; i < count; i++) w.Emit(Invariant($"ssat {x[i]}, #8, {x[i]}, asr #{shift}"));
        for (var i = count - 1; i >= 0; i--) w.Emit($"strb {x[i]}, {Address(2, i)}");

        string Address(int pointer, int i) => i == 0 && step > 0 ? Invariant($"[r{pointer}], #{step}")
            : Invariant($"[r{pointer}, #{at + i}]");
    }
}
