namespace Mote.Compiler.Machine.Mve;

/// <summary>A table applied to bytes, sixteen at a time: a load that gathers from the table.</summary>
internal static class MveLookup
{
    /// <summary>(x, table of 256 bytes, y): y may be x. The table begins with what -128 becomes.</summary>
    public static MachineRoutine Routine(int elements)
    {
        var w = new AssemblyWriter(CoreTimings.OfMve());
        w.Emit("push {r4, lr}");
        w.Emit("mov r3, #128");
        if (elements / 16 is var vectors and > 0)
        {
            MveFrame.Load(w, "r4", vectors);
            w.Emit("dls lr, r4");
            w.Label(1);
            using (w.Repeat(vectors))
            {
                w.Emit("vldrb.8 q0, [r0], #16");
                w.Emit("vadd.i8 q0, q0, r3");
                w.Emit("vldrb.u8 q1, [r1, q0]");
                w.Emit("vstrb.8 q1, [r2], #16");
                w.Emit("le lr, 1b");
            }
        }
        if (elements % 16 > 0)
        {
            MveFrame.Load(w, "r4", elements % 16);
            w.Emit("vctp.8 r4");
            w.Emit("vpst");
            w.Emit("vldrbt.8 q0, [r0]");
            w.Emit("vadd.i8 q0, q0, r3");
            w.Emit("vldrb.u8 q1, [r1, q0]");
            w.Emit("vpst");
            w.Emit("vstrbt.8 q1, [r2]");
        }
        w.Emit("pop {r4, pc}");
        return w.Routine($"mve_lookup_{elements}", "const int8_t *x", "const int8_t *table", "int8_t *y");
    }
}
