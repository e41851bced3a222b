using Mote.Compiler.Machine;
using static System.FormattableString;
using static Mote.Compiler.ArmDsp.Registers;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// As <see cref="PairedBlock"/>, for sums of any depth and results at any distance: one routine for many layers. What it needs to know of a
/// layer is the first words of the stream (<see cref="Header"/>): where in its unrolled words the first round begins, so that no depth
/// needs a remainder; and how far outputs lie apart. That costs about a tenth more instructions than a routine for a layer alone.
/// </summary>
/// <param name="Columns">How many columns at once.</param>
/// <param name="Channels">How many output channels at once.</param>
/// <param name="InPlanes">Whether a channel's outputs lie side by side, rather than a column's.</param>
/// <param name="Shift">See <see cref="ThresholdFit"/>.</param>
/// <param name="SignBits">See <see cref="ThresholdFit"/>.</param>
/// <param name="Low">Least output; what lies below is clamped.</param>
/// <param name="High">Largest output.</param>
internal sealed record SharedBlock(int Columns, int Channels, bool InPlanes, int? Shift, int? SignBits, int Low, int High)
{
    /// <summary>See <see cref="ThresholdFit.IsAbsorbed"/>.</summary>
    public bool IsAbsorbed { get; init; }

    /// <summary>Whether the one column is a vector as it is, but for the signs of its even bytes, and is expanded on the way.</summary>
    public bool IsRaw { get; init; }

    /// <summary>Words before the biases of the first group.</summary>
    public const int HeaderWords = 2;

    private const int X = 0, Stream = 1, FirstSum = 2, MostWords = 65_535;

    // Places in the stack frame, behind the columns: output, its end, distance, entry into the loop, end of the columns.
    private const int YAt = 4, EntryAt = 16, EndOfColumnsAt = 20, Frame = 24;

    private int RescalingWords => IsAbsorbed ? 1 : Shift is null ? 3 : 2;

    private int Weights => FirstSum + (Columns * Channels);

    private int Activations => Weights + Channels;

    /// <summary>Activations that are loaded at once.</summary>
    private int Together => Registers.Count - Activations >= Columns ? Columns
        : Columns % 2 == 0 && Registers.Count - Activations >= 2 ? 2 : 1;

    /// <summary>Words of depth without a loop.</summary>
    private int Unrolled => UnrolledFor(Channels);

    private static int UnrolledFor(int channels) => channels > 1 ? 4 : 8;

    /// <summary>Whether the registers hold an activation, and a channel's rescaling.</summary>
    public bool IsPossible(int words) => Registers.Count > Activations + (IsRaw ? 1 : 0) && words <= MostWords
        && Registers.Count - Weights >= Math.Max(RescalingWords + (SignBits is null ? 0 : 1), WalksColumns ? 4 : 3);

    /// <summary>Whether outputs of one column are stored before the next one's, at a distance that is not known here.</summary>
    private bool WalksColumns => !InPlanes && Columns > 1;

    public string Name
    {
        get
        {
            var sign = SignBits is { } s ? Invariant($"_signed{s}") : "";
            var shift = Shift is { } n ? Invariant($"_shift{n}") : "_shifts";
            var clamps = Low > sbyte.MinValue || High < sbyte.MaxValue;
            var clamp = clamps ? Invariant($"_{Low}to{High}").Replace('-', 'm') : "";
            var (kind, planes, absorbed) = (IsRaw ? "raw" : "block", InPlanes ? "_planes" : "", IsAbsorbed ? "_absorbed" : "");
            return Invariant($"mote_{kind}_{Columns}x{Channels}{planes}{absorbed}{shift}{sign}{clamp}");
        }
    }

    /// <summary>Of a layer, whatever the columns are.</summary>
    /// <param name="channels">At once.</param>
    /// <param name="words">Depth, in words of four weights.</param>
    /// <param name="distance">Bytes between the outputs of two channels in planes, of two columns otherwise.</param>
    public static uint[] Header(int channels, int words, int distance)
    {
        var unrolled = UnrolledFor(channels);
        return [(uint)((unrolled - (words % unrolled)) % unrolled) | ((uint)words << 16), (uint)distance];
    }

    // All instructions of a step are of four bytes.
    private int StepBytes =>
        4 * (1 + Channels + (IsRaw ? 3 : 2 * Columns / Together) + (2 * Columns * Channels));

    /// <summary>The routine; its cost is that of one layer.</summary>
    /// <param name="words">The layer's depth.</param>
    public MachineRoutine Routine(int words)
    {
        var w = new AssemblyWriter(CoreTimings.OfDsp());
        Enter(w);
        w.Label(1);
        var before = w.Cost;
        Sum(w, words);
        Rescale(w);
        var round = w.Cost + (-1 * before);
        w.Emit(Invariant($"add sp, #{Frame}"));
        w.Emit("pop {r4-r11, pc}");
        return w.Routine(Name, "const uint32_t *columns", "const uint32_t *stream", "int8_t *y", "int8_t *end")
            with { Round = round, IsShared = true };
    }

    private void Enter(AssemblyWriter w)
    {
        w.Emit("push {r4-r11, lr}");
        w.Emit(Invariant($"sub sp, #{Frame}"));
        w.Emit("ldrd r4, r5, [r1], #8");
        w.Emit("strd r0, r2, [sp]");
        w.Emit("strd r3, r5, [sp, #8]");
        // Thumb code's addresses are odd.
        w.Emit("adr.w r7, 3f + 1");
        w.Emit("uxth r6, r4");
        w.Emit(Invariant($"mov r8, #{StepBytes}"));
        w.Emit("mla r6, r6, r8, r7");
        w.Emit("lsr r7, r4, #16");
        w.Emit(Invariant($"mov r8, #{(IsRaw ? 4 : 8 * Columns)}"));
        w.Emit("mla r7, r7, r8, r0");
        w.Emit(Invariant($"strd r6, r7, [sp, #{EntryAt}]"));
    }

    private int Sum(int channel, int column) => FirstSum + (channel * Columns) + column;

    private void Sum(AssemblyWriter w, int words)
    {
        w.LoadOn(Stream, [.. Enumerable.Range(0, Channels).Select(j => Sum(j, Columns - 1))]);
        for (var j = 0; j < Channels; j++)
            for (var i = 0; i < Columns - 1; i++) w.Emit($"mov {Name(Sum(j, i))}, {Name(Sum(j, Columns - 1))}");
        w.Emit(Invariant($"ldr.w pc, [sp, #{EntryAt}]"));
        w.Label(3);
        using (w.Repeat((double)words / Unrolled))
            for (var s = 0; s < Unrolled; s++) Step(w);
        using (w.Repeat((words + Unrolled - 1) / Unrolled))
        {
            w.Emit(Invariant($"ldr {Name(Activations)}, [sp, #{EndOfColumnsAt}]"));
            w.Emit($"cmp r0, {Name(Activations)}");
            w.Emit("bne 3b");
        }
    }

    /// <summary>A word of depth.</summary>
    private void Step(AssemblyWriter w)
    {
        Load(w, Stream, [.. Enumerable.Range(Weights, Channels)]);
        if (IsRaw)
        {
            StepRaw(w);
            return;
        }
        for (var at = 0; at < 2 * Columns; at++)
        {
            if (at == Columns)
                for (var j = 0; j < Channels; j++) w.Emit($"sxtb16 {Name(Weights + j)}, {Name(Weights + j)}");
            if (at % Together == 0) Load(w, X, [.. Enumerable.Range(Activations, Together)]);
            for (var j = 0; j < Channels; j++)
            {
                var sum = Name(Sum(j, at % Columns));
                w.Emit($"smlad {sum}, {Name(Weights + j)}, {Name(Activations + (at % Together))}, {sum}");
            }
        }
    }

    /// <summary>u and v of four bytes; see <see cref="ColumnExpansion"/>.</summary>
    private void StepRaw(AssemblyWriter w)
    {
        var (v, u) = (Name(Activations), Name(Activations + 1));
        w.LoadOn(X, Activations);
        w.Emit($"uxtb16 {u}, {v}");
        w.Emit($"mvn.w {v}, {v}");
        for (var j = 0; j < Channels; j++) w.Emit($"smlad {Name(Sum(j, 0))}, {Name(Weights + j)}, {u}, {Name(Sum(j, 0))}");
        for (var j = 0; j < Channels; j++) w.Emit($"sxtb16 {Name(Weights + j)}, {Name(Weights + j)}");
        for (var j = 0; j < Channels; j++) w.Emit($"smlad {Name(Sum(j, 0))}, {Name(Weights + j)}, {v}, {Name(Sum(j, 0))}");
    }

    /// <summary>As <see cref="Registers.LoadOn"/>, in four bytes.</summary>
    private static void Load(AssemblyWriter w, int pointer, int[] registers)
    {
        if (registers.Length > 2) w.Emit($"ldmia.w {Name(pointer)}!, {{{List(registers)}}}");
        else w.LoadOn(pointer, registers);
    }

    private void Rescale(AssemblyWriter w)
    {
        var free = new Queue<int>(Enumerable.Range(Weights, Registers.Count - Weights));
        var sign = SignBits is null ? -1 : free.Dequeue();
        int[] constants = [.. free];
        var together = Math.Min(Channels, constants.Length / RescalingWords);
        for (var from = 0; from < Channels; from += together)
        {
            var some = Math.Min(together, Channels - from);
            w.LoadOn(Stream, constants.AsSpan(0, RescalingWords * some));
            for (var j = 0; j < some; j++)
                for (var i = 0; i < Columns; i++)
                    Rescale(w, Name(Sum(from + j, i)), constants.AsSpan(RescalingWords * j, RescalingWords), sign);
        }
        var (output, end, distance) = (Weights, Weights + 1, Weights + 2);
        var place = WalksColumns ? Weights + 3 : output;
        w.Emit($"ldmia sp, {{{List(X, output, end, distance)}}}");
        if (place != output) w.Emit($"mov {Name(place)}, {Name(output)}");
        var (outer, inner) = InPlanes ? (Channels, Columns) : (Columns, Channels);
        for (var a = 0; a < outer; a++)
        {
            for (var b = 0; b < inner; b++)
                w.Emit(Invariant($"strb {Name(InPlanes ? Sum(a, b) : Sum(b, a))}, [{Name(place)}, #{b}]"));
            if (InPlanes || a < outer - 1) w.Emit($"add {Name(place)}, {Name(place)}, {Name(distance)}");
        }
        if (!InPlanes) w.Emit(Invariant($"add {Name(output)}, {Name(output)}, #{Channels}"));
        w.Emit(Invariant($"str {Name(output)}, [sp, #{YAt}]"));
        w.Emit($"cmp {Name(output)}, {Name(end)}");
        w.Emit("bne 1b");
    }

    private void Rescale(AssemblyWriter w, string s, ReadOnlySpan<int> constants, int sign)
    {
        if (IsAbsorbed)
        {
            w.Emit($"smmul {s}, {s}, {Name(constants[0])}");
            w.Emit(Invariant($"ssat {s}, #8, {s}, asr #{Shift}"));
            return;
        }
        var addend = Name(constants[1]);
        if (SignBits is { } bits)
        {
            w.Emit(Invariant($"bic {Name(sign)}, {addend}, {s}, lsr #{32 - bits}"));
            addend = Name(sign);
        }
        w.Emit($"smmla {s}, {s}, {Name(constants[0])}, {addend}");
        if (Shift is null) w.Emit($"asr {s}, {s}, {Name(constants[2])}");
        w.Emit(Shift is > 0 and var shift ? Invariant($"ssat {s}, #8, {s}, asr #{shift}") : $"ssat {s}, #8, {s}");
        Clamp(w, s, "lt", Low, Low > sbyte.MinValue);
        Clamp(w, s, "gt", High, High < sbyte.MaxValue);
    }

    private static void Clamp(AssemblyWriter w, string sum, string condition, int limit, bool needed)
    {
        if (!needed) return;
        w.Emit(Invariant($"cmp {sum}, #{limit}"));
        w.Emit($"it {condition}");
        w.Emit(Invariant($"mov{condition} {sum}, #{limit}"));
    }
}
