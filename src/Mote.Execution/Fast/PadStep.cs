using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Execution.Fast;

/// <summary>Padding of elements of one byte: rows are copied whole.</summary>
internal sealed class PadStep : FastStep
{
    private readonly int _xAt;
    private readonly int _yAt;
    private readonly int _row;
    private readonly int _bytes;
    private readonly byte _fill;
    private readonly int[] _places;

    private PadStep(Pad op, PlannedNode node)
    {
        var (x, y) = (node.Type(0), node.Y);
        (_xAt, _yAt, _bytes) = (node.Node.Inputs[0].Index, node.Node.Output.Index, y.Bytes);
        _fill = (byte)(op.Value ?? (x.Quantization is Quantization.PerTensor q ? q.ZeroPoint : 0));
        _row = x.Shape.Rank == 0 ? 1 : x.Shape[-1];
        var (from, to) = (x.Shape.Strides(), y.Shape.Strides());
        _places = new int[x.Elements / _row];
        for (var i = 0; i < _places.Length; i++)
        for (var axis = 0; axis < from.Length; axis++)
            _places[i] += (i * _row / from[axis] % x.Shape[axis] + op.Before[axis]) * to[axis];
    }

    public static FastStep? Of(Pad op, PlannedNode node) => node.Y.Element.Bytes() == 1 ? new PadStep(op, node) : null;

    public override void Run(FastMemory memory)
    {
        Span<byte> x = memory.Values[_xAt].Span, y = memory.Values[_yAt].Span;
        y[.._bytes].Fill(_fill);
        for (var i = 0; i < _places.Length; i++) x.Slice(i * _row, _row).CopyTo(y[_places[i]..]);
    }
}
