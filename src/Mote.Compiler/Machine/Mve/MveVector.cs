using Mote.Core.Types;

namespace Mote.Compiler.Machine.Mve;

/// <summary>
/// Sums of products for a single column, eight output channels at once: per sixteen bytes of the column 9 loads and 8 VMLADAVA. What
/// fully connected layers of one row take: each weight is read once.
/// </summary>
/// <remarks>
/// Registers: even ones the sums; r1 the stream of weights and parameters; r3 the column, r5 its beginning; r7 the output; r9 counts
/// chunks, r11 groups of eight channels.
/// </remarks>
/// <param name="Depth">Bytes of the column.</param>
/// <param name="Requantization">Of the output's channels.</param>
/// <param name="Unroll">Most chunks in a row.</param>
internal sealed record MveVector(int Depth, MveRequantization Requantization, int Unroll)
{
    private const string Stream = "r1", Column = "r3", Beginning = "r5", Output = "r7", Chunks = "r9", Groups = "r11";

    /// <summary>Even channels of a group, then odd ones: narrowing interleaves them.</summary>
    private static readonly string[] Sums = ["r0", "r2", "r4", "r6", "r8", "r10", "r12", "lr"];

    private MveChunks Run => MveChunks.Of(Depth, Unroll);

    private int Channels => Requantization.Channels;

    private bool Stays => Run.Loops == 0 && Depth <= 128;

    /// <summary>The routine: (column, stream, output).</summary>
    public MachineRoutine Routine()
    {
        var w = new AssemblyWriter(CoreTimings.OfMve());
        MveFrame.Enter(w);
        if (Requantization.IsShared)
        {
            w.Emit($"ldrd r4, r6, [{Stream}], #8");
            w.Emit("strd r4, r6, [sp, #-8]!");
        }
        w.Emit($"mov {Beginning}, r0");
        w.Emit($"mov {Output}, r2");
        if (Stays) w.Emit($"mov {Column}, {Beginning}");
        if (Run.Tail > 0)
        {
            MveFrame.Load(w, Groups, Run.Tail);
            w.Emit($"vctp.8 {Groups}");
        }
        var whole = Channels / 8;
        if (whole > 1)
        {
            MveFrame.Load(w, Groups, whole);
            w.Label(2);
        }
        using (w.Repeat(whole))
        {
            if (whole > 0) Group(w, 8);
            if (whole > 1)
            {
                w.Emit($"subs {Groups}, #1");
                w.Emit("bne.w 2b");
            }
        }
        if (Channels % 8 != 0) Group(w, Channels % 8);
        if (Requantization.IsShared) w.Emit("add sp, #8");
        MveFrame.Leave(w);
        return w.Routine($"mve_vector_{Depth}_to_{Channels}_by_{Unroll}_{Requantization.Name}",
            "const int8_t *x", "const int32_t *w", "int8_t *y");
    }

    /// <summary>Weights and parameters in the order in which the routine reads them.</summary>
    /// <param name="weight">By channel and place in the column.</param>
    public Tensor Pack(Func<int, int, sbyte> weight)
    {
        var stream = new MveStream();
        Requantization.WriteShared(stream);
        for (var first = 0; first < Channels; first += 8)
        {
            var count = Math.Min(8, Channels - first);
            for (var k = 0; k < Depth; k += 16)
                for (var c = first; c < first + count; c++)
                    for (var i = k; i < Math.Min(k + 16, Depth); i++) stream.Add(weight(c, i));
            stream.Align();
            foreach (var odd in new[] { 0, 1 })
            {
                if (odd == 1 && count == 1) break;
                var lanes = new int[4];
                for (var i = 0; i < 4; i++) lanes[i] = 2 * i + odd < count ? first + 2 * i + odd : -1;
                Requantization.Write(stream, lanes);
            }
        }
        return stream.ToTensor();
    }

    private void Group(AssemblyWriter w, int count)
    {
        Sum(w, count);
        w.Emit("vmov q0[2], q0[0], r0, r8");
        w.Emit("vmov q0[3], q0[1], r4, r12");
        if (count > 1)
        {
            w.Emit("vmov q1[2], q1[0], r2, r10");
            w.Emit("vmov q1[3], q1[1], r6, lr");
        }
        // The sums have left their registers.
        (string, string)? shared = Requantization.IsShared ? ("r0", "r2") : null;
        if (Requantization.IsShared) w.Emit("ldrd r0, r2, [sp]");
        Requantization.Round(w, ["q0"], ("q2", "q3"), _ => $"[{Stream}], #16", shared);
        Requantization.NarrowWords(w, 'b', "q4", "q0");
        if (count > 1)
        {
            Requantization.Round(w, ["q1"], ("q2", "q3"), _ => $"[{Stream}], #16", shared);
            Requantization.NarrowWords(w, 't', "q4", "q1");
        }
        if (Requantization.ZeroPoint != 0) Requantization.LoadZeroPoint(w, "r0");
        Requantization.AddZeroPointToHalves(w, "r0", "q4");
        Requantization.NarrowHalves(w, 'b', "q4", "q4");
        Requantization.AddZeroPointToBytes(w, "r0", "q4");
        Requantization.Clamp(w, "r0", "q0", "q4");
        if (count < 8)
        {
            MveFrame.Load(w, "r0", count);
            w.Emit("vctp.16 r0");
            w.Emit("vpst");
        }
        w.Emit($"vstrb{(count < 8 ? "t" : "")}.16 q4, [{Output}], #{count}");
    }

    private void Sum(AssemblyWriter w, int count)
    {
        var begun = false;
        var gap = -(count * Depth) & 3;
        var chunks = Run;
        if (!Stays) w.Emit($"mov {Column}, {Beginning}");
        for (var i = 0; i < chunks.First; i++)
            Chunk(w, count, i, ref begun, chunks.Tail == 0 && chunks.Loops == 0 && i == chunks.First - 1 ? gap : 0);
        if (chunks.Loops > 0)
        {
            if (chunks.Loops > 1)
            {
                MveFrame.Load(w, Chunks, chunks.Loops);
                w.Label(3);
            }
            using (w.Repeat(chunks.Loops))
            {
                for (var i = 0; i < chunks.Body; i++) Chunk(w, count, 0, ref begun, 0);
                if (chunks.Loops > 1)
                {
                    w.Emit($"subs {Chunks}, #1");
                    w.Emit("bne.w 3b");
                }
            }
        }
        if (chunks.Tail == 0) return;
        w.Emit("vpst");
        w.Emit($"vldrbt.8 q0, {Place(chunks.First)}");
        Multiply(w, count, ref begun, chunks.Tail, gap);
    }

    private void Chunk(AssemblyWriter w, int count, int index, ref bool begun, int gap)
    {
        w.Emit($"vldrb.8 q0, {Place(index)}");
        Multiply(w, count, ref begun, 16, gap);
    }

    private string Place(int index) => Stays ? $"[{Column}, #{16 * index}]" : $"[{Column}], #16";

    private static void Multiply(AssemblyWriter w, int count, ref bool begun, int bytes, int gap)
    {
        var instruction = begun ? "vmladava.s8" : "vmladav.s8";
        begun = true;
        for (var c = 0; c < count; c++)
        {
            // Two vectors in turn: a load need not wait for the product before.
            var weights = c % 2 == 0 ? "q2" : "q3";
            w.Emit($"vldrb.8 {weights}, [{Stream}], #{bytes + (c == count - 1 ? gap : 0)}");
            w.Emit($"{instruction} {Sums[c]}, q0, {weights}");
        }
    }
}
