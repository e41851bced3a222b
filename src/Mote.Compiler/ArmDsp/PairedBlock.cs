using Mote.Compiler.Machine;

namespace Mote.Compiler.ArmDsp;

/// <summary>
/// What a routine multiplies: for some columns of activations at once, one group of channels after another, until the outputs' end.
/// <code>void f(const uint32_t *columns, const uint32_t *stream, int8_t *y, int8_t *end)</code>
/// The columns are those of <see cref="ColumnExpansion"/>, the stream that of <see cref="PairedStream"/>.
/// </summary>
/// <param name="Columns">How many columns at once.</param>
/// <param name="Channels">How many output channels at once.</param>
/// <param name="Words">Depth of the sums, in words of four weights.</param>
/// <param name="Unrolled">Words that one round of the inner loop handles; all of them: no loop.</param>
/// <param name="ColumnStride">Bytes between the outputs of two columns.</param>
/// <param name="ChannelStride">Bytes between the outputs of two channels.</param>
/// <param name="Shift">See <see cref="ThresholdFit"/>.</param>
/// <param name="SignBits">See <see cref="ThresholdFit"/>.</param>
/// <param name="Low">Least output; what lies below is clamped.</param>
/// <param name="High">Largest output.</param>
internal sealed record PairedBlock(
    int Columns, int Channels, int Words, int Unrolled, int ColumnStride, int ChannelStride, int? Shift, int? SignBits, int Low, int High)
{
    /// <summary>Sums that a routine can hold beside what it reads.</summary>
    public const int MostSums = 8;

    // Offsets of stores have twelve bits.
    private const int MostOffset = 4095;

    /// <summary>Words that a channel's rescaling reads from the stream.</summary>
    public int RescalingWords => Shift is null ? 3 : 2;

    public bool IsPossible => Columns * Channels <= MostSums
        && ((Channels - 1) * (long)ChannelStride) + ((Columns - 1) * (long)ColumnStride) <= MostOffset
        && BlockRegisters.Of(this).Any();

    public string Name
    {
        get
        {
            var loop = Unrolled < Words ? FormattableString.Invariant($"_by{4 * Unrolled}") : "";
            var sign = SignBits is { } s ? FormattableString.Invariant($"_signed{s}") : "";
            var shift = Shift is { } n ? FormattableString.Invariant($"_shift{n}") : "_shifts";
            var clamps = Low > sbyte.MinValue || High < sbyte.MaxValue;
            var clamp = clamps ? FormattableString.Invariant($"_{Low}to{High}").Replace('-', 'm') : "";
            return FormattableString.Invariant(
                $"mote_block_{Columns}x{Channels}_k{4 * Words}{loop}_y{ColumnStride}_{ChannelStride}{shift}{sign}{clamp}");
        }
    }

    /// <summary>The routine that takes the fewest instructions, or cycles, of all ways to divide the registers.</summary>
    public MachineRoutine Routine(CompileOptions options)
    {
        MachineRoutine? best = null;
        foreach (var registers in BlockRegisters.Of(this))
        {
            var routine = new PairedBlockWriter(this, registers).Write();
            if (best is null || Cost(routine) < Cost(best)) best = routine;
        }
        return best ?? throw new InvalidOperationException($"{Name}: no way to divide the registers");

        // By the rounds: a call makes many.
        double Cost(MachineRoutine r) => options.Time(r.Round);
    }
}

/// <summary>How a block routine divides the registers; r0 and r1 walk through columns and weights.</summary>
/// <param name="KeepsOutput">Output pointer and end stay in r2 and r3; otherwise they wait on the stack.</param>
/// <param name="HasCounter">A register counts the rounds of the inner loop; otherwise the columns' end waits on the stack.</param>
/// <param name="Sums">The first sum's register; sum (channel j, column i) is at Sums + j * columns + i.</param>
/// <param name="Weights">The first weight's; some words of the group's channels.</param>
/// <param name="WeightWords">How many words of each channel are loaded at once.</param>
/// <param name="Activations">The first activation's.</param>
/// <param name="ActivationWords">How many are loaded at once.</param>
/// <param name="Counter">The counter's register; what lies behind it is free.</param>
internal sealed record BlockRegisters(
    bool KeepsOutput, bool HasCounter, int Sums, int Weights, int WeightWords, int Activations, int ActivationWords, int Counter)
{
    private const int MostWeightWords = 4;

    /// <summary>All divisions that the block's needs leave.</summary>
    public static IEnumerable<BlockRegisters> Of(PairedBlock block)
    {
        var loops = block.Unrolled < block.Words;
        foreach (var keeps in (bool[])[false, true])
            foreach (var counts in loops ? (bool[])[false, true] : [false])
                for (var weightWords = 1; weightWords <= Math.Min(MostWeightWords, block.Unrolled); weightWords++)
                    for (var activations = 1; activations <= 4 * block.Columns; activations++)
                    {
                        // Whole columns of one kind, or a whole number of loads for each kind.
                        if (block.Columns % activations != 0 && activations % block.Columns != 0) continue;
                        var sums = keeps ? 4 : 2;
                        var weights = sums + block.Columns * block.Channels;
                        var first = weights + weightWords * block.Channels;
                        var counter = first + activations;
                        var division = new BlockRegisters(keeps, counts, sums, weights, weightWords, first, activations, counter);
                        if (counter + (counts ? 1 : 0) <= Registers.Count && division.CanRescale(block)) yield return division;
                    }
    }

    /// <summary>Registers that the sums' products no longer need.</summary>
    public int Free => Registers.Count - Weights;

    /// <summary>At least one channel's multiplier and addend; output pointer and end unless they stay; one for the sign, for which
    /// r0 does where the end can wait.</summary>
    private bool CanRescale(PairedBlock block) => Free >=
        block.RescalingWords + (KeepsOutput ? 0 : LoadsEndLate(block) ? 1 : 2) + NeedForSign(block);

    /// <summary>Whether the end is loaded after the stores only, for want of registers.</summary>
    public bool LoadsEndLate(PairedBlock block) => !KeepsOutput && block.SignBits is not null && Free < block.RescalingWords + 3;

    /// <summary>Whether the sign takes one of the free registers.</summary>
    public int NeedForSign(PairedBlock block) => block.SignBits is not null && !LoadsEndLate(block) ? 1 : 0;
}
