using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using Mote.Core.Types;

namespace Mote.Execution.Features.Spectral;

/// <summary>Eight frames at a time, one a lane.</summary>
internal sealed class SpectralComputer : FeatureComputer
{
    private const int Lanes = EightTransforms.Lanes;

    private readonly SpectralFrontEnd _f;
    private readonly int _frames;
    private readonly float _step;
    private readonly float[] _window;
    private readonly ImmutableArray<(int First, float[] Weights)> _filters;
    private readonly float[] _cosines;
    private readonly EightTransforms _transforms;
    private readonly float[] _samples;
    private readonly float[] _logarithms;
    private readonly Vector256<float>[] _frame, _power, _channels;

    public SpectralComputer(SpectralFrontEnd f, TensorType type)
    {
        var raw = type.Shape;
        _step = type.PerTensor.Scale;
        _f = f;
        _frames = f.Frames(raw);
        _window = [.. SpectralTables.Window(f).Select(w => (float)w)];
        _filters = f.Bands == 0 ? [] : [.. MelFilters.Of(f).Zip(MelFilters.Norms(f), (filter, norm) =>
            (filter.First, filter.Weights.Select(w => (float)(w * norm)).ToArray()))];
        _cosines = f.Coefficients == 0 ? [] : [.. SpectralTables.CosineTransform(f).Cast<double>().Select(w => (float)w)];
        _transforms = new EightTransforms(f.FftLength);
        _samples = new float[raw[1] + 2 * f.Border];
        _frame = new Vector256<float>[f.FrameSize];
        _power = new Vector256<float>[f.Bins];
        _channels = new Vector256<float>[f.Channels];
        _logarithms = new float[_frames * f.Channels];
        RawElements = raw[1];
        FeatureElements = _frames * f.Columns;
    }

    public override int RawElements { get; }

    public override int FeatureElements { get; }

    private protected override void Fill(ReadOnlySpan<float> reals, Span<float> features)
    {
        Pad(reals);
        for (var first = 0; first < _frames; first += Lanes)
        {
            Load(first);
            _transforms.Power(_frame, _power);
            Filter();
            TakeLogarithms();
            for (var lane = 0; lane < Lanes && first + lane < _frames; lane++)
                for (var c = 0; c < _channels.Length; c++)
                    _logarithms[(first + lane) * _channels.Length + c] = _channels[c][lane];
        }
        if (_f.Range is { } range) Raise((float)range);
        if (_f.Coefficients == 0) _logarithms.CopyTo(features);
        else TransformCosines(features);
        Normalise(features);
    }

    private void Pad(ReadOnlySpan<float> reals)
    {
        var border = _f.Border;
        reals.CopyTo(_samples.AsSpan(border));
        if (_f.Peak)
        {
            var largest = Math.Max(_step, Largest(reals));
            foreach (ref var x in _samples.AsSpan(border, reals.Length)) x /= largest;
        }
        if (_f.Padding != FramePadding.Reflected) return;
        for (var i = 1; i <= border; i++)
        {
            _samples[border - i] = _samples[border + i];
            _samples[border + reals.Length - 1 + i] = _samples[border + reals.Length - 1 - i];
        }
    }

    /// <summary>Frames beside each other, under the window. After the last one it is repeated.</summary>
    private void Load(int first)
    {
        Span<int> begin = stackalloc int[Lanes];
        for (var lane = 0; lane < Lanes; lane++) begin[lane] = Math.Min(first + lane, _frames - 1) * _f.FrameStep;
        ReadOnlySpan<float> a = Frame(begin[0]), b = Frame(begin[1]), c = Frame(begin[2]), d = Frame(begin[3]);
        ReadOnlySpan<float> e = Frame(begin[4]), f = Frame(begin[5]), g = Frame(begin[6]), h = Frame(begin[7]);
        var frame = _frame.AsSpan(0, a.Length);
        var window = _window.AsSpan(0, a.Length);
        for (var i = 0; i < a.Length; i++)
            frame[i] = Vector256.Create(a[i], b[i], c[i], d[i], e[i], f[i], g[i], h[i]) * Vector256.Create(window[i]);
    }

    private ReadOnlySpan<float> Frame(int begin) => _samples.AsSpan(begin, _f.FrameSize);

    private void Filter()
    {
        if (_f.Spectrum == SpectrumKind.Magnitude)
            foreach (ref var bin in _power.AsSpan()) bin = Vector256.Sqrt(bin);
        if (_f.Bands == 0)
        {
            _power.CopyTo(_channels.AsSpan());
            return;
        }
        for (var band = 0; band < _filters.Length; band++)
        {
            var (first, weights) = _filters[band];
            var bins = _power.AsSpan(first, weights.Length);
            var sum = Vector256<float>.Zero;
            for (var i = 0; i < weights.Length; i++) sum += bins[i] * Vector256.Create(weights[i]);
            _channels[band] = sum;
        }
    }

    private void TakeLogarithms()
    {
        var (floor, unit) = (Vector256.Create((float)_f.Floor), Vector256.Create((float)_f.LogarithmUnit));
        var isAdded = _f.FloorKind == FloorKind.Added;
        foreach (ref var x in _channels.AsSpan())
            x = Vector256.Log(isAdded ? x + floor : Vector256.Max(x, floor)) * unit;
    }

    private void Raise(float range)
    {
        var least = Largest(_logarithms) - range;
        foreach (ref var x in _logarithms.AsSpan()) x = Math.Max(x, least);
    }

    private void TransformCosines(Span<float> features)
    {
        var channels = _f.Channels;
        for (var t = 0; t < _frames; t++)
        {
            var row = _logarithms.AsSpan(t * channels, channels);
            for (var k = 0; k < _f.Coefficients; k++)
            {
                var weights = _cosines.AsSpan(k * channels, channels);
                features[t * _f.Coefficients + k] = Product(row, weights);
            }
        }
    }

    private static float Largest(ReadOnlySpan<float> values)
    {
        var largest = float.NegativeInfinity;
        foreach (var x in values) largest = Math.Max(largest, x);
        return largest;
    }

    /// <summary>Eight sums beside each other, so that the order does not depend on the machine.</summary>
    private static float Product(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sums = Vector256<float>.Zero;
        var i = 0;
        for (; i + Lanes <= a.Length; i += Lanes) sums += Vector256.Create(a[i..]) * Vector256.Create(b[i..]);
        var sum = Vector256.Sum(sums);
        for (; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private void Normalise(Span<float> features)
    {
        if (_f.Normalisation == FeatureNormalisation.None) return;
        var columns = _f.Columns;
        for (var c = 0; c < columns; c++)
        {
            double sum = 0;
            for (var t = 0; t < _frames; t++) sum += features[t * columns + c];
            var mean = (float)(sum / _frames);
            for (var t = 0; t < _frames; t++) features[t * columns + c] -= mean;
        }
        if (_f.Normalisation == FeatureNormalisation.Mean) return;
        double squares = 0;
        foreach (var x in features) squares += (double)x * x;
        var factor = (float)(1 / Math.Sqrt(squares / features.Length + SpectralFloatGraph.LeastVariance));
        foreach (ref var x in features) x *= factor;
    }
}
