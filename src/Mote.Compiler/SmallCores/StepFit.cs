namespace Mote.Compiler.SmallCores;

/// <summary>
/// Rescaling without wide products: (s·m + c) >> shift of a clamped sum s, with m cut into parts so that every product has 32 bits:
/// <code>t = s·m[0] >> bits;  t = (t + s·m[1] + c) >> bits;  output = (t + s·m[2]) >> 23</code>
/// (the first of three lines only with three parts). Shifts down of a sum of multiples are exact floors, so nothing is lost in between.
/// </summary>
/// <param name="Origin">What is subtracted from the sum first; in the bias.</param>
/// <param name="Half">The sum is clamped to -Half..Half.</param>
/// <param name="Offset">c.</param>
/// <param name="Parts">m, the least first.</param>
internal sealed record StepFit(int Origin, int Half, int Offset, int[] Parts)
{
    /// <summary>The last shift: an output of 8 bits over it fills a word.</summary>
    public const int LastShift = 23;

    /// <summary>Factors tried around the real one.</summary>
    private const int Nearby = 24;

    /// <summary>One whose steps are the given ones; null if there is none.</summary>
    public static StepFit? Of(OutputSteps s, int parts, int bits)
    {
        var shift = LastShift + bits * (parts - 1);
        var exponent = shift + s.Factor.Shift - 31;
        if (exponent > 28 || s.Half >> (30 - bits) != 0) return null;
        var real = exponent >= 0 ? (long)s.Factor.Multiplier << exponent : (s.Factor.Multiplier + (1L << (-exponent - 1))) >> -exponent;
        for (var i = 0; i <= 2 * Nearby; i++)
        {
            var factor = real + ((i & 1) == 0 ? i / 2 : -(i + 1) / 2);
            if (factor >= 0 && Of(s, factor, parts, bits) is { } fit) return fit;
        }
        return null;
    }

    private static StepFit? Of(OutputSteps s, long factor, int parts, int bits)
    {
        var shift = LastShift + bits * (parts - 1);
        Int128 unit = (Int128)1 << shift;
        // At the least sum the output is not less than the first, at the most not more than the last; in between it takes the steps.
        var least = s.First * unit - (Int128)s.Least * factor;
        var most = (s.First + s.Steps.Length + 1) * unit - 1 - (Int128)s.Most * factor;
        for (var i = 0; i < s.Steps.Length; i++)
        {
            var reached = (s.First + 1 + i) * unit - (Int128)s.Steps[i] * factor;
            least = Int128.Max(least, reached);
            most = Int128.Min(most, reached + factor - 1);
        }
        var coarse = bits * (parts - 2);
        var offset = (least + ((Int128)1 << coarse) - 1) >> coarse;
        if (offset << coarse > most) return null;
        var cut = new long[parts];
        for (var i = 0; i < parts; i++) cut[i] = i < parts - 1 ? (factor >> (bits * i)) & ((1L << bits) - 1) : factor >> (bits * i);
        const long room = int.MaxValue;
        var middle = s.Half + s.Half * cut[parts - 2] + (long)Int128.Min(Int128.Abs(offset), room);
        if (middle >= room || s.Half * (cut[parts - 1] + 1) + (middle >> bits) + 1 >= room) return null;
        return new StepFit((int)s.Origin, (int)s.Half, (int)offset, [.. cut.Select(c => (int)c)]);
    }
}

/// <summary>The fits of a layer's channels, of one form.</summary>
/// <param name="Parts">Two or three.</param>
/// <param name="Bits">Of a part.</param>
/// <param name="Middle">Added to the output at last.</param>
/// <param name="Channels">One fit a channel.</param>
internal sealed record LayerFit(int Parts, int Bits, int Middle, StepFit[] Channels)
{
    private const int FewestBits = 5;
    private const int MostBits = 16;

    public static LayerFit? Of(OutputSteps[] channels, int middle)
    {
        for (var parts = 2; parts <= 3; parts++)
            for (var bits = MostBits; bits >= FewestBits; bits--)
            {
                var fits = new StepFit[channels.Length];
                var c = 0;
                for (; c < fits.Length && StepFit.Of(channels[c], parts, bits) is { } fit; c++) fits[c] = fit;
                if (c == fits.Length) return new LayerFit(parts, bits, middle, fits);
            }
        return null;
    }
}
