namespace Mote.Numerics.Fast;

internal static class ConvolutionInputGradient
{
    internal static StridePhases Rows(in ConvolutionShape s) =>
        new(s.KernelHeight, s.StrideHeight, s.DilationHeight, s.PadTop, s.Height, s.OutHeight);

    internal static StridePhases Columns(in ConvolutionShape s) =>
        new(s.KernelWidth, s.StrideWidth, s.DilationWidth, s.PadLeft, s.Width, s.OutWidth);
}

/// <summary>
/// <see cref="Convolution.InputGradient"/> in registers of one width: a convolution of the output's gradient for each phase of the stride
/// (<see cref="StridePhases"/>), with the window's elements in reverse order.
/// </summary>
internal static unsafe class ConvolutionInputGradientOn<V> where V : unmanaged, ILanes<V>
{
    /// <summary>Panels of [taps of the phase, reversed, by out channels][in channels], phase after phase.</summary>
    internal static void Pack(in ConvolutionShape s, float* weights, float* packed)
    {
        var (rows, columns) = (ConvolutionInputGradient.Rows(s), ConvolutionInputGradient.Columns(s));
        nint ldb = (nint)s.Taps * s.Channels;
        for (int ph = 0; ph < s.StrideHeight; ph++)
        {
            for (int pw = 0; pw < s.StrideWidth; pw++)
            {
                for (int from = 0; from < s.Channels;)
                {
                    int panel = GemmOn<V>.PanelVectors(GemmOn<V>.Vectors(s.Channels - from)) * V.Width;
                    for (int kh = s.KernelHeight - 1; kh >= 0; kh--)
                    {
                        for (int kw = s.KernelWidth - 1; kw >= 0; kw--)
                        {
                            if (!rows.Sees(ph, kh) || !columns.Sees(pw, kw))
                                continue;
                            float* b = weights + ((nint)kh * s.KernelWidth + kw) * s.Channels + from;
                            for (int o = 0; o < s.OutChannels; o++, packed += panel)
                            {
                                for (int j = 0; j < panel; j += V.Width)
                                    V.Load(b + o * ldb + j, Math.Min(V.Width, s.Channels - from - j)).Store(packed + j);
                            }
                        }
                    }

                    from += panel;
                }
            }
        }
    }

    internal static void Run(in ConvolutionShape s, int batch, float* dy, float* packed, float* dx, bool accumulate, float* scratch)
    {
        if (s.Pointwise)
        {
            GemmOn<V>.MultiplyPacked(
                false, batch * s.Height * s.Width, s.Channels, s.OutChannels, dy, s.OutChannels, packed, dx, s.Channels, accumulate);
            return;
        }

        var (rows, columns) = (ConvolutionInputGradient.Rows(s), ConvolutionInputGradient.Columns(s));
        for (int n = 0; n < batch; n++)
        {
            float* gradient = dy + (nint)n * s.OutFloats, to = dx + (nint)n * s.InFloats;
            if (rows.Padded || columns.Padded)
            {
                Frame.Copy(
                    gradient, s.OutHeight, s.OutWidth, s.OutChannels, scratch, rows.Extent, columns.Extent, rows.Before, columns.Before,
                    bordersAreZero: n > 0);
                gradient = scratch;
            }

            float* weights = packed;
            for (int ph = 0; ph < s.StrideHeight; ph++)
            {
                for (int pw = 0; pw < s.StrideWidth; pw++)
                    weights = Phase(s, rows, columns, ph, pw, gradient, weights, to, accumulate);
            }
        }
    }

    /// <summary>Input positions of one phase. Returns where the next phase's weights begin.</summary>
    private static float* Phase(
        in ConvolutionShape s, in StridePhases rows, in StridePhases columns, int ph, int pw, float* gradient, float* packed, float* dx,
        bool accumulate)
    {
        int down = rows.Taps(ph).Count, across = columns.Taps(pw).Count, high = rows.Count(ph), wide = columns.Count(pw);
        float* first = dx + ((nint)ph * s.Width + pw) * s.Channels;
        nint dxRow = (nint)s.StrideHeight * s.Width * s.Channels, dxColumn = (nint)s.StrideWidth * s.Channels;
        if (down == 0 || across == 0)
        {
            for (int h = 0; h < high && !accumulate; h++)
            {
                for (int w = 0; w < wide; w++)
                    new Span<float>(first + h * dxRow + w * dxColumn, s.Channels).Clear();
            }

            return packed;
        }

        nint gradientRow = (nint)columns.Extent * s.OutChannels;
        gradient += rows.Start(ph) * gradientRow + (nint)columns.Start(pw) * s.OutChannels;
        int spread = columns.Step.Outputs, parts = spread == 1 ? 1 : across;
        int steps = across / parts * s.OutChannels;
        var (lines, count, line, row, toLine, toRow) = wide == 1
            ? (1, high, (nint)0, gradientRow, (nint)0, dxRow)
            : (high, wide, gradientRow, (nint)s.OutChannels, dxRow, dxColumn);
        for (int from = 0; from < s.Channels;)
        {
            int vectors = GemmOn<V>.PanelVectors(GemmOn<V>.Vectors(s.Channels - from)), panel = vectors * V.Width;
            var o = new TileOperands
            {
                ARow = row, AStep = 1, ASegment = rows.Step.Outputs * gradientRow,
                BStep = panel, BSegment = (nint)across * s.OutChannels * panel,
                CRow = toRow, Steps = steps, Segments = down, Last = GemmOn<V>.LastOf(panel, s.Channels - from),
            };
            for (int h = 0; h < lines; h++)
            {
                for (int part = 0; part < parts; part++)
                {
                    o.A = gradient + h * line + (nint)part * spread * s.OutChannels;
                    o.B = packed + (nint)part * steps * panel;
                    o.C = first + h * toLine + from;
                    o.Accumulate = accumulate || part > 0;
                    Tiles.Run<V>(o, count, vectors, maskedB: false);
                }
            }

            packed += (nint)panel * down * across * s.OutChannels;
            from += panel;
        }

        return packed;
    }
}
