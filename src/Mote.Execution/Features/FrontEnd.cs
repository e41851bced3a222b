using Mote.Core;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Types;

namespace Mote.Execution.Features;

/// <summary>
/// What is done to a sensor's samples before a network sees them: a preset with its parameters. One description gives three forms of
/// the same function: a float graph, a graph in integers, and a fast computer for training.
/// </summary>
/// <remarks>
/// Raw types are i16 or i8 with one scale and a batch dimension of 1; the reals are scale · (q - zero point). Features are [1, ...], too.
/// </remarks>
[Closed]
public abstract record FrontEnd
{
    private protected FrontEnd()
    {
    }

    /// <summary>The samples themselves.</summary>
    public static FrontEnd None { get; } = new RawFrontEnd();

    /// <summary>As <see cref="Parse"/> takes it: the preset.</summary>
    public abstract string Name { get; }

    /// <summary>The features' shape, a batch dimension of 1 in front.</summary>
    /// <param name="raw">An example's shape, likewise.</param>
    /// <exception cref="MoteException">MOTE0651: examples of this shape have no such features.</exception>
    public abstract Shape OutputShape(Shape raw);

    /// <summary>The features in single precision, for one thread at a time.</summary>
    /// <exception cref="MoteException">MOTE0651.</exception>
    public abstract FeatureComputer Computer(TensorType raw);

    /// <summary>From raw integers to float features.</summary>
    /// <exception cref="MoteException">MOTE0651.</exception>
    public abstract Graph Float(TensorType raw);

    /// <summary>From raw integers to int8 features by integer operators alone: what a device runs.</summary>
    /// <param name="raw">The sensor's type.</param>
    /// <param name="features">Scale and zero point of the result; features outside of int8 saturate.</param>
    /// <exception cref="MoteException">MOTE0651.</exception>
    public abstract Graph Fixed(TensorType raw, Quantization.PerTensor features);

    /// <summary>As above, with the finest step that suits a range.</summary>
    /// <param name="raw">The sensor's type.</param>
    /// <param name="low">The smallest feature that the result shall be able to hold.</param>
    /// <param name="high">The largest one; both are widened to hold zero.</param>
    /// <exception cref="MoteException">MOTE0651.</exception>
    public Graph Fixed(TensorType raw, float low, float high) => Fixed(raw, Fitted(low, high));

    /// <summary>A preset by its name, with options that replace its parameters.</summary>
    /// <exception cref="MoteException">MOTE0650: there is no such preset or option, or a value makes no sense.</exception>
    public static FrontEnd Parse(string name, IReadOnlyDictionary<string, string>? options = null) =>
        Presets.Make(name, options ?? NoOptions);

    /// <summary>All presets' names.</summary>
    public static IReadOnlyList<string> Names => Presets.Names;

    private static readonly Dictionary<string, string> NoOptions = [];

    private protected MoteException Unsuited(string why, string? help = null) => new("MOTE0651", $"features '{Name}'", why, help);

    /// <summary>The step and zero point that let int8 hold low to high, zero among them exactly.</summary>
    public static Quantization.PerTensor Fitted(float low, float high)
    {
        if (!float.IsFinite(low) || !float.IsFinite(high) || low > high)
            throw new ArgumentException($"features from {low} to {high} are no range");
        (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        var scale = (float)(((double)high - low) / 255);
        if (scale < 1e-30f) scale = 1e-30f;
        var zeroPoint = (int)Math.Clamp(Math.Round(-128 - low / (double)scale), -128, 127);
        return new Quantization.PerTensor(scale, zeroPoint);
    }
}
