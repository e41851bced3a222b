using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mote.Core.Graphs;
using Mote.Core.Ops;

namespace Mote.Execution.Fast;

/// <summary>Any function of one int8, as the table of what the reference makes of all of them.</summary>
internal sealed unsafe class TableStep : FastStep
{
    private const int Half = 128;

    /// <summary>By the byte's bits: 0 to 127, then -128 to -1.</summary>
    private readonly PinnedArray<sbyte> _table;
    private readonly bool _permutes;
    private readonly int _x;
    private readonly int _y;
    private readonly int _count;

    private TableStep(PlannedNode node, VectorPath path, ReadOnlySpan<sbyte> fromLeast)
    {
        _table = new PinnedArray<sbyte>([.. fromLeast[Half..], .. fromLeast[..Half]]);
        _permutes = path >= VectorPath.Avx512 && Avx512Vbmi.IsSupported;
        (_x, _y, _count) = (node.At(0), node.OutputAt, node.Y.Elements);
    }

    /// <summary>For operators that look at one element at a time.</summary>
    public static FastStep? Of(PlannedNode node, VectorPath path)
    {
        if (!node.IsInt8 || node.Operands != 1) return null;
        var builder = new GraphBuilder("table");
        var x = builder.Input("x", node.Type(0) with { Shape = [2 * Half] });
        var y = builder.Add(node.Node.Op, [x], node.Y.Quantization, "y", node.Node.Origin);
        byte[] all = [.. Enumerable.Range(-Half, 2 * Half).Select(v => (byte)v)];
        return new TableStep(node, path, [.. new Interpreter(builder.Build([y])).Run(all).Select(b => (sbyte)b)]);
    }

    public static FastStep? OfLookup(PlannedNode node, VectorPath path) =>
        node.IsInt8 && node.Data(Lookup.Table) is { } table ? new TableStep(node, path, table.Span<sbyte>()) : null;

    public override void Run(FastMemory memory)
    {
        byte* x = memory.At(_x);
        sbyte* y = (sbyte*)memory.At(_y);
        var from = _permutes ? Permute(x, y, _table.Pointer, _count) : 0;
        for (var i = from; i < _count; i++) y[i] = _table.Pointer[x[i]];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Permute(byte* x, sbyte* y, sbyte* table, int count)
    {
        const int width = 64;
        var (t0, t1) = (Vector512.Load((byte*)table), Vector512.Load((byte*)table + width));
        var (t2, t3) = (Vector512.Load((byte*)table + 2 * width), Vector512.Load((byte*)table + 3 * width));
        var i = 0;
        for (; i + width <= count; i += width)
        {
            var index = Vector512.Load(x + i);
            var positive = Avx512Vbmi.PermuteVar64x8x2(t0, index, t1);
            var negative = Avx512Vbmi.PermuteVar64x8x2(t2, index, t3);
            Vector512.ConditionalSelect(Vector512.LessThan(index.AsSByte(), Vector512<sbyte>.Zero).AsByte(), negative, positive)
                .Store((byte*)y + i);
        }
        return i;
    }
}
