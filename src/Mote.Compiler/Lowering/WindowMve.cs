using Mote.Compiler.Machine;
using Mote.Compiler.Machine.Mve;
using Mote.Compiler.Programs;
using Mote.Core.Ops;

namespace Mote.Compiler.Lowering;

/// <summary>
/// How a window moves over one image, and the ring of rows that pads it: each row of the image is copied once into one of as many
/// padded rows as the window is high. Rows that need no padding are read where they lie.
/// </summary>
internal sealed class WindowMve
{
    /// <summary>The most rows of a window; see mote_row_ring_mve.h.</summary>
    public const int MostRows = MveRows.MostRowsOfColumns;

    private WindowMve(NodeLowering n, int kernelH, int kernelW, Steps steps, Padding padding)
    {
        var (x, y) = (n.X().Shape, n.Y.Shape);
        (InH, InW, InC, OutH, OutW, OutC) = (x[1], x[2], x[3], y[1], y[2], y[3]);
        (KernelH, KernelW, StrideH, StrideW) = (kernelH, kernelW, steps.StrideY, steps.StrideX);
        (PadTop, PadLeft) = (padding.Top, padding.Left);
        // A single column of pixels lies in memory as a single row does.
        if (InW == 1 && KernelW == 1 && OutW == 1)
        {
            (InH, InW, OutH, OutW, KernelH, KernelW) = (InW, InH, OutW, OutH, KernelW, KernelH);
            (StrideH, StrideW, PadTop, PadLeft) = (StrideW, StrideH, PadLeft, PadTop);
        }
    }

    public int InH { get; }

    public int InW { get; }

    public int InC { get; }

    public int OutH { get; }

    public int OutW { get; }

    public int OutC { get; }

    public int KernelH { get; }

    public int KernelW { get; }

    public int StrideH { get; }

    public int StrideW { get; }

    public int PadTop { get; }

    public int PadLeft { get; }

    /// <summary>Bytes from a window to the next, along a row.</summary>
    public int Step => StrideW * InC;

    /// <summary>Bytes of a row that windows reach, padding included.</summary>
    public int ReachBytes => ((OutW - 1) * StrideW + KernelW) * InC;

    /// <summary>Bytes of a row in the ring.</summary>
    public int Pitch => Math.Max(ReachBytes, (PadLeft + InW) * InC);

    public bool IsPaddedAcross => PadLeft > 0 || ReachBytes > InW * InC;

    public bool IsPaddedDown => PadTop > 0 || (OutH - 1) * StrideH + KernelH - PadTop > InH;

    private int Slots => Math.Min(KernelH, InH);

    /// <returns>Null for what these kernels do not take: several images, dilation, windows that are too high.</returns>
    public static WindowMve? Of(NodeLowering n, int kernelH, int kernelW, Steps steps, Padding padding)
    {
        if (n.X().Shape[0] != 1 || steps.DilationX != 1 || steps.DilationY != 1) return null;
        var window = new WindowMve(n, kernelH, kernelW, steps, padding);
        return window.KernelH <= MostRows ? window : null;
    }

    /// <summary>The memory that the ring and the row of padding take.</summary>
    /// <param name="copies">Whether rows are copied.</param>
    /// <param name="behind">Bytes behind a row that may be read.</param>
    public int RingBytes(bool copies, int behind) =>
        copies ? (Slots + (IsPaddedDown ? 1 : 0)) * Pitch + behind : IsPaddedDown ? ReachBytes + behind : 0;

    /// <summary>The ring's parameters in C.</summary>
    public CParameters Ring(bool copies, int behind, int zeroPoint)
    {
        var members = new List<(string, CValue)>
        {
            ("in_h", InH), ("row_bytes", InW * InC), ("out_h", OutH), ("kernel_h", KernelH), ("stride_h", StrideH), ("pad_top", PadTop),
            ("pitch", copies ? Pitch : 0), ("left_bytes", PadLeft * InC),
        };
        if (copies) members.Add(("copy", MveRows.Copy(InW * InC)));
        if (RingBytes(copies, behind) is var bytes and > 0) members.Add(("fill", MveRows.Fill(bytes, zeroPoint)));
        return CParameters.Of([.. members]);
    }

    /// <summary>What filling, copying and finding rows take.</summary>
    public KernelCost RingCost(bool copies, int behind, int zeroPoint)
    {
        var cost = new KernelCost(5, 8) + OutH * KernelH * new KernelCost(12, 16);
        if (RingBytes(copies, behind) is var bytes and > 0) cost += MveRows.Fill(bytes, zeroPoint).Cost;
        if (copies) cost += CopiedRows * (new KernelCost(8, 11) + MveRows.Copy(InW * InC).Cost);
        return cost;
    }

    /// <summary>
    /// Whether output rows may be written over the image: whatever a row overwrites is in the ring by then, or is not needed.
    /// </summary>
    public bool MayBeInPlace(bool copies)
    {
        if (!copies) return false;
        for (var row = 0; row < OutH; row++)
            if ((long)(row + 1) * OutW * OutC > (long)Math.Clamp(row * StrideH - PadTop + KernelH, 0, InH) * InW * InC) return false;
        return true;
    }

    private int CopiedRows
    {
        get
        {
            var count = 0;
            for (var (row, next) = (0, 0); row < OutH; row++)
                for (var i = 0; i < KernelH; i++)
                    if (row * StrideH - PadTop + i is var y && y >= next && y < InH)
                    {
                        count++;
                        next = y + 1;
                    }
            return count;
        }
    }
}
