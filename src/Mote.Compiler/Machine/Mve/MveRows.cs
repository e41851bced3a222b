namespace Mote.Compiler.Machine.Mve;

/// <summary>Routines that move rows of an image: what a convolution does before it multiplies.</summary>
internal static class MveRows
{
    private const int VectorsInARow = 8;

    /// <summary>(from, to): so many bytes, none more read or written.</summary>
    public static MachineRoutine Copy(int bytes)
    {
        var w = new AssemblyWriter(CoreTimings.OfMve());
        Vectors(w, bytes, () =>
        {
            w.Emit("vldrb.8 q0, [r0], #16");
            w.Emit("vstrb.8 q0, [r1], #16");
        });
        if (bytes % 16 > 0)
        {
            Predicate(w, bytes % 16);
            w.Emit("vpstt");
            w.Emit("vldrbt.8 q0, [r0]");
            w.Emit("vstrbt.8 q0, [r1]");
        }
        Return(w, bytes);
        return w.Routine($"mve_copy_{bytes}", "const int8_t *from", "int8_t *to");
    }

    /// <summary>(to): so many bytes become the value.</summary>
    public static MachineRoutine Fill(int bytes, int value)
    {
        var w = new AssemblyWriter(CoreTimings.OfMve());
        w.Emit(value < 0 ? $"mvn r1, #{~value}" : $"mov r1, #{value}");
        w.Emit("vdup.8 q0, r1");
        Vectors(w, bytes, () => w.Emit("vstrb.8 q0, [r0], #16"));
        if (bytes % 16 > 0)
        {
            Predicate(w, bytes % 16);
            w.Emit("vpst");
            w.Emit("vstrbt.8 q0, [r0]");
        }
        Return(w, bytes);
        return w.Routine($"mve_fill_{bytes}_with_{MveRequantization.Digits(value)}", "int8_t *to");
    }

    /// <summary>The most rows of a window that <see cref="Columns"/> walks along at once.</summary>
    public const int MostRowsOfColumns = 11;

    /// <summary>Bytes that <see cref="Columns"/> may write behind the last column, and read behind the last run of a row.</summary>
    public const int BehindColumns = 15;

    /// <summary>
    /// (rows, columns): windows laid out as contiguous columns, one behind the other. Each run is copied in whole vectors; what is
    /// too much is overwritten by the next.
    /// </summary>
    /// <param name="runs">Rows of the window.</param>
    /// <param name="runBytes">Contiguous bytes in each.</param>
    /// <param name="step">Bytes from a window to the next, along a row.</param>
    /// <param name="count">Windows.</param>
    public static MachineRoutine Columns(int runs, int runBytes, int step, int count)
    {
        string[] rows = ["r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12"];
        var w = new AssemblyWriter(CoreTimings.OfMve());
        w.Emit("push {r4-r12, lr}");
        for (var run = 0; run < runs; run++) w.Emit($"ldr {rows[run]}, [r0, #{4 * run}]");
        MveFrame.Load(w, "r0", count);
        w.Emit("dls lr, r0");
        w.Label(1);
        using (w.Repeat(count))
        {
            for (var run = 0; run < runs; run++)
                for (var at = 0; at < runBytes; at += 16)
                {
                    var isLast = at + 16 >= runBytes;
                    var walks = isLast && at == 0 && MveFrame.IsNear(step);
                    w.Emit($"vldrb.8 q0, [{rows[run]}{(walks ? $"], #{step}" : at < 128 ? $", #{at}]" : throw TooLong(runBytes))}");
                    if (isLast && !walks) MveFrame.Add(w, rows[run], rows[run], step);
                    w.Emit($"vstrb.8 q0, [r1], #{Math.Min(16, runBytes - at)}");
                }
            w.Emit("le lr, 1b");
        }
        w.Emit("pop {r4-r12, pc}");
        return w.Routine($"mve_columns_{runs}x{runBytes}_step_{step}_times_{count}", "const int8_t *const *rows", "int8_t *columns");
    }

    private static ArgumentOutOfRangeException TooLong(int runBytes) =>
        new(nameof(runBytes), runBytes, "a run of more than 128 bytes needs no columns");

    private static void Vectors(AssemblyWriter w, int bytes, Action one)
    {
        var vectors = bytes / 16;
        var loops = vectors / VectorsInARow;
        if (loops < 2) loops = 0;
        for (var i = loops * VectorsInARow; i < vectors; i++) one();
        if (loops == 0) return;
        w.Emit("push {r4, lr}");
        MveFrame.Load(w, "r2", loops);
        w.Emit("dls lr, r2");
        w.Label(1);
        using (w.Repeat(loops))
        {
            for (var i = 0; i < VectorsInARow; i++) one();
            w.Emit("le lr, 1b");
        }
    }

    private static void Predicate(AssemblyWriter w, int bytes)
    {
        MveFrame.Load(w, "r2", bytes);
        w.Emit("vctp.8 r2");
    }

    private static void Return(AssemblyWriter w, int bytes) =>
        w.Emit(bytes / 16 / VectorsInARow < 2 ? "bx lr" : "pop {r4, pc}");
}
