namespace Mote.Numerics.Fast;

/// <summary>
/// <see cref="Depthwise"/> in registers of one width, one vector of channels after the other. With a multiplier the input's channels are
/// repeated first, so that every result has an input of its own.
/// </summary>
internal static unsafe class DepthwiseOn<V> where V : unmanaged, ILanes<V>
{
    internal static void Forward(in ConvolutionShape s, int batch, float* x, float* weights, float* y, float* scratch)
    {
        int c = s.OutChannels;
        for (int n = 0; n < batch; n++)
        {
            float* image = Framed(s, x + (nint)n * s.InFloats, scratch, n > 0, out int width), to = y + (nint)n * s.OutFloats;
            nint imageRow = (nint)width * c;
            for (int from = 0; from < c; from += V.Width)
            {
                int last = Math.Min(V.Width, c - from);
                if (Depthwise3x3<V>.Suits(s.KernelHeight, s.KernelWidth, s.DilationHeight, s.DilationWidth))
                {
                    Depthwise3x3<V>.Run(
                        image + from, imageRow, s.StrideHeight, s.StrideWidth, c, weights + from, c, to + from, s.OutHeight, s.OutWidth,
                        last, false);
                    continue;
                }

                var o = new TileOperands
                {
                    ARow = (nint)s.StrideWidth * c, AStep = (nint)s.DilationWidth * c, ASegment = s.DilationHeight * imageRow,
                    B = weights + from, BStep = c, BSegment = (nint)s.KernelWidth * c, CRow = c,
                    Steps = s.KernelWidth, Segments = s.KernelHeight, Last = last,
                };
                for (int h = 0; h < s.OutHeight; h++)
                {
                    o.A = image + h * s.StrideHeight * imageRow + from;
                    o.C = to + (nint)h * s.OutWidth * c + from;
                    DepthwiseTile.Run<V>(o, s.OutWidth);
                }
            }
        }
    }

    internal static void InputGradient(
        in ConvolutionShape s, int batch, float* dy, float* weights, float* dx, bool accumulate, float* scratch)
    {
        var (rows, columns) = (ConvolutionInputGradient.Rows(s), ConvolutionInputGradient.Columns(s));
        int c = s.OutChannels, multiplier = c / s.Channels;
        float* repeated = scratch + Lanes.RoundUp(rows.Extent * columns.Extent * c);
        for (int n = 0; n < batch; n++)
        {
            float* gradient = dy + (nint)n * s.OutFloats, to = dx + (nint)n * s.InFloats;
            if (rows.Padded || columns.Padded)
            {
                Frame.Copy(
                    gradient, s.OutHeight, s.OutWidth, c, scratch, rows.Extent, columns.Extent, rows.Before, columns.Before,
                    bordersAreZero: n > 0);
                gradient = scratch;
            }

            Phases(s, rows, columns, gradient, weights, multiplier == 1 ? to : repeated, accumulate && multiplier == 1);
            if (multiplier > 1)
                SumRepeated(s.Height * s.Width * s.Channels, multiplier, repeated, to, accumulate);
        }
    }

    /// <summary>Input gradients of one image, as many channels as the output has; see <see cref="StridePhases"/>.</summary>
    private static void Phases(
        in ConvolutionShape s, in StridePhases rows, in StridePhases columns, float* gradient, float* weights, float* dx, bool accumulate)
    {
        int c = s.OutChannels;
        nint gradientRow = (nint)columns.Extent * c;
        for (int ph = 0; ph < s.StrideHeight; ph++)
        {
            for (int pw = 0; pw < s.StrideWidth; pw++)
            {
                var ((down, lastRow), (across, lastColumn)) = (rows.Taps(ph), columns.Taps(pw));
                int high = rows.Count(ph), wide = columns.Count(pw);
                float* first = dx + ((nint)ph * s.Width + pw) * c;
                nint dxRow = (nint)s.StrideHeight * s.Width * c, dxColumn = (nint)s.StrideWidth * c;
                if (down == 0 || across == 0)
                {
                    for (int h = 0; h < high && !accumulate; h++)
                    {
                        for (int w = 0; w < wide; w++)
                            new Span<float>(first + h * dxRow + w * dxColumn, c).Clear();
                    }

                    continue;
                }

                float* seen = gradient + rows.Start(ph) * gradientRow + (nint)columns.Start(pw) * c;
                float* lastTap = weights + ((nint)lastRow * s.KernelWidth + lastColumn) * c;
                bool whole = s.StrideHeight == 1 && s.StrideWidth == 1
                    && Depthwise3x3<V>.Suits(s.KernelHeight, s.KernelWidth, s.DilationHeight, s.DilationWidth);
                for (int from = 0; from < c; from += V.Width)
                {
                    int last = Math.Min(V.Width, c - from);
                    if (whole)
                    {
                        Depthwise3x3<V>.Run(
                            seen + from, gradientRow, 1, 1, c, lastTap + from, -c, first + from, high, wide, last, accumulate);
                        continue;
                    }

                    var o = new TileOperands
                    {
                        ARow = c, AStep = (nint)columns.Step.Outputs * c, ASegment = rows.Step.Outputs * gradientRow,
                        B = lastTap + from, BStep = -(nint)columns.Step.Taps * c, BSegment = -(nint)rows.Step.Taps * s.KernelWidth * c,
                        CRow = dxColumn, Steps = across, Segments = down, Last = last, Accumulate = accumulate,
                    };
                    for (int h = 0; h < high; h++)
                    {
                        o.A = seen + h * gradientRow + from;
                        o.C = first + h * dxRow + from;
                        DepthwiseTile.Run<V>(o, wide);
                    }
                }
            }
        }
    }

    internal static void WeightGradient(in ConvolutionShape s, int batch, float* x, float* dy, float* dw, float* scratch)
    {
        int c = s.OutChannels;
        for (int n = 0; n < batch; n++)
        {
            float* image = Framed(s, x + (nint)n * s.InFloats, scratch, n > 0, out int width), gradient = dy + (nint)n * s.OutFloats;
            nint imageRow = (nint)width * c;
            for (int from = 0; from < c; from += V.Width)
            {
                int last = Math.Min(V.Width, c - from);
                if (Depthwise3x3<V>.Suits(s.KernelHeight, s.KernelWidth, s.DilationHeight, s.DilationWidth))
                {
                    Depthwise3x3<V>.WeightGradient(
                        image + from, imageRow, s.StrideHeight, s.StrideWidth, c, gradient + from, dw + from, s.OutHeight, s.OutWidth,
                        last);
                    continue;
                }

                for (int kh = 0; kh < s.KernelHeight; kh++)
                {
                    DepthwiseTile.Run<V>(
                        new TileOperands
                        {
                            A = image + kh * s.DilationHeight * imageRow + from,
                            ARow = (nint)s.DilationWidth * c, AStep = (nint)s.StrideWidth * c, ASegment = s.StrideHeight * imageRow,
                            B = gradient + from, BStep = c, BSegment = (nint)s.OutWidth * c,
                            C = dw + (nint)kh * s.KernelWidth * c + from, CRow = c,
                            Steps = s.OutWidth, Segments = s.OutHeight, Last = last, Accumulate = true,
                        },
                        s.KernelWidth);
                }
            }
        }
    }

    /// <summary>An image as windows see it: with as many channels as the output has, and zeros around it.</summary>
    private static float* Framed(in ConvolutionShape s, float* image, float* scratch, bool again, out int width)
    {
        width = s.Width;
        int multiplier = s.OutChannels / s.Channels;
        if (!s.Padded && multiplier == 1)
            return image;
        width = s.ReachWidth;
        if (multiplier == 1)
        {
            Frame.Copy(image, s.Height, s.Width, s.Channels, scratch, s.ReachHeight, s.ReachWidth, s.PadTop, s.PadLeft, again);
            return scratch;
        }

        if (!again)
            new Span<float>(scratch, s.ReachHeight * s.ReachWidth * s.OutChannels).Clear();
        for (int h = 0; h < Math.Min(s.Height, s.ReachHeight - s.PadTop); h++)
        {
            float* from = image + (nint)h * s.Width * s.Channels;
            float* to = scratch + ((nint)(h + s.PadTop) * width + s.PadLeft) * s.OutChannels;
            for (int i = 0; i < Math.Min(s.Width, width - s.PadLeft) * s.Channels; i++)
                new Span<float>(to + (nint)i * multiplier, multiplier).Fill(from[i]);
        }

        return scratch;
    }

    private static void SumRepeated(int elements, int multiplier, float* repeated, float* to, bool accumulate)
    {
        for (int i = 0; i < elements; i++)
        {
            float sum = accumulate ? to[i] : 0;
            for (int m = 0; m < multiplier; m++)
                sum += repeated[(nint)i * multiplier + m];
            to[i] = sum;
        }
    }
}
