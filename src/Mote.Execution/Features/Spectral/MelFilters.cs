using System.Collections.Immutable;

namespace Mote.Execution.Features.Spectral;

/// <summary>
/// Triangular filters over the bins of a spectrum. Neighbours share an edge: between two edges, one filter falls while the next one
/// rises, so each bin has at most two weights.
/// </summary>
internal static class MelFilters
{
    /// <summary>A filter: weights of bins from First on.</summary>
    public sealed record Filter(int First, ImmutableArray<double> Weights)
    {
        public int End => First + Weights.Length;
    }

    /// <summary>With equal heights, before <see cref="Norms"/>.</summary>
    public static ImmutableArray<Filter> Of(SpectralFrontEnd f)
    {
        var edges = Edges(f);
        var filters = new Filter[f.Bands];
        for (var band = 0; band < f.Bands; band++)
        {
            var weights = new double[f.Bins];
            for (var bin = f.Mel == MelScale.TensorFlow ? 1 : 0; bin < f.Bins; bin++)
            {
                var at = Position(f, bin);
                var rising = (at - edges[band]) / (edges[band + 1] - edges[band]);
                var falling = (edges[band + 2] - at) / (edges[band + 2] - edges[band + 1]);
                weights[bin] = Math.Max(0, Math.Min(rising, falling));
            }
            var first = Array.FindIndex(weights, w => w > 0);
            var last = Array.FindLastIndex(weights, w => w > 0);
            filters[band] = first < 0 ? new Filter(0, []) : new Filter(first, [.. weights[first..(last + 1)]]);
        }
        return [.. filters];
    }

    /// <summary>What each filter is multiplied by: 1, or 2 by its width in hertz.</summary>
    public static double[] Norms(SpectralFrontEnd f)
    {
        var hertz = Points(f).Select(m => FromMel(f.Mel, m)).ToArray();
        return [.. Enumerable.Range(0, f.Bands).Select(b => f.EqualAreas ? 2 / (hertz[b + 2] - hertz[b]) : 1)];
    }

    /// <summary>Where bin k lies on the axis over which filters are triangles: mel, or hertz.</summary>
    public static double Position(SpectralFrontEnd f, int bin)
    {
        var hertz = bin * f.Rate / f.FftLength;
        return f.Mel == MelScale.TensorFlow ? ToMel(f.Mel, hertz) : hertz;
    }

    /// <summary>Bands + 2 of them on that axis.</summary>
    public static double[] Edges(SpectralFrontEnd f)
    {
        var points = Points(f);
        return f.Mel == MelScale.TensorFlow ? points : [.. points.Select(m => FromMel(f.Mel, m))];
    }

    private static double[] Points(SpectralFrontEnd f)
    {
        var (low, high) = (ToMel(f.Mel, f.Low), ToMel(f.Mel, f.High));
        return [.. Enumerable.Range(0, f.Bands + 2).Select(i => low + (high - low) * i / (f.Bands + 1))];
    }

    private static double ToMel(MelScale scale, double hertz) => scale switch
    {
        MelScale.Htk or MelScale.TensorFlow => 1127.0 * Math.Log(1 + hertz / 700),
        MelScale.Linear => hertz,
        MelScale.Slaney => hertz < 1000 ? hertz * 3 / 200 : 15 + Math.Log(hertz / 1000) / SlaneyStep,
    };

    private static double FromMel(MelScale scale, double mel) => scale switch
    {
        MelScale.Htk or MelScale.TensorFlow => 700 * (Math.Exp(mel / 1127.0) - 1),
        MelScale.Linear => mel,
        MelScale.Slaney => mel < 15 ? mel * 200 / 3 : 1000 * Math.Exp((mel - 15) * SlaneyStep),
    };

    /// <summary>27 steps from 1 to 6.4 kHz.</summary>
    private static readonly double SlaneyStep = Math.Log(6.4) / 27;
}
