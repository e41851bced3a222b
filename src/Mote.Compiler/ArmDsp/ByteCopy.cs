using Mote.Compiler.Machine;
using static System.FormattableString;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// A routine that copies a fixed number of bytes upwards, to a multiple of 4; the two may overlap where the target lies lower.
/// <code>void f(const int8_t *x, int8_t *y)</code>
/// </summary>
/// <param name="Bytes">At least one.</param>
/// <param name="IsAligned">Whether the source begins at a multiple of 4, too.</param>
internal sealed record ByteCopy(int Bytes, bool IsAligned)
{
    private const int AlignedRound = 8, Round = 4;

    public MachineRoutine Routine()
    {
        var w = new AssemblyWriter(CoreTimings.OfDsp());
        w.Emit("push {r4-r10, lr}");
        var words = Bytes / 4;
        var round = IsAligned ? AlignedRound : Round;
        var rounds = words / round;
        if (rounds > 1)
        {
            w.Emit("mov r12, r0");
            w.Increase(12, 4 * round * rounds, 2);
            w.Label(1);
        }
        using (w.Repeat(rounds))
        {
            if (rounds > 0) Words(w, round);
            if (rounds > 1)
            {
                w.Emit("cmp r0, r12");
                w.Emit("bne 1b");
            }
        }
        if (words % round > 0) Words(w, words % round);
        if ((Bytes & 2) != 0)
        {
            w.Emit("ldrh r2, [r0], #2");
            w.Emit("strh r2, [r1], #2");
        }
        if ((Bytes & 1) != 0)
        {
            w.Emit("ldrb r2, [r0]");
            w.Emit("strb r2, [r1]");
        }
        w.Emit("pop {r4-r10, pc}");
        return w.Routine(Invariant($"mote_copy_{Bytes}{(IsAligned ? "_aligned" : "")}"), "const int8_t *x", "int8_t *y");
    }

    private void Words(AssemblyWriter w, int count)
    {
        int[] registers = [.. Enumerable.Range(2, count)];
        if (IsAligned) w.LoadOn(0, registers);
        else foreach (var r in registers) w.Emit($"ldr {Registers.Name(r)}, [r0], #4");
        w.StoreOn(1, registers);
    }
}
