namespace Mote.Compiler.Prediction;

/// <summary>What programs are made of and steps may share: constants, routines, kernels; each with a number and its flash.</summary>
internal sealed class ProgramParts
{
    private readonly Lock _lock = new();
    private readonly Dictionary<object, int> _numbers = [];
    private readonly List<double> _bytes = [];

    /// <summary>The number of what is equal to this.</summary>
    public int Of(object part, double bytes)
    {
        lock (_lock)
        {
            if (_numbers.TryGetValue(part, out var number)) return number;
            _numbers[part] = _bytes.Count;
            _bytes.Add(bytes);
            return _bytes.Count - 1;
        }
    }

    public double BytesOf(int number)
    {
        lock (_lock) return _bytes[number];
    }
}
