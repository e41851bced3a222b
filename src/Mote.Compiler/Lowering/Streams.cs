using System.Collections.Immutable;
using Mote.Compiler.Kernels;
using Mote.Compiler.Programs;

namespace Mote.Compiler.Lowering;

/// <summary>Which bytes a kernel's parameters make it read for each unit of its result.</summary>
internal static class Streams
{
    public static StreamOrder? Of(KernelOrder order, CParameters parameters, NodeLowering n)
    {
        if (n.IsConstant(0)) return null;
        return order switch
        {
            KernelOrder.Unknown => null,
            KernelOrder.Rows => OfRows(parameters, n),
            KernelOrder.Windows => OfWindows(parameters, n),
            _ => throw new ArgumentOutOfRangeException(nameof(order)),
        };
    }

    private static StreamOrder OfRows(CParameters parameters, NodeLowering n) =>
        OfRows(Int(parameters, "rows"), n) with { Backward = With(parameters, "backward", 1) };

    /// <summary>
    /// Each row of the result from the same row of the operand. A kernel that reads several rows before it writes them is safer than that.
    /// </summary>
    public static StreamOrder OfRows(int rows, NodeLowering n)
    {
        var row = n.X().Bytes / rows;
        var reads = Enumerable.Range(0, rows).Select(i => (i * row, (i + 1) * row));
        return new StreamOrder(n.Node.Inputs[0], n.Node.Output, n.Y.Bytes / rows, [.. reads], null);
    }

    /// <summary>Rows two by two, both read until the results of both are complete; the kernel can begin with the last two.</summary>
    public static StreamOrder OfPairs(int rows, CParameters parameters, NodeLowering n)
    {
        var row = n.X().Bytes / rows;
        var reads = Enumerable.Range(0, rows).Select(i => (i / 2 * 2 * row, Math.Min(i / 2 * 2 + 2, rows) * row));
        return new StreamOrder(
            n.Node.Inputs[0], n.Node.Output, n.Y.Bytes / rows, [.. reads], With(parameters, "backward", 1));
    }

    private static StreamOrder OfWindows(CParameters parameters, NodeLowering n)
    {
        var window = ((CValue.Struct)parameters.Members.Single(m => m.Name == "window").Value).Members;
        var (height, width) = (Int(window, "in_h"), Int(window, "in_w"));
        var (rows, columns) = (Int(window, "out_h"), Int(window, "out_w"));
        var vertical = Enumerable.Range(0, rows).Select(i =>
            Inside(i * Int(window, "stride_h") - Int(window, "pad_top"), Int(window, "kernel_h"), Int(window, "dilation_h"),
                height)).ToArray();
        var horizontal = Enumerable.Range(0, columns).Select(i =>
            Inside(i * Int(window, "stride_w") - Int(window, "pad_left"), Int(window, "kernel_w"), Int(window, "dilation_w"),
                width)).ToArray();
        var pixel = n.X().Bytes / (Int(window, "batches") * height * width);
        var reads = ImmutableArray.CreateBuilder<(int, int)>();
        for (var image = 0; image < Int(window, "batches"); image++)
            foreach (var (top, bottom) in vertical)
                foreach (var (left, right) in horizontal)
                    reads.Add(top >= bottom || left >= right ? (0, 0)
                        : (((image * height + top) * width + left) * pixel, ((image * height + bottom - 1) * width + right) * pixel));
        return new StreamOrder(n.Node.Inputs[0], n.Node.Output, n.Y.Bytes / reads.Count, reads.ToImmutable(),
            With(parameters, "window", With(window, "backward", 1)));
    }

    /// <summary>The positions [first, end) that a window from an origin on reaches of those there are.</summary>
    private static (int First, int End) Inside(int origin, int kernel, int dilation, int size)
    {
        var taps = Enumerable.Range(0, kernel).Select(k => origin + k * dilation).Where(p => p >= 0 && p < size).ToArray();
        return taps.Length == 0 ? (0, 0) : (taps[0], taps[^1] + 1);
    }

    private static int Int(CParameters parameters, string name) => ((CValue.Int)parameters.Members.Single(m => m.Name == name).Value).Value;

    private static CParameters With(CParameters parameters, string name, CValue value) =>
        new(parameters.Members.Any(m => m.Name == name)
            ? [.. parameters.Members.Select(m => m.Name == name ? new CMember(name, value) : m)]
            : [.. parameters.Members, new CMember(name, value)]);
}
