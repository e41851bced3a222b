using Mote.Core.Types;

namespace Mote.Execution.Features.Spectral;

/// <summary>What the integers of a spectral front end stand for.</summary>
internal sealed class SpectralUnits
{
    /// <summary>Samples under the window, and complex numbers of two of them, must not overflow while they are turned.</summary>
    private const double LargestSample = (1 << 30) - 1;

    /// <summary>LogSpectrum's floors beside a reference, and its offsets.</summary>
    private const double Fraction = 1 << 16;

    private readonly SpectralFrontEnd _f;
    private readonly double _channelUnit;

    public SpectralUnits(SpectralFrontEnd f, TensorType raw)
    {
        _f = f;
        var (low, high) = raw.Element.Range();
        var (step, zeroPoint) = (raw.PerTensor.Scale, raw.PerTensor.ZeroPoint);
        var gain = Math.Floor(LargestSample / Math.Max(high - zeroPoint, zeroPoint - low));
        Window = [.. SpectralTables.Window(f).Select(w => (int)Math.Round(w * gain))];
        // An integer of the transform is so many times the real, which stands relative to the peak where there is one.
        var transform = gain / f.FftLength / (f.Peak ? 1 : step);
        var isPower = f.Spectrum == SpectrumKind.Power;
        _channelUnit = (isPower ? transform * transform : transform)
            * (f.Bands > 0 ? FixedFilters.One * (isPower ? Math.ScaleB(1, -SpectralFixedGraph.EnergyShift) : 1) : 1);
        FractionBits = Bits(transform, isPower);
        var octave = Math.Log(2) * f.LogarithmUnit;
        Logarithm = new Quantization.PerTensor((float)Math.ScaleB(octave, -FractionBits), 0);
        // Of a vector of length one and the largest logarithms, by the inequality of Cauchy and Schwarz.
        var longest = Math.Sqrt(f.Channels) * (f.Orthonormal ? 1 : Math.Sqrt(2)) * Math.ScaleB(octave, 15 - FractionBits);
        Cosines = new Quantization.PerTensor((float)(longest / short.MaxValue), 0);
    }

    public int[] Window { get; }

    public int FractionBits { get; }

    public Quantization.PerTensor Logarithm { get; }

    public Quantization.PerTensor Cosines { get; }

    public (ulong[] Floors, int[] Offsets) FloorsAndOffsets
    {
        get
        {
            var norms = _f.Bands > 0 ? MelFilters.Norms(_f) : [.. Enumerable.Repeat(1.0, _f.Channels)];
            var floors = norms.Select(n => _f.Floor * _channelUnit / n * (_f.Peak ? Fraction : 1));
            return ([.. floors.Select(x => (ulong)Math.Round(Math.Clamp(x, 1, Math.ScaleB(1, 62))))],
                [.. norms.Select(n => (int)Math.Round(Math.Log2(n / _channelUnit) * Fraction))]);
        }
    }

    /// <summary>As fine as the range from the floor to the loudest sound allows.</summary>
    private int Bits(double transform, bool isPower)
    {
        var norm = _f.Bands > 0 ? MelFilters.Norms(_f).Max() : 1;
        var loudest = Math.ScaleB(1, 30) / transform * (_f.Peak ? 1 << 15 : 1);
        var highest = Math.Log2((isPower ? loudest * loudest : loudest * _f.Bins) * norm);
        var most = Math.Max(Math.Abs(Math.Log2(_f.Floor)), Math.Abs(highest)) + 1;
        return Math.Clamp(15 - (int)Math.Ceiling(Math.Log2(most)), 4, 12);
    }
}
