namespace Mote.Compiler.SmallCores;

/// <summary>How a layer's sums are rescaled; the numbers of a channel are in <see cref="StepFit"/>.</summary>
/// <param name="Parts">Of the factor: two or three.</param>
/// <param name="Bits">Of all parts but the greatest.</param>
/// <param name="LastShift">An output over it fills a word.</param>
/// <param name="BySign">Whether negative sums have an offset of their own: the reference rounds ties away from zero.</param>
/// <param name="Middle">What outputs are relative to; added at last.</param>
/// <param name="Bottom">What outputs are clamped to in the end, if anything: clamping the sum stays symmetric around its zero.</param>
/// <param name="Top">Likewise.</param>
public sealed record FitForm(int Parts, int Bits, int LastShift, bool BySign, int Middle, int? Bottom, int? Top)
{
    public int Shift => LastShift + Bits * (Parts - 1);
}

/// <summary>
/// Rescaling without wide products: (s·m + c) >> shift of a clamped sum s, with m cut into parts so that every product has 32 bits:
/// <code>t = s·m[0] >> bits;  t = (t + s·m[1] + c) >> bits;  output = (t + s·m[2]) >> last shift</code>
/// (the first of three lines only with three parts; by sign, half an output is added before the last shift). Shifts down are exact
/// floors of a sum, so nothing is lost in between.
/// </summary>
/// <param name="Origin">What is subtracted from the sum first; in the bias.</param>
/// <param name="Half">The sum is clamped to -Half..Half.</param>
/// <param name="Offset">c.</param>
/// <param name="Negative">What c is more for negative sums.</param>
/// <param name="Parts">m, the least first.</param>
public sealed record StepFit(int Origin, int Half, int Offset, int Negative, int[] Parts)
{
    /// <summary>Factors tried around the real one.</summary>
    private const int Nearby = 24;

    /// <summary>One whose steps are the given ones; null if there is none.</summary>
    public static StepFit? Of(OutputSteps s, FitForm form)
    {
        var exponent = form.Shift + s.Factor.Shift - 31;
        if (exponent > 28 || s.Half >> (30 - form.Bits) != 0) return null;
        var real = exponent >= 0 ? (long)s.Factor.Multiplier << exponent
            : exponent < -40 ? 0 : (s.Factor.Multiplier + (1L << (-exponent - 1))) >> -exponent;
        for (var i = 0; i <= 2 * Nearby; i++)
        {
            var factor = real + ((i & 1) == 0 ? i / 2 : -(i + 1) / 2);
            if (factor >= 0 && Of(s, factor, form) is { } fit) return fit;
        }
        return null;
    }

    private static StepFit? Of(OutputSteps s, long factor, FitForm form)
    {
        var half = form.BySign ? (Int128)1 << (form.Shift - 1) : 0;
        // The offsets of sums from 0 on and of negative ones: not less than the least of each, not more than the most.
        var unbounded = (Int128)1 << 100;
        Int128[] least = [-unbounded, -unbounded];
        Int128[] most = [unbounded, unbounded];
        // At the least sum the output is not less than the first, at the most not more than the last; in between it takes the steps.
        if (s.First + form.Middle != form.Bottom) Reaches(s.Least, s.First);
        if (s.First + s.Steps.Length + form.Middle != form.Top) Stays(s.Most, s.First + s.Steps.Length);
        for (var i = 0; i < s.Steps.Length; i++)
        {
            Reaches(s.Steps[i], s.First + 1 + i);
            Stays(s.Steps[i] - 1, s.First + i);
        }
        var coarse = form.Bits * (form.Parts - 2);
        var chosen = new Int128[2];
        for (var i = 0; i < 2; i++)
        {
            // Bounded on one side only, or not at all, it stays near the bound, or at 0.
            var lowest = least[i] > -unbounded ? least[i] : most[i] < unbounded ? most[i] - ((Int128)1 << coarse) + 1 : 0;
            chosen[i] = (lowest + ((Int128)1 << coarse) - 1) >> coarse;
            if (chosen[i] << coarse > most[i]) return null;
        }
        var (parts, bits) = (form.Parts, form.Bits);
        var cut = new long[parts];
        for (var i = 0; i < parts; i++) cut[i] = i < parts - 1 ? (factor >> (bits * i)) & ((1L << bits) - 1) : factor >> (bits * i);
        const long room = int.MaxValue;
        var offset = (long)Int128.Min(room, Int128.Max(Int128.Abs(chosen[0]), Int128.Abs(chosen[1])));
        var middle = s.Half + s.Half * cut[parts - 2] + offset;
        if (Int128.Abs(chosen[1] - chosen[0]) > room || middle >= room) return null;
        if (s.Half * (cut[parts - 1] + 1) + (middle >> bits) + 1 >= room) return null;
        return new StepFit((int)s.Origin, (int)s.Half, (int)chosen[0], (int)(chosen[1] - chosen[0]), [.. cut.Select(c => (int)c)]);

        void Reaches(long sum, int output)
        {
            var i = form.BySign && sum < 0 ? 1 : 0;
            least[i] = Int128.Max(least[i], ((Int128)output << form.Shift) - half - (Int128)sum * factor);
        }

        void Stays(long sum, int output)
        {
            var i = form.BySign && sum < 0 ? 1 : 0;
            most[i] = Int128.Min(most[i], ((Int128)(output + 1) << form.Shift) - half - 1 - (Int128)sum * factor);
        }
    }
}

/// <summary>The fits of a layer's channels, of one form.</summary>
/// <param name="Form">Which.</param>
/// <param name="Channels">One fit a channel.</param>
public sealed record LayerFit(FitForm Form, StepFit[] Channels)
{
    private const int FewestBits = 5;
    private const int MostBits = 16;

    /// <param name="factors">One a channel.</param>
    /// <param name="zeroPoint">Of the output.</param>
    /// <param name="clamp">The output's range.</param>
    /// <param name="reach">Least and most sum of each channel.</param>
    /// <returns>Null where there is none, or sums may wrap.</returns>
    public static LayerFit? Of(
        Numerics.QuantizedMultiplier[] factors, int zeroPoint, (int Low, int High) clamp, (long Least, long Most)[] reach)
    {
        var middle = (clamp.Low + clamp.High + 1) >> 1;
        var (below, above) = (zeroPoint - clamp.Low, clamp.High - zeroPoint);
        return Of(middle, false, [2, 3], 23, null, null)
            ?? Of(zeroPoint, true, [2], 22, below < above ? clamp.Low : null, above < below ? clamp.High : null);

        LayerFit? Of(int added, bool bySign, int[] parts, int lastShift, int? bottom, int? top)
        {
            var steps = new OutputSteps[factors.Length];
            for (var c = 0; c < steps.Length; c++)
            {
                var (least, most) = reach[c];
                if (OutputSteps.Of(factors[c], zeroPoint, clamp, added, bySign, least, most) is not { } found) return null;
                steps[c] = found;
            }
            foreach (var p in parts)
                for (var bits = MostBits; bits >= FewestBits; bits--)
                {
                    var form = new FitForm(p, bits, lastShift, bySign, added, bottom, top);
                    if (All(steps, form) is { } fits) return new LayerFit(form, fits);
                }
            return null;
        }
    }

    private static StepFit[]? All(OutputSteps[] channels, FitForm form)
    {
        var fits = new StepFit[channels.Length];
        for (var c = 0; c < fits.Length; c++)
        {
            if (StepFit.Of(channels[c], form) is not { } fit) return null;
            fits[c] = fit;
        }
        return fits;
    }
}
