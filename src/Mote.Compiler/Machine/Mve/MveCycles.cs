namespace Mote.Compiler.Machine.Mve;

/// <summary>
/// An estimate of what instructions take on a Cortex-M55, from its Software Optimization Guide: a vector instruction keeps its unit
/// for two cycles, and the next one begins after the first of them if it works in another unit; what is scalar takes one cycle, a
/// list of registers one each, and a taken branch two. No wait states.
/// </summary>
internal sealed class MveCycles
{
    private Unit _last;

    internal enum Unit
    {
        Scalar,
        Memory,
        Arithmetic,
        Multiply,
    }

    /// <summary>A counter for one routine: what went before an instruction matters.</summary>
    public static Func<string, double> Count() => new MveCycles().Of;

    private double Of(string instruction)
    {
        var mnemonic = instruction.AsSpan(0, instruction.IndexOf(' ') is var end and >= 0 ? end : instruction.Length);
        var last = _last;
        _last = UnitOf(mnemonic);
        if (_last != Unit.Scalar) return _last == last ? 2 : 1;
        if (mnemonic.StartsWith("vpush") || mnemonic.StartsWith("vpop")) return 4;
        if (mnemonic is "push" or "pop") return 10;
        if (mnemonic is "ldrd" or "strd") return 2;
        return mnemonic[0] == 'b' || mnemonic.StartsWith("cb") ? 2 : 1;
    }

    internal static Unit UnitOf(ReadOnlySpan<char> mnemonic)
    {
        if (mnemonic.StartsWith("vldr") || mnemonic.StartsWith("vstr")) return Unit.Memory;
        if (mnemonic.StartsWith("vml") || mnemonic.StartsWith("vmul") || mnemonic.StartsWith("vqrdmul")) return Unit.Multiply;
        var isScalar = mnemonic[0] != 'v' || mnemonic.StartsWith("vpst") || mnemonic.StartsWith("vctp")
            || mnemonic.StartsWith("vpush") || mnemonic.StartsWith("vpop");
        return isScalar ? Unit.Scalar : Unit.Arithmetic;
    }
}
