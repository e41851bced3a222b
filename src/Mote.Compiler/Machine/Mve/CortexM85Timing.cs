namespace Mote.Compiler.Machine.Mve;

/// <summary>
/// An estimate of what instructions take on a Cortex-M85: two scalar ones at once where they pair (<see cref="PairedIssue"/>); a vector
/// instruction keeps its unit for two cycles, as on a Cortex-M55, ends its pair, and only a load or store may be second in one; the end
/// of a loop of low overhead takes none. From what LLVM's machine model of the core states; waiting for results of vector instructions is
/// left out. No silicon was measured.
/// </summary>
internal sealed class CortexM85Timing
{
    private readonly PairedIssue _scalars = new();
    private readonly double[] _busy = new double[Enum.GetValues<MveCycles.Unit>().Length];
    private double _time;

    public double Of(string text)
    {
        var mnemonic = text.AsSpan(0, text.IndexOf(' ') is var end and >= 0 ? end : text.Length);
        var unit = MveCycles.UnitOf(mnemonic);
        double cost;
        if (mnemonic is "le" or "letp") cost = 0;
        else if (mnemonic.StartsWith("vpush") || mnemonic.StartsWith("vpop")) Wait(cost = 4);
        else if (unit == MveCycles.Unit.Scalar) cost = _scalars.Of(new ThumbInstruction(text));
        else
        {
            var first = unit == MveCycles.Unit.Memory && _scalars.IsHalf ? _time - 1 : _time;
            var start = Math.Max(first, _busy[(int)unit]);
            _busy[(int)unit] = start + 2;
            Wait(cost = Math.Max(0, start + 1 - _time));
        }
        _time += cost;
        return cost;
    }

    private void Wait(double cycles) => _scalars.Wait(cycles);
}
