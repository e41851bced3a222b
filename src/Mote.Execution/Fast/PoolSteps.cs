using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mote.Core.Ops;
using Mote.Core.Rules;

namespace Mote.Execution.Fast;

/// <summary>A window over int8 images: what lies inside of the image, sixteen channels at a time.</summary>
internal abstract unsafe class PoolStep : FastStep
{
    private readonly int[] _x;
    private readonly int[] _y;
    private readonly (int From, int To)[] _rows;
    private readonly (int From, int To)[] _columns;
    private readonly int _at;
    private readonly int _outputAt;

    protected PoolStep(PlannedNode node, (int Y, int X) kernel, Steps steps, Padding padding, Activation activation)
    {
        (_x, _y) = ([.. node.Type(0).Shape], [.. node.Y.Shape]);
        _rows = [.. Enumerable.Range(0, _y[1]).Select(o => Inside(o * steps.StrideY - padding.Top, kernel.Y, _x[1]))];
        _columns = [.. Enumerable.Range(0, _y[2]).Select(o => Inside(o * steps.StrideX - padding.Left, kernel.X, _x[2]))];
        (_at, _outputAt) = (node.At(0), node.OutputAt);
        var (low, high) = Requantization.Clamp(activation, node.Y);
        (Low, High) = ((sbyte)low, (sbyte)high);
    }

    protected sbyte Low { get; }

    protected sbyte High { get; }

    public static FastStep? Of(AveragePool2D op, PlannedNode node) =>
        IsFit(node, op.Activation) && op.KernelY * (long)op.KernelX <= 1 << 16 ? new AveragePoolStep(op, node) : null;

    public static FastStep? Of(MaxPool2D op, PlannedNode node) => IsFit(node, op.Activation) ? new MaxPoolStep(op, node) : null;

    public override void Run(FastMemory memory)
    {
        sbyte* x = (sbyte*)memory.At(_at), y = (sbyte*)memory.At(_outputAt);
        var (width, channels) = (_x[2], _x[3]);
        for (var n = 0; n < _y[0]; n++)
        for (var oy = 0; oy < _y[1]; oy++)
        for (var ox = 0; ox < _y[2]; ox++, y += channels)
        {
            var (top, left) = (_rows[oy].From, _columns[ox].From);
            var first = x + ((nint)(n * _x[1] + top) * width + left) * channels;
            var (rows, columns) = (_rows[oy].To - top, _columns[ox].To - left);
            for (var c = 0; c < channels; c += Bytes16.Count)
            {
                var pooled = Pool(first + c, rows, columns, channels, (nint)width * channels);
                pooled = Vector128.Min(Vector128.Max(pooled, Vector128.Create(Low)), Vector128.Create(High));
                if (channels - c >= Bytes16.Count) pooled.Store(y + c);
                else Bytes16.StorePart(pooled, y + c, channels - c);
            }
        }
    }

    /// <param name="x">Sixteen channels of the first pixel.</param>
    /// <param name="rows">Of the window, inside of the image.</param>
    /// <param name="columns">Likewise.</param>
    /// <param name="pixel">Bytes from pixel to pixel.</param>
    /// <param name="row">Bytes from row to row.</param>
    protected abstract Vector128<sbyte> Pool(sbyte* x, int rows, int columns, nint pixel, nint row);

    private static bool IsFit(PlannedNode node, Activation activation) => node.IsInt8
        && Requantization.Clamp(activation, node.Y) is (>= sbyte.MinValue and <= sbyte.MaxValue, >= sbyte.MinValue and <= sbyte.MaxValue);

    private static (int From, int To) Inside(int origin, int kernel, int size) => (Math.Max(0, origin), Math.Min(size, origin + kernel));
}

internal sealed unsafe class AveragePoolStep(AveragePool2D op, PlannedNode node)
    : PoolStep(node, (op.KernelY, op.KernelX), op.Steps, op.Padding, op.Activation)
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override Vector128<sbyte> Pool(sbyte* x, int rows, int columns, nint pixel, nint row)
    {
        Vector256<int> first = default, last = default;
        for (var iy = 0; iy < rows; iy++, x += row)
        for (var ix = 0; ix < columns; ix++)
        {
            var (a, b) = Bytes16.Load(x + ix * pixel);
            first += a;
            last += b;
        }
        var words = Vector256.Narrow(Mean(first, rows * columns), Mean(last, rows * columns));
        return Vector128.Narrow(words.GetLower(), words.GetUpper());
    }

    /// <summary>
    /// The nearest integer, ties away from zero. Dividing in single precision and cutting off is exact: sums are below 2^24, so no
    /// quotient that is not an integer rounds up to one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Mean(Vector256<int> sums, int count)
    {
        var half = Vector256.Create(count / 2);
        var nearer = Vector256.ConditionalSelect(Vector256.GreaterThan(sums, Vector256<int>.Zero), sums + half, sums - half);
        return Vector256.ConvertToInt32(Vector256.ConvertToSingle(nearer) / Vector256.Create((float)count));
    }
}

internal sealed unsafe class MaxPoolStep(MaxPool2D op, PlannedNode node)
    : PoolStep(node, (op.KernelY, op.KernelX), op.Steps, op.Padding, op.Activation)
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override Vector128<sbyte> Pool(sbyte* x, int rows, int columns, nint pixel, nint row)
    {
        var max = Vector128.Create(sbyte.MinValue);
        for (var iy = 0; iy < rows; iy++, x += row)
        for (var ix = 0; ix < columns; ix++)
            max = Vector128.Max(max, Vector128.Load(x + ix * pixel));
        return max;
    }
}
