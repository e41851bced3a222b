namespace Mote.Numerics.Fast;

/// <summary><see cref="Convolution.Forward"/> in registers of one width.</summary>
internal static unsafe class ConvolutionOn<V> where V : unmanaged, ILanes<V>
{
    internal static void Forward(in ConvolutionShape s, int batch, float* x, float* packed, float* y, float* scratch)
    {
        if (s.Pointwise)
        {
            GemmOn<V>.MultiplyPacked(
                false, batch * s.Height * s.Width, s.OutChannels, s.Channels, x, s.Channels, packed, y, s.OutChannels, false);
            return;
        }

        for (int n = 0; n < batch; n++)
        {
            float* image = x + (nint)n * s.InFloats;
            int width = s.Width;
            if (s.Padded)
            {
                Frame.Copy(
                    image, s.Height, s.Width, s.Channels, scratch, s.ReachHeight, s.ReachWidth, s.PadTop, s.PadLeft, bordersAreZero: n > 0);
                image = scratch;
                width = s.ReachWidth;
            }

            Image(s, image, width, packed, y + (nint)n * s.OutFloats);
        }
    }

    private static void Image(in ConvolutionShape s, float* image, int width, float* packed, float* y)
    {
        nint imageRow = (nint)width * s.Channels;
        nint across = (nint)s.StrideWidth * s.Channels, down = s.StrideHeight * imageRow;
        // Rows of the product run along the longer way where an image is one column.
        var (lines, rows, line, row) = s.OutWidth == 1 ? (1, s.OutHeight, 0, down) : (s.OutHeight, s.OutWidth, down, across);
        // The window's elements in one row are contiguous unless they are spread.
        int parts = s.DilationWidth == 1 ? 1 : s.KernelWidth;
        int steps = s.KernelWidth / parts * s.Channels;
        for (int from = 0; from < s.OutChannels;)
        {
            int vectors = GemmOn<V>.PanelVectors(GemmOn<V>.Vectors(s.OutChannels - from)), panel = vectors * V.Width;
            var o = new TileOperands
            {
                ARow = row, AStep = 1, ASegment = s.DilationHeight * imageRow,
                BStep = panel, BSegment = (nint)s.KernelWidth * s.Channels * panel,
                CRow = s.OutChannels, Steps = steps, Segments = s.KernelHeight,
                Last = GemmOn<V>.LastOf(panel, s.OutChannels - from),
            };
            for (int h = 0; h < lines; h++)
            {
                for (int part = 0; part < parts; part++)
                {
                    o.A = image + h * line + (nint)part * s.DilationWidth * s.Channels;
                    o.B = packed + (nint)part * steps * panel;
                    o.C = y + (nint)h * rows * s.OutChannels + from;
                    o.Accumulate = part > 0;
                    Tiles.Run<V>(o, rows, vectors, maskedB: false);
                }
            }

            packed += (nint)panel * s.Taps * s.Channels;
            from += panel;
        }
    }
}
