namespace Mote.Compiler.Machine;

/// <summary>
/// An estimate of what instructions take on a core that issues two at once, in order: Cortex-M7, and the scalar half of Cortex-M85. Arm
/// publishes no timings of the first; this is what others measured (pairs of instructions on a Cortex-M7 with all in its caches,
/// quinapalus.com/cm7cycles.html) and what LLVM's machine models of both cores, which come from Arm, state: the units there are, which
/// instructions go first in a pair or alone, and in which stage operands are needed and results there. Memory does not wait, branches are
/// predicted, and a taken one costs a cycle more. Conservative where sources disagree: one access to memory at a time, two words of several
/// a cycle after the first, and what is loaded can be used in the second cycle after. No silicon was measured: expect errors of a tenth to
/// a fifth of a routine.
/// </summary>
internal sealed class PairedIssue
{
    // When a register is there for what needs it in the stage of arithmetic.
    private readonly double[] _ready = [.. Enumerable.Repeat(double.NegativeInfinity, 16)];

    /// <summary>The cycle that instructions are issued in.</summary>
    private double _cycle;
    private ThumbInstruction? _first;

    private double Time => _cycle + (_first is null ? 0 : 1);

    public double Of(ThumbInstruction i)
    {
        var before = Time;
        var start = Math.Max(_cycle, Earliest(i));
        if (_first is { } first && (start > _cycle || !Pairs(first, i)))
        {
            _first = null;
            _cycle++;
            start = Math.Max(_cycle, start);
        }
        var isSecond = _first is not null;
        _cycle = start;
        _first ??= i;
        Note(i, start);
        if (isSecond || IsAlone(i) || i.Kind == ThumbKind.Branch)
        {
            _first = null;
            _cycle += Taken(i);
        }
        return Time - before;
    }

    /// <summary>Whether the latest instruction is the first of a pair, the second of which is to come.</summary>
    public bool IsHalf => _first is not null;

    /// <summary>Passes cycles in which others issue.</summary>
    public void Wait(double cycles)
    {
        if (_first is not null) _cycle++;
        _first = null;
        _cycle += cycles;
    }

    private static bool Pairs(ThumbInstruction first, ThumbInstruction second)
    {
        if (IsAlone(second) || second.Kind == ThumbKind.Packed || (first.Writes & (second.Reads | second.Address)) != 0) return false;
        if (second.Kind == ThumbKind.Branch) return true;
        return !(first.IsMemory && second.IsMemory) && !(first.Kind == ThumbKind.Multiply && second.Kind == ThumbKind.Multiply)
            && !(UsesShifter(first) && UsesShifter(second)) && (first.Writes & second.Writes) == 0;
    }

    private static bool IsAlone(ThumbInstruction i) => i.Kind is ThumbKind.Several or ThumbKind.Division;

    private static bool UsesShifter(ThumbInstruction i) => i.IsShifted || i.Kind == ThumbKind.Packed
        || i.Name is "lsl" or "lsls" or "lsr" or "lsrs" or "asr" or "asrs" or "ror" or "rors";

    private double Earliest(ThumbInstruction i)
    {
        var earliest = 0.0;
        // Addresses and what is shifted are needed a stage early, what is stored or added to a product a stage late.
        var early = i.IsShifted || i.Name is "ssat" or "usat" or "bfi" or "rev" ? 1 : 0;
        for (var r = 0; r < _ready.Length; r++)
        {
            var bit = 1u << r;
            if ((i.Address & bit) != 0) earliest = Math.Max(earliest, _ready[r] + 1);
            else if (((i.Accumulator & bit) != 0 || i.IsStore) && (i.Reads & bit) != 0) earliest = Math.Max(earliest, _ready[r] - 1);
            else if ((i.Reads & bit) != 0) earliest = Math.Max(earliest, _ready[r] + early);
        }
        return earliest;
    }

    private void Note(ThumbInstruction i, double start)
    {
        var latency = i.Kind switch
        {
            ThumbKind.Multiply => 2,
            ThumbKind.Load => i.IsNarrow ? 3 : 2,
            ThumbKind.Several => Taken(i) + (i.IsStore ? 0 : 1),
            ThumbKind.Division => 7,
            ThumbKind.Packed => i.Name is "ssat" or "usat" or "usada8" or "usad8" ? 2 : 1,
            ThumbKind.Plain or ThumbKind.Compare or ThumbKind.Store or ThumbKind.Branch => 1,
        };
        for (var r = 0; r < _ready.Length; r++)
            if ((i.Writes & (1u << r)) != 0) _ready[r] = start + latency;
            else if ((i.Based & (1u << r)) != 0) _ready[r] = start;
    }

    /// <summary>Cycles until the next instruction may be issued, behind one that nothing follows in its own.</summary>
    private static double Taken(ThumbInstruction i) => i.Kind switch
    {
        ThumbKind.Several => (i.Name is "ldrd" or "strd" ? 0 : 1) + ((i.Words + 1) / 2) + (i.ReturnsByLoad ? 2 : 0),
        ThumbKind.Division => 7,
        ThumbKind.Branch => 2,
        ThumbKind.Plain or ThumbKind.Compare or ThumbKind.Packed or ThumbKind.Multiply or ThumbKind.Load or ThumbKind.Store => 1,
    };
}
