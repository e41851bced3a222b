namespace Mote.Numerics.Fast;

/// <summary>
/// <see cref="Convolution.WeightGradient"/> in registers of one width. The gradient of a row of the window is a product over all output
/// positions, either [out, row] or, where that fills registers better, [row, out], which is transposed at the end.
/// </summary>
internal static unsafe class ConvolutionWeightGradientOn<V> where V : unmanaged, ILanes<V>
{
    /// <summary>Positions of a pointwise convolution that are taken at once, so that they are in the first-level cache.</summary>
    private const int PointsAtOnce = 192;

    internal static void Run(in ConvolutionShape s, int batch, float* x, float* dy, float* dw, float* scratch)
    {
        if (s.Pointwise && (s.Height > 1 || s.Width != PointsAtOnce))
        {
            int points = batch * s.Height * s.Width, whole = points / PointsAtOnce, rest = points % PointsAtOnce;
            if (whole > 0)
            {
                var line = new ConvolutionShape(1, PointsAtOnce, s.Channels, 1, PointsAtOnce, s.OutChannels, 1, 1);
                Images(line, whole, x, dy, dw, scratch);
                x += (nint)whole * line.InFloats;
                dy += (nint)whole * line.OutFloats;
            }

            if (rest > 0)
                Images(new ConvolutionShape(1, rest, s.Channels, 1, rest, s.OutChannels, 1, 1), 1, x, dy, dw, scratch);
            return;
        }

        Images(s, batch, x, dy, dw, scratch);
    }

    private static void Images(in ConvolutionShape s, int batch, float* x, float* dy, float* dw, float* scratch)
    {
        int parts = s.DilationWidth == 1 ? 1 : s.KernelWidth, part = s.KernelWidth / parts * s.Channels;
        bool outAcross = part * GemmOn<V>.Vectors(s.OutChannels) < s.OutChannels * GemmOn<V>.Vectors(part);
        int depth = s.Taps * s.Channels;
        float* frame = scratch + Lanes.RoundUp(depth * s.OutChannels);
        if (outAcross)
            new Span<float>(scratch, depth * s.OutChannels).Clear();
        for (int n = 0; n < batch; n++)
        {
            float* image = x + (nint)n * s.InFloats, gradient = dy + (nint)n * s.OutFloats;
            int width = s.Width;
            if (s.Padded)
            {
                Frame.Copy(
                    image, s.Height, s.Width, s.Channels, frame, s.ReachHeight, s.ReachWidth, s.PadTop, s.PadLeft, bordersAreZero: n > 0);
                image = frame;
                width = s.ReachWidth;
            }

            nint imageRow = (nint)width * s.Channels;
            for (int kh = 0; kh < s.KernelHeight; kh++)
            {
                for (int p = 0; p < parts; p++)
                {
                    float* seen = image + kh * s.DilationHeight * imageRow + (nint)p * s.DilationWidth * s.Channels;
                    int tap = (kh * parts + p) * part;
                    if (outAcross)
                        WindowByOut(s, part, seen, imageRow, gradient, scratch + (nint)tap * s.OutChannels);
                    else
                        OutByWindow(s, part, seen, imageRow, gradient, dw + tap, depth);
                }
            }
        }

        if (outAcross)
            Transpose.Matrix(depth, s.OutChannels, scratch, s.OutChannels, dw, depth, accumulate: true);
    }

    private static void WindowByOut(in ConvolutionShape s, int part, float* seen, nint imageRow, float* gradient, float* to)
    {
        for (int from = 0; from < s.OutChannels;)
        {
            int vectors = GemmOn<V>.PanelVectors(GemmOn<V>.Vectors(s.OutChannels - from)), panel = vectors * V.Width;
            Tiles.Run<V>(
                new TileOperands
                {
                    A = seen, ARow = 1, AStep = (nint)s.StrideWidth * s.Channels, ASegment = s.StrideHeight * imageRow,
                    B = gradient + from, BStep = s.OutChannels, BSegment = (nint)s.OutWidth * s.OutChannels,
                    C = to + from, CRow = s.OutChannels, Steps = s.OutWidth, Segments = s.OutHeight,
                    Last = GemmOn<V>.LastOf(panel, s.OutChannels - from), Accumulate = true,
                },
                part, vectors, maskedB: true);
            from += panel;
        }
    }

    private static void OutByWindow(in ConvolutionShape s, int part, float* seen, nint imageRow, float* gradient, float* to, nint depth)
    {
        for (int from = 0; from < part;)
        {
            int vectors = GemmOn<V>.PanelVectors(GemmOn<V>.Vectors(part - from)), panel = vectors * V.Width;
            Tiles.Run<V>(
                new TileOperands
                {
                    A = gradient, ARow = 1, AStep = s.OutChannels, ASegment = (nint)s.OutWidth * s.OutChannels,
                    B = seen + from, BStep = (nint)s.StrideWidth * s.Channels, BSegment = s.StrideHeight * imageRow,
                    C = to + from, CRow = depth, Steps = s.OutWidth, Segments = s.OutHeight,
                    Last = GemmOn<V>.LastOf(panel, part - from), Accumulate = true,
                },
                s.OutChannels, vectors, maskedB: true);
            from += panel;
        }
    }
}
