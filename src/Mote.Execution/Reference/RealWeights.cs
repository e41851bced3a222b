using Mote.Core.Rules;

namespace Mote.Execution.Reference;

/// <summary>Weights beside float activations: reals, or int8 with the scales that sums over them are multiplied by.</summary>
internal readonly ref struct RealWeights
{
    private readonly float[] _scales;

    public RealWeights(KernelCall call, int operand = 1)
    {
        var type = call.X(operand);
        if (type.IsFloat)
        {
            Values = call.In<float>(operand);
            _scales = [];
            return;
        }
        var integers = call.In<sbyte>(operand);
        var values = new float[integers.Length];
        for (var i = 0; i < values.Length; i++) values[i] = integers[i];
        Values = values;
        _scales = HybridWeights.Scales(type);
    }

    /// <summary>As they are summed up.</summary>
    public ReadOnlySpan<float> Values { get; }

    /// <summary>What a sum over products with the values stands for.</summary>
    public float Scaled(float sum, int channel) =>
        _scales.Length == 0 ? sum : sum * _scales[_scales.Length == 1 ? 0 : channel];
}
