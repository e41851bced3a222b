using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Numerics;

namespace Mote.Execution.Fast;

/// <summary>Softmax of int8: there are only 256 differences to the largest element, so their exponentials are a table.</summary>
internal sealed unsafe class SoftmaxStep : FastStep
{
    private const int AccumulatorBits = 12, Bits = 8;

    /// <summary>By how much an element is smaller than the largest one; -1 where nothing is left.</summary>
    private readonly int[] _exponentials = new int[1 << Bits];
    private readonly int[] _shares = new int[1 << Bits];
    private readonly int _x;
    private readonly int _y;
    private readonly int _rows;
    private readonly int _depth;

    private SoftmaxStep(Softmax op, PlannedNode node)
    {
        (_x, _y, _depth) = (node.At(0), node.OutputAt, node.Y.Shape[-1]);
        _rows = node.Y.Elements / _depth;
        var (factor, smallest) = Requantization.Softmax(op.Beta, node.Type(0));
        for (var difference = 0; difference < _exponentials.Length; difference++)
        {
            var counts = -difference >= smallest;
            _exponentials[difference] = counts ? FixedPoint.ExpOfNegative(FixedPoint.Multiply(-difference, factor)) : -1;
            _shares[difference] = counts ? FixedPoint.RoundingDivideByPowerOfTwo(_exponentials[difference], AccumulatorBits) : 0;
        }
    }

    public static FastStep? Of(Softmax op, PlannedNode node) => node.IsInt8 ? new SoftmaxStep(op, node) : null;

    public override void Run(FastMemory memory)
    {
        sbyte* x = (sbyte*)memory.At(_x), y = (sbyte*)memory.At(_y);
        for (var row = 0; row < _rows; row++, x += _depth, y += _depth)
        {
            int max = sbyte.MinValue;
            for (var c = 0; c < _depth; c++) max = Math.Max(max, x[c]);
            var sum = 0;
            for (var c = 0; c < _depth; c++) sum += _shares[max - x[c]];
            var (scale, bitsOverUnit) = FixedPoint.Reciprocal(sum, AccumulatorBits);
            for (var c = 0; c < _depth; c++)
            {
                var exponential = _exponentials[max - x[c]];
                var probability = exponential < 0 || bitsOverUnit > Bits ? 0
                    : FixedPoint.RoundingDivideByPowerOfTwo(
                        FixedPoint.SaturatingRoundingDoublingHighMultiply(scale, exponential), bitsOverUnit + 31 - Bits);
                y[c] = (sbyte)Math.Clamp(probability + sbyte.MinValue, sbyte.MinValue, sbyte.MaxValue);
            }
        }
    }
}
