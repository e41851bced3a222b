using Mote.Compiler.Programs;
using Mote.Core.Rules;

namespace Mote.Compiler.Lowering;

/// <summary>
/// The loops of a broadcast operation on any number of operands: neighbours merged where all operands walk on evenly, the innermost as
/// columns, the others as seven, so that all shapes of at most eight dimensions fit.
/// </summary>
internal sealed class BroadcastRows
{
    private const int Outer = 7;
    private readonly List<(int Size, int[] Strides)> _loops = [];

    public BroadcastRows(NodeLowering n, int operands)
    {
        var strides = Enumerable.Range(0, operands).Select(i => Broadcasting.Strides(n.X(i).Shape, n.Y.Shape)).ToArray();
        for (var axis = 0; axis < n.Y.Shape.Rank; axis++)
        {
            var size = n.Y.Shape[axis];
            if (size == 1) continue;
            int[] own = [.. strides.Select(s => s[axis])];
            if (_loops.Count > 0 && _loops[^1].Strides.Zip(own).All(s => s.First == s.Second * size))
                _loops[^1] = (_loops[^1].Size * size, own);
            else
                _loops.Add((size, own));
        }
        if (_loops.Count > Outer + 1) throw n.TooManyDimensions(_loops.Count);
        while (_loops.Count <= Outer) _loops.Insert(0, (1, new int[operands]));
    }

    public int Rows => _loops.Take(Outer).Aggregate(1, (product, loop) => product * loop.Size);

    public int Columns => _loops[Outer].Size;

    public int[] Dims => [.. _loops.Take(Outer).Select(l => l.Size)];

    public int[] Strides(int operand) => [.. _loops.Take(Outer).Select(l => l.Strides[operand])];

    public int Step(int operand) => _loops[Outer].Strides[operand];

    /// <summary>As the member 'shape' of kernels with two operands.</summary>
    public (string, CValue) Pairs => ("shape", CParameters.Of(
        ("rows", Rows), ("columns", Columns), ("dims", Dims), ("a_strides", Strides(0)), ("b_strides", Strides(1)),
        ("a_step", Step(0)), ("b_step", Step(1))));
}
