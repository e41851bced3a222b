namespace Mote.Numerics.Fast;

/// <summary>
/// One dimension of a convolution's input gradient. Input positions that are equal modulo the stride (a phase) see the same elements of the
/// window, at output positions that advance by one: each phase is a convolution of stride 1 over the output's gradient.
/// </summary>
internal readonly struct StridePhases
{
    private readonly int _kernel, _stride, _dilation, _pad, _positions, _outputs;

    internal StridePhases(int kernel, int stride, int dilation, int pad, int positions, int outputs)
    {
        (_kernel, _stride, _dilation, _pad, _positions, _outputs) = (kernel, stride, dilation, pad, positions, outputs);
        int first = 0, end = outputs;
        for (int phase = 0; phase < stride; phase++)
        {
            for (int tap = 0; tap < kernel; tap++)
            {
                if (!Sees(phase, tap))
                    continue;
                int output = OutputOf(phase, tap);
                first = Math.Min(first, output);
                end = Math.Max(end, output + Count(phase));
            }
        }

        Before = -first;
        Extent = end - first;
    }

    /// <summary>Zeros in front of the gradient, and its length with zeros on both sides.</summary>
    internal int Before { get; }

    internal int Extent { get; }

    internal bool Padded => Extent > _outputs;

    /// <summary>Input positions of a phase.</summary>
    internal int Count(int phase) => Math.Max(0, (_positions - phase + _stride - 1) / _stride);

    /// <summary>Whether a phase sees an element of the window.</summary>
    internal bool Sees(int phase, int tap) => (phase + _pad - tap * _dilation) % _stride == 0;

    /// <summary>The output position whose element <paramref name="tap"/> a phase's first position is.</summary>
    private int OutputOf(int phase, int tap) => (phase + _pad - tap * _dilation) / _stride;

    /// <summary>Elements of the window that a phase sees, and of these the last, which belongs to the lowest output position.</summary>
    internal (int Count, int Last) Taps(int phase)
    {
        int count = 0, last = -1;
        for (int tap = 0; tap < _kernel; tap++)
        {
            if (!Sees(phase, tap))
                continue;
            count++;
            last = tap;
        }

        return (count, last);
    }

    /// <summary>Where in the padded gradient the sum of a phase's first position begins.</summary>
    internal int Start(int phase) => OutputOf(phase, Taps(phase).Last) + Before;

    /// <summary>From an element of the window that a phase sees to the one before it: in elements, and in output positions.</summary>
    internal (int Taps, int Outputs) Step => (_stride / Gcd(_stride, _dilation), _dilation / Gcd(_stride, _dilation));

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);
}
