using Mote.Core.Types;

namespace Mote.Execution.Features.Images;

/// <summary>Pictures: luma, then bilinear scaling, then unit variance.</summary>
internal sealed class ImageComputer : FeatureComputer
{
    private readonly ImageFrontEnd _f;
    private readonly Shape _raw, _size;
    private readonly float _leastVariance;
    private readonly float[] _luma;
    private readonly (int Lower, int Upper, float Beyond)[] _rows, _columns;

    public ImageComputer(ImageFrontEnd f, TensorType raw)
    {
        (_f, _raw, _size) = (f, raw.Shape, f.OutputShape(raw.Shape));
        _leastVariance = ImageFrontEnd.LeastVariance(raw);
        _luma = f.Grey ? new float[_raw[1] * _raw[2]] : [];
        (_rows, _columns) = (Places(_raw[1], _size[1]), Places(_raw[2], _size[2]));
        RawElements = raw.Elements;
    }

    public override int RawElements { get; }

    public override int FeatureElements => _size.Elements;

    private protected override void Fill(ReadOnlySpan<float> reals, Span<float> features)
    {
        if (_f.Grey)
        {
            const float whole = ImageFrontEnd.Whole;
            for (var i = 0; i < _luma.Length; i++)
                _luma[i] = (ImageFrontEnd.Red * reals[3 * i] + ImageFrontEnd.Green * reals[3 * i + 1]
                    + ImageFrontEnd.Blue * reals[3 * i + 2]) / whole;
            reals = _luma;
        }
        if (_size[1] == _raw[1] && _size[2] == _raw[2]) reals.CopyTo(features);
        else Scale(reals, features);
        if (_f.Standardized) Standardize(features);
    }

    private void Scale(ReadOnlySpan<float> x, Span<float> y)
    {
        var (channels, at) = (_size[3], 0);
        foreach (var (top, bottom, down) in _rows)
            foreach (var (left, right, across) in _columns)
                for (var c = 0; c < channels; c++)
                {
                    var above = x[At(top, left, c)] * (1 - across) + x[At(top, right, c)] * across;
                    var below = x[At(bottom, left, c)] * (1 - across) + x[At(bottom, right, c)] * across;
                    y[at++] = above * (1 - down) + below * down;
                }

        int At(int row, int column, int c) => (row * _raw[2] + column) * channels + c;
    }

    private void Standardize(Span<float> x)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var v in x) sum += v;
        var mean = (float)(sum / x.Length);
        foreach (ref var v in x)
        {
            v -= mean;
            squares += (double)v * v;
        }
        var factor = (float)(1 / Math.Sqrt(squares / x.Length + _leastVariance));
        foreach (ref var v in x) v *= factor;
    }

    /// <summary>For each row of the result the two of the picture that it lies between, and how far beyond the first.</summary>
    private static (int Lower, int Upper, float Beyond)[] Places(int input, int output)
    {
        var places = new (int, int, float)[output];
        for (var i = 0; i < output; i++)
        {
            var place = (i + 0.5f) * ((float)input / output) - 0.5f;
            var lower = Math.Clamp((int)place, 0, input - 1);
            places[i] = (lower, Math.Min(place > lower ? lower + 1 : lower, input - 1), place - lower);
        }
        return places;
    }
}
