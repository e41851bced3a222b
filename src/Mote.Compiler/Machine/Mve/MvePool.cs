namespace Mote.Compiler.Machine.Mve;

/// <summary>
/// Maxima or rounded means of the windows of one output row: sixteen channels at a time, or eight for means, which are summed and
/// divided in 16 bits.
/// </summary>
/// <remarks>
/// Registers: r0 the table of rows; r1 the output, r12 its beginning; r3 to r7 the window's rows; r8 channels left, r9 the windows of a
/// row, r10 half a window's pixels, r11 the first channel; lr counts windows; q7 the reciprocal.
/// </remarks>
/// <param name="KernelH">Rows of the window, at most <see cref="MveWindowWalk.MostRows"/>.</param>
/// <param name="KernelW">Its columns.</param>
/// <param name="Stride">Pixels from a window to the next.</param>
/// <param name="Channels">Channels.</param>
/// <param name="Windows">Of an output row.</param>
/// <param name="Mean">How means are divided; null for maxima.</param>
/// <param name="Low">The clamp's lower end.</param>
/// <param name="High">The clamp's upper end.</param>
internal sealed record MvePool(
    int KernelH, int KernelW, int Stride, int Channels, int Windows, MveAverage? Mean, int Low, int High)
{
    private int Lanes => Mean is null ? 16 : 8;

    private bool IsPredicated => Channels % Lanes != 0;

    private string Name => $"mve_{(Mean is null ? "maxima" : "means")}_{KernelH}x{KernelW}_by_{Stride}_of_{Channels}_times_{Windows}"
        + $"_from_{MveRequantization.Digits(Low)}_to_{MveRequantization.Digits(High)}";

    /// <summary>The routine: (rows, output).</summary>
    public MachineRoutine Routine()
    {
        var w = new AssemblyWriter(CoreTimings.OfMve());
        var taps = Enumerable.Range(0, KernelH * KernelW).ToArray();
        var walk = new MveWindowWalk(KernelH, KernelW, Channels, Stride * Channels, taps);
        MveFrame.Enter(w);
        w.Emit("mov r12, r1");
        if (Mean is { } mean)
        {
            MveFrame.Load(w, "r10", mean.Reciprocal);
            w.Emit("vdup.16 q7, r10");
            MveFrame.Load(w, "r10", mean.Count / 2);
        }
        MveFrame.Load(w, "r9", Windows);
        MveFrame.Load(w, "r8", Channels);
        w.Emit("mov r11, #0");
        w.Label(1);
        using (w.Repeat((Channels + Lanes - 1) / Lanes))
        {
            walk.Begin(w, "r0", "r11");
            w.Emit("add r1, r12, r11");
            if (IsPredicated) w.Emit(Mean is null ? "vctp.8 r8" : "vctp.16 r8");
            w.Emit("dls lr, r9");
            w.Label(2);
            using (w.Repeat(Windows))
            {
                foreach (var tap in taps)
                {
                    walk.Load(w, tap, Mean is null ? "vldrb.8" : "vldrb.s16", tap == 0 ? "q0" : "q1");
                    if (tap > 0) w.Emit(Mean is null ? "vmax.s8 q0, q0, q1" : "vadd.i16 q0, q0, q1");
                }
                walk.End(w);
                Mean?.Divide(w, "q0", "q2", "q7", "r10");
                Clamp(w);
                if (IsPredicated) w.Emit("vpst");
                w.Emit($"vstrb{(IsPredicated ? "t" : "")}.{(Mean is null ? 8 : 16)} q0, [r1]");
                MveFrame.Add(w, "r1", "r1", Channels);
                w.Emit("le lr, 2b");
            }
            w.Emit($"add r11, r11, #{Lanes}");
            w.Emit($"subs r8, #{Lanes}");
            w.Emit("bgt.w 1b");
        }
        MveFrame.Leave(w);
        return w.Routine(Name, "const int8_t *const *rows", "int8_t *y");
    }

    private void Clamp(AssemblyWriter w)
    {
        if (Low > -128) Bound("vmax", Low);
        if (High < 127) Bound("vmin", High);

        void Bound(string instruction, int value)
        {
            w.Emit(value < 0 ? $"mvn r2, #{~value}" : $"mov r2, #{value}");
            var width = Mean is null ? 8 : 16;
            w.Emit($"vdup.{width} q1, r2");
            w.Emit($"{instruction}.s{width} q0, q0, q1");
        }
    }
}
