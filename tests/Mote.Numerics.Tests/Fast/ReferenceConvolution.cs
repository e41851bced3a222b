using Mote.Numerics.Fast;

namespace Mote.Numerics.Tests.Fast;

/// <summary>Convolutions and their gradients in double, plainly: each product of the sum is visited once.</summary>
internal static unsafe class ReferenceConvolution
{
    /// <summary>Calls with the places in x, weights and y of every product.</summary>
    internal static void Visit(in ConvolutionShape s, int batch, bool depthwise, Action<int, int, int> product)
    {
        int multiplier = s.OutChannels / s.Channels;
        for (int n = 0; n < batch; n++)
        {
            for (int oh = 0; oh < s.OutHeight; oh++)
            {
                for (int ow = 0; ow < s.OutWidth; ow++)
                {
                    for (int kh = 0; kh < s.KernelHeight; kh++)
                    {
                        for (int kw = 0; kw < s.KernelWidth; kw++)
                        {
                            int h = oh * s.StrideHeight + kh * s.DilationHeight - s.PadTop;
                            int w = ow * s.StrideWidth + kw * s.DilationWidth - s.PadLeft;
                            if (h < 0 || h >= s.Height || w < 0 || w >= s.Width)
                                continue;
                            int x = ((n * s.Height + h) * s.Width + w) * s.Channels;
                            int y = ((n * s.OutHeight + oh) * s.OutWidth + ow) * s.OutChannels;
                            for (int o = 0; o < s.OutChannels; o++)
                            {
                                if (depthwise)
                                    product(x + o / multiplier, (kh * s.KernelWidth + kw) * s.OutChannels + o, y + o);
                                for (int c = 0; c < s.Channels && !depthwise; c++)
                                    product(x + c, ((o * s.KernelHeight + kh) * s.KernelWidth + kw) * s.Channels + c, y + o);
                            }
                        }
                    }
                }
            }
        }
    }

    internal static double[] Forward(ConvolutionShape s, int batch, bool depthwise, Floats x, Floats w)
    {
        var y = new double[batch * s.OutFloats];
        Visit(s, batch, depthwise, (i, j, k) => y[k] += (double)x.P[i] * w.P[j]);
        return y;
    }

    internal static double[] InputGradient(ConvolutionShape s, int batch, bool depthwise, Floats dy, Floats w, float[] before)
    {
        double[] dx = Array.ConvertAll(before, v => (double)v);
        Visit(s, batch, depthwise, (i, j, k) => dx[i] += (double)dy.P[k] * w.P[j]);
        return dx;
    }

    internal static double[] WeightGradient(ConvolutionShape s, int batch, bool depthwise, Floats dy, Floats x, float[] before)
    {
        double[] dw = Array.ConvertAll(before, v => (double)v);
        Visit(s, batch, depthwise, (i, j, k) => dw[j] += (double)dy.P[k] * x.P[i]);
        return dw;
    }

    /// <summary>Shapes of networks, and random ones: odd sizes, strides, dilations, paddings that are too large or none.</summary>
    internal static IEnumerable<ConvolutionShape> Shapes(bool depthwise)
    {
        foreach (ConvolutionShape s in Networks(depthwise))
            yield return s;
        var random = new Random(depthwise ? 2 : 1);
        for (int i = 0; i < 150; i++)
        {
            bool sequence = random.Next(5) == 0;
            int kh = sequence ? 1 : random.Next(1, 6), kw = random.Next(1, 6);
            int dh = random.Next(1, 4) / 2 + 1, dw = random.Next(1, 4) / 2 + 1;
            int sh = random.Next(1, 4), sw = random.Next(1, 4), h = sequence ? 1 : random.Next(1, 12), w = random.Next(1, 14);
            int top = random.Next(0, kh), left = random.Next(0, kw);
            int oh = Math.Max(1, (h + top + random.Next(0, kh) - (kh - 1) * dh - 1) / sh + 1);
            int ow = Math.Max(1, (w + left + random.Next(0, kw) - (kw - 1) * dw - 1) / sw + 1);
            int c = random.Next(3) == 0 ? random.Next(1, 4) : random.Next(1, 40);
            int o = depthwise ? c * (random.Next(3) == 0 ? random.Next(2, 4) : 1) : random.Next(1, 70);
            yield return new ConvolutionShape(h, w, c, oh, ow, o, kh, kw, sh, sw, dh, dw, top, left);
        }
    }

    private static ConvolutionShape[] Networks(bool depthwise) => depthwise
        ?
        [
            new(25, 5, 64, 25, 5, 64, 3, 3, PadTop: 1, PadLeft: 1),
            new(24, 24, 8, 24, 24, 8, 3, 3, PadTop: 1, PadLeft: 1),
            new(24, 24, 16, 12, 12, 16, 3, 3, 2, 2),
            new(6, 6, 128, 3, 3, 128, 3, 3, 2, 2),
            new(1, 30, 24, 1, 30, 24, 1, 9, PadLeft: 4),
        ]
        :
        [
            new(49, 10, 1, 25, 5, 64, 10, 4, 2, 2, PadTop: 4, PadLeft: 1),
            new(16, 16, 3, 16, 16, 16, 3, 3, PadTop: 1, PadLeft: 1),
            new(16, 16, 16, 8, 8, 32, 3, 3, 2, 2),
            new(16, 16, 16, 8, 8, 32, 1, 1, 2, 2),
            new(20, 20, 8, 20, 20, 16, 1, 1),
            new(96, 96, 3, 48, 48, 8, 3, 3, 2, 2),
            new(1, 128, 9, 1, 62, 32, 1, 5, 1, 2),
            new(30, 1, 6, 28, 1, 12, 3, 1),
            new(1, 500, 10, 1, 500, 12, 1, 1),
        ];
}
