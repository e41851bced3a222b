namespace Mote.Compiler.Machine.Mve;

/// <summary>
/// The rounded mean of pixels that follow one another, eight channels at a time: sums in 16 bits, and a division by multiplication
/// with the reciprocal, tried for every sum there can be.
/// </summary>
/// <param name="Count">Pixels.</param>
/// <param name="Channels">Channels.</param>
/// <param name="Reciprocal">About 2^(16 + Shift) / Count.</param>
/// <param name="Shift">See there.</param>
internal sealed record MveAverage(int Count, int Channels, int Reciprocal, int Shift)
{
    /// <returns>Null where sums or the reciprocal do not fit.</returns>
    public static MveAverage? Of(int count, int channels)
    {
        // 255 · 128 + 127 is the largest number of 16 bits.
        if (count is < 2 or > 255) return null;
        var shift = 0;
        while (((1L << (17 + shift)) + count - 1) / count <= 0xFFFF) shift++;
        var average = new MveAverage(count, channels, (int)(((1L << (16 + shift)) + count - 1) / count), shift);
        return Enumerable.Range(0, 128 * count + count / 2 + 1).All(average.IsExact) ? average : null;
    }

    /// <summary>The routine: (pixels, means).</summary>
    public MachineRoutine Routine()
    {
        var w = new AssemblyWriter(CoreTimings.OfMve());
        w.Emit("push {r4, lr}");
        MveFrame.Load(w, "r2", Reciprocal);
        w.Emit("vdup.16 q3, r2");
        MveFrame.Load(w, "r12", Count / 2);
        MveFrame.Load(w, "r4", Channels);
        w.Label(1);
        using (w.Repeat((Channels + 7) / 8))
        {
            if (Channels % 8 != 0) w.Emit("vctp.16 r4");
            w.Emit("mov r3, r0");
            w.Emit("vmov.i16 q0, #0");
            MveFrame.Load(w, "r2", Count);
            w.Emit("dls lr, r2");
            w.Label(2);
            using (w.Repeat(Count))
            {
                if (Channels % 8 != 0) w.Emit("vpst");
                var load = Channels % 8 != 0 ? "vldrbt.s16" : "vldrb.s16";
                w.Emit(MveFrame.IsNear(Channels) ? $"{load} q1, [r3], #{Channels}" : $"{load} q1, [r3]");
                if (!MveFrame.IsNear(Channels)) MveFrame.Add(w, "r3", "r3", Channels);
                w.Emit("vadd.i16 q0, q0, q1");
                w.Emit("le lr, 2b");
            }
            Divide(w, "q0", "q2", "q3", "r12");
            if (Channels % 8 != 0) w.Emit("vpst");
            w.Emit($"vstrb{(Channels % 8 != 0 ? "t" : "")}.16 q0, [r1], #8");
            w.Emit("adds r0, #8");
            w.Emit("subs r4, #8");
            w.Emit("bgt 1b");
        }
        w.Emit("pop {r4, pc}");
        return w.Routine($"mve_average_{Count}_of_{Channels}", "const int8_t *x", "int8_t *y");
    }

    /// <summary>Sums in halves become rounded means, ties away from zero.</summary>
    /// <param name="w">Where to write.</param>
    /// <param name="sums">The vector.</param>
    /// <param name="sign">A temporary.</param>
    /// <param name="reciprocal">Holds it in each half.</param>
    /// <param name="half">The register with half the count.</param>
    public void Divide(AssemblyWriter w, string sums, string sign, string reciprocal, string half)
    {
        w.Emit($"vshr.s16 {sign}, {sums}, #15");
        w.Emit($"vabs.s16 {sums}, {sums}");
        w.Emit($"vadd.i16 {sums}, {sums}, {half}");
        w.Emit($"vmulh.u16 {sums}, {sums}, {reciprocal}");
        if (Shift > 0) w.Emit($"vshr.u16 {sums}, {sums}, #{Shift}");
        w.Emit($"veor {sums}, {sums}, {sign}");
        w.Emit($"vsub.i16 {sums}, {sums}, {sign}");
    }

    private bool IsExact(int sum) => (int)(((long)sum * Reciprocal >> 16) >> Shift) == sum / Count;
}
