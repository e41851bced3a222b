namespace Mote.Numerics.Fast;

/// <summary>Functions of one value that layers end in.</summary>
public enum Activation
{
    None,
    Relu,
    Relu6,

    /// <summary>x where positive, else a small slope times x.</summary>
    LeakyRelu,
    Sigmoid,
    Tanh,

    /// <summary>x · min(max(x + 3, 0), 6) / 6 (Howard and others, MobileNetV3, 2019).</summary>
    HardSwish,
}
