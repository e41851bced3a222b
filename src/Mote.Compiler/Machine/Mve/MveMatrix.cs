using Mote.Core.Types;

namespace Mote.Compiler.Machine.Mve;

/// <summary>
/// Sums of products for two columns and four output channels at once: per sixteen bytes of the columns 6 loads and 8 VMLADAVA, whose
/// eight sums take all even registers. A column is one run of bytes, or several at equal places in several rows: the rows of a
/// convolution's window. What a run's last chunk lacks is predicated off, so that nothing outside of a run is read.
/// </summary>
/// <remarks>
/// Registers: even ones the sums; r1 the stream of weights and parameters; r3, r5 the two columns; r7 the output of the first;
/// r9 counts chunks, r11 groups of channels. On the stack: the stream's beginning, pairs left, where each column's runs begin,
/// and the factor that channels may share.
/// </remarks>
/// <param name="FromRows">Whether the routine gets a table of pointers to the first column's runs, or a pointer to a single run.</param>
/// <param name="Runs">Rows of the window.</param>
/// <param name="RunBytes">Contiguous bytes in each.</param>
/// <param name="ColumnStep">Bytes from a column to the next.</param>
/// <param name="Requantization">Of the output's channels.</param>
/// <param name="Unroll">Most chunks in a row.</param>
/// <param name="Blocks">Most blocks of four channels in a row: 1, 2 or 4.</param>
internal sealed record MveMatrix(
    bool FromRows, int Runs, int RunBytes, int ColumnStep, MveRequantization Requantization, int Unroll = 12, int Blocks = 1)
{
    private const string Stream = "r1", ColumnA = "r3", ColumnB = "r5", Output = "r7", Chunks = "r9", Groups = "r11";
    private const int RunTable = 8;

    /// <summary>Of the first column for channels 0..3, and of the second.</summary>
    private static readonly string[] SumsA = ["r0", "r4", "r8", "r12"], SumsB = ["r2", "r6", "r10", "lr"];

    private MveChunks Run => MveChunks.Of(RunBytes, Unroll);

    /// <summary>Chunks that stand in a row for a block of channels.</summary>
    public int ChunksInARow => Runs * (Run.First + Run.Body + (Run.Tail > 0 ? 1 : 0));

    private int Channels => Requantization.Channels;

    /// <summary>Whether loads reach the whole column from its beginning, so that pointers stay.</summary>
    private bool Stays => Runs == 1 && Run.Loops == 0 && RunBytes <= 128;

    /// <summary>Where the factor that all channels share stands on the stack.</summary>
    private int SharedFactor => RunTable + (Stays ? 0 : 8 * Runs);

    private int FrameBytes => SharedFactor + (Requantization.IsShared ? 8 : 0);

    private string Name => (FromRows ? "mve_rows_" : "mve_matrix_")
        + $"{Runs}x{RunBytes}_step_{ColumnStep}_to_{Channels}_by_{Unroll}x{Blocks}_{Requantization.Name}";

    /// <summary>The routine: (rows or column, stream, output, pairs of columns). The same however many pairs a call has.</summary>
    public MachineRoutine Routine() => Write(1);

    /// <summary>What a call for so many pairs takes.</summary>
    public KernelCost Cost(int pairs) => Write(pairs).Cost;

    private MachineRoutine Write(int pairs)
    {
        var w = new AssemblyWriter(CoreTimings.OfMve());
        MveFrame.Enter(w);
        Begin(w);
        w.Label(1);
        using (w.Repeat(pairs))
        {
            w.Emit($"ldr {Stream}, [sp]");
            var groups = MveChannelGroup.Of(Channels, Blocks);
            var whole = groups.TakeWhile(g => g.IsWhole && g.Blocks == groups[0].Blocks).Count();
            var hasPartial = groups.Any(g => !g.IsWhole);
            if (Run.Tail > 0 && hasPartial) PredicateTail(w);
            if (whole > 1)
            {
                MveFrame.Load(w, Groups, whole);
                w.Label(2);
            }
            using (w.Repeat(Math.Max(1, whole)))
            {
                Group(w, groups[0]);
                if (whole > 1)
                {
                    w.Emit($"subs {Groups}, #1");
                    w.Emit("bne.w 2b");
                }
            }
            foreach (var group in groups.Skip(Math.Max(1, whole))) Group(w, group);
            Advance(w);
        }
        w.Emit($"add sp, #{FrameBytes}");
        MveFrame.Leave(w);
        var first = FromRows ? "const int8_t *const *rows" : "const int8_t *x";
        return w.Routine(Name, first, "const int32_t *w", "int8_t *y", "int32_t pairs");
    }

    /// <summary>Weights and parameters in the order in which the routine reads them.</summary>
    /// <param name="weight">By channel and place in the column, its runs one after another.</param>
    public Tensor Pack(Func<int, int, sbyte> weight)
    {
        var stream = new MveStream();
        Requantization.WriteShared(stream);
        foreach (var group in MveChannelGroup.Of(Channels, Blocks))
            for (var b = 0; b < group.Blocks; b++)
            {
                var channels = group.Block(b);
                for (var run = 0; run < Runs; run++)
                    for (var k = 0; k < RunBytes; k += 16)
                        foreach (var c in channels.Where(c => c >= 0))
                            for (var i = k; i < Math.Min(k + 16, RunBytes); i++) stream.Add(weight(c, run * RunBytes + i));
                stream.Align();
                Requantization.Write(stream, channels);
            }
        return stream.ToTensor();
    }

    private void Begin(AssemblyWriter w)
    {
        MveFrame.Add(w, "sp", "sp", -FrameBytes);
        w.Emit($"mov {Output}, r2");
        if (Requantization.IsShared)
        {
            w.Emit($"ldrd r4, r6, [{Stream}], #8");
            w.Emit($"strd r4, r6, [sp, #{SharedFactor}]");
        }
        w.Emit("strd r1, r3, [sp]");
        if (Runs == 1)
        {
            w.Emit(FromRows ? $"ldr {ColumnA}, [r0]" : $"mov {ColumnA}, r0");
            MveFrame.Add(w, ColumnB, ColumnA, ColumnStep);
            if (!Stays) w.Emit($"strd {ColumnA}, {ColumnB}, [sp, #{RunTable}]");
        }
        else
            for (var run = 0; run < Runs; run++)
            {
                w.Emit($"ldr {ColumnA}, [r0, #{4 * run}]");
                MveFrame.Add(w, ColumnB, ColumnA, ColumnStep);
                w.Emit($"strd {ColumnA}, {ColumnB}, [sp, #{RunTable + 8 * run}]");
            }
        if (Run.Tail > 0) PredicateTail(w);
    }

    private void PredicateTail(AssemblyWriter w)
    {
        MveFrame.Load(w, Groups, Run.Tail);
        w.Emit($"vctp.8 {Groups}");
    }

    private void Advance(AssemblyWriter w)
    {
        for (var run = 0; run < Runs; run++)
        {
            var place = $"[sp, #{RunTable + 8 * run}]";
            if (!Stays) w.Emit($"ldrd {ColumnA}, {ColumnB}, {place}");
            MveFrame.Add(w, ColumnA, ColumnA, 2 * ColumnStep);
            MveFrame.Add(w, ColumnB, ColumnB, 2 * ColumnStep);
            if (!Stays) w.Emit($"strd {ColumnA}, {ColumnB}, {place}");
        }
        MveFrame.Add(w, Output, Output, Channels);
        w.Emit("ldr r0, [sp, #4]");
        w.Emit("subs r0, #1");
        w.Emit("str r0, [sp, #4]");
        w.Emit("bne.w 1b");
    }

    private void Group(AssemblyWriter w, MveChannelGroup group)
    {
        for (var b = 0; b < group.Blocks; b++)
        {
            var lanes = group.Block(b).Count(c => c >= 0);
            Sum(w, lanes);
            w.Emit("vmov q0[2], q0[0], r0, r8");
            w.Emit("vmov q0[3], q0[1], r4, r12");
            w.Emit("vmov q1[2], q1[0], r2, r10");
            w.Emit("vmov q1[3], q1[1], r6, lr");
            // The sums have left their registers.
            if (Requantization.IsShared) w.Emit($"ldrd r0, r2, [sp, #{SharedFactor}]");
            Requantization.Round(w, ["q0", "q1"], ("q2", "q3"), _ => $"[{Stream}], #16", Requantization.IsShared ? ("r0", "r2") : null);
            var half = b % 2 == 0 ? 'b' : 't';
            var (a, second) = b < 2 ? ("q4", "q5") : ("q6", "q7");
            Requantization.NarrowWords(w, half, a, "q0");
            Requantization.NarrowWords(w, half, second, "q1");
        }
        Store(w, group);
    }

    /// <summary>The sums of a block's channels in both columns.</summary>
    private void Sum(AssemblyWriter w, int lanes)
    {
        var begun = false;
        // Words follow: the last chunk's last row is stepped over to the next multiple of four.
        var gap = -(lanes * RunBytes * Runs) & 3;
        for (var run = 0; run < Runs; run++)
        {
            if (!Stays) w.Emit($"ldrd {ColumnA}, {ColumnB}, [sp, #{RunTable + 8 * run}]");
            var chunks = Run;
            for (var i = 0; i < chunks.First; i++)
                Chunk(w, lanes, i, ref begun, chunks.Tail == 0 && chunks.Loops == 0 && i == chunks.First - 1 && run == Runs - 1 ? gap : 0);
            if (chunks.Loops > 0)
            {
                if (chunks.Loops > 1)
                {
                    MveFrame.Load(w, Chunks, chunks.Loops);
                    w.Label(3);
                }
                using (w.Repeat(chunks.Loops))
                {
                    for (var i = 0; i < chunks.Body; i++) Chunk(w, lanes, 0, ref begun, 0);
                    if (chunks.Loops > 1)
                    {
                        w.Emit($"subs {Chunks}, #1");
                        w.Emit("bne.w 3b");
                    }
                }
            }
            if (chunks.Tail == 0) continue;
            w.Emit("vpstt");
            LoadColumns(w, "t", chunks.First);
            Multiply(w, lanes, ref begun, chunks.Tail, run == Runs - 1 ? gap : 0);
        }
    }

    private void Chunk(AssemblyWriter w, int lanes, int index, ref bool begun, int gap)
    {
        LoadColumns(w, "", index);
        Multiply(w, lanes, ref begun, 16, gap);
    }

    private void LoadColumns(AssemblyWriter w, string predicated, int index)
    {
        w.Emit($"vldrb{predicated}.8 q0, {(Stays ? $"[{ColumnA}, #{16 * index}]" : $"[{ColumnA}], #16")}");
        w.Emit($"vldrb{predicated}.8 q1, {(Stays ? $"[{ColumnB}, #{16 * index}]" : $"[{ColumnB}], #16")}");
    }

    private static void Multiply(AssemblyWriter w, int lanes, ref bool begun, int bytes, int gap)
    {
        var instruction = begun ? "vmladava.s8" : "vmladav.s8";
        begun = true;
        for (var c = 0; c < lanes; c++)
        {
            var weights = c % 2 == 0 ? "q2" : "q3";
            w.Emit($"vldrb.8 {weights}, [{Stream}], #{bytes + (c == lanes - 1 ? gap : 0)}");
            w.Emit($"{instruction} {SumsA[c]}, q0, {weights}");
            w.Emit($"{instruction} {SumsB[c]}, q1, {weights}");
        }
    }

    private void Store(AssemblyWriter w, MveChannelGroup group)
    {
        string[] halves = group.Blocks == 4 ? ["q4", "q5", "q6", "q7"] : ["q4", "q5"];
        if (Requantization.ZeroPoint != 0) Requantization.LoadZeroPoint(w, "r0");
        Requantization.AddZeroPointToHalves(w, "r0", halves);
        Requantization.NarrowHalves(w, 'b', "q4", "q4");
        Requantization.NarrowHalves(w, 'b', "q5", "q5");
        if (group.Blocks == 4)
        {
            Requantization.NarrowHalves(w, 't', "q4", "q6");
            Requantization.NarrowHalves(w, 't', "q5", "q7");
        }
        Requantization.AddZeroPointToBytes(w, "r0", "q4", "q5");
        Requantization.Clamp(w, "r0", "q0", "q4", "q5");
        var second = $"[{Output}, #{Channels}]";
        if (!MveFrame.IsNear(Channels))
        {
            MveFrame.Add(w, "r2", Output, Channels);
            second = "[r2]";
        }
        var width = group.Blocks switch { 4 => 8, 2 => 16, _ => 32 };
        var predicated = "";
        if (!group.IsWhole)
        {
            MveFrame.Load(w, "r0", group.Count);
            w.Emit($"vctp.{width} r0");
            w.Emit("vpstt");
            predicated = "t";
        }
        w.Emit($"vstrb{predicated}.{width} q5, {second}");
        w.Emit($"vstrb{predicated}.{width} q4, [{Output}], #{group.Count}");
    }
}
