using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Execution.Features.Spectral;

/// <summary>Mel filters as <see cref="FilterBank"/> has them: bins between two edges, with a falling and a rising weight each.</summary>
/// <param name="Op">Which bins lie between which edges.</param>
/// <param name="Falling">Of the filter whose centre is the lower edge; <see cref="One"/> is 1.</param>
/// <param name="Rising">Of the filter that begins there.</param>
/// <param name="Begin">The first bin that has a weight.</param>
/// <param name="End">The one after the last.</param>
internal sealed record FixedFilters(FilterBank Op, short[] Falling, short[] Rising, int Begin, int End)
{
    public const int One = short.MaxValue;

    public static FixedFilters Of(SpectralFrontEnd f)
    {
        var edges = MelFilters.Edges(f);
        var bands = f.Bands + 1;
        var (starts, firsts, widths) = (new int[bands], new int[bands], new int[bands]);
        var (falling, rising) = (new List<short>(), new List<short>());
        var bin = f.Mel == MelScale.TensorFlow ? 1 : 0;
        while (bin < f.Bins && MelFilters.Position(f, bin) < edges[0]) bin++;
        var begin = bin;
        for (var band = 0; band < bands; band++)
        {
            (starts[band], firsts[band]) = (Math.Min(bin, f.Bins - 1), falling.Count);
            for (; bin < f.Bins && MelFilters.Position(f, bin) is var at && at < edges[band + 1]; bin++)
            {
                var part = (at - edges[band]) / (edges[band + 1] - edges[band]);
                falling.Add(band == 0 ? (short)0 : (short)Math.Round((1 - part) * One));
                rising.Add(band == f.Bands ? (short)0 : (short)Math.Round(part * One));
                widths[band]++;
            }
        }
        var op = new FilterBank(starts.ToEquatableArray(), firsts.ToEquatableArray(), widths.ToEquatableArray());
        // Operands must not be empty.
        if (falling.Count == 0)
        {
            falling.Add(0);
            rising.Add(0);
        }
        return new FixedFilters(op, [.. falling], [.. rising], begin, Math.Max(begin, bin));
    }
}
