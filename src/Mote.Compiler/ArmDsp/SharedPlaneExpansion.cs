using Mote.Compiler.Machine;
using static System.FormattableString;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// As <see cref="PlaneExpansion"/>, for any number of channels and any distance between them: one routine for many layers.
/// <code>void f(const int8_t *x, uint32_t *columns, int32_t plane_stride, int32_t channels)</code>
/// </summary>
/// <param name="Columns">How many pixels.</param>
internal sealed record SharedPlaneExpansion(int Columns)
{
    public const int LeastChannels = 4;

    /// <summary>The routine; its cost is that of so many channels.</summary>
    public MachineRoutine Routine(int channels)
    {
        var w = new AssemblyWriter(CoreTimings.OfDsp());
        var words = (channels + 3) / 4;
        w.Emit("push {r4-r11, lr}");
        w.Emit("sub sp, #4");
        w.Emit("mov.w r7, #0x00ff00ff");
        w.Emit("mov r8, r2");
        // Where the last word begins: earlier if it would not be whole.
        w.Emit("subs r3, #4");
        w.Emit("mla r9, r3, r8, r0");
        w.Emit("str r9, [sp]");
        w.Label(1);
        using (w.Repeat(words))
        {
            w.Emit("add r12, r0, r8, lsl #1");
            PlaneExpansion.Evens(w, Columns);
            w.Emit("add r0, r0, r8");
            w.Emit("add r12, r12, r8");
            PlaneExpansion.Odds(w, Columns);
            w.Emit("sub r0, r0, r8");
            w.Emit("ldr r9, [sp]");
            w.Emit("cmp r0, r9");
            w.Emit("beq 2f");
        }
        using (w.Repeat(words - 1))
        {
            w.Emit("add r0, r0, r8, lsl #2");
            w.Emit("cmp r0, r9");
            w.Emit("it hi");
            w.Emit("movhi r0, r9");
            w.Emit("b 1b");
        }
        w.Label(2);
        w.Emit("add sp, #4");
        w.Emit("pop {r4-r11, pc}");
        return w.Routine(Invariant($"mote_expand_{Columns}_planes"),
            "const int8_t *x", "uint32_t *columns", "int32_t plane_stride", "int32_t channels") with { IsShared = true };
    }
}
