using Mote.Core.Types;

namespace Mote.Core.Ops;

/// <summary>Y = act(A + B), shapes broadcast as in NumPy.</summary>
public sealed record Add(Activation Activation = Activation.None) : Op;

/// <summary>Y = act(A · B), shapes broadcast as in NumPy.</summary>
public sealed record Mul(Activation Activation = Activation.None) : Op;

/// <summary>Y = clamp(X); Kind is not None.</summary>
public sealed record Relu(Activation Kind) : Op;

/// <summary>Real or quantized X to quantized Y of another scale.</summary>
public sealed record Quantize(ElementType To) : Op;

/// <summary>Quantized X to the reals it stands for.</summary>
public sealed record Dequantize : Op;

/// <summary>Y = Table[X + 128]; X int8, Table int8 [256]. Any chain of functions of one int8 value is one of these.</summary>
public sealed record Lookup : Op
{
    public const int Input = 0, Table = 1;
}

/// <summary>Y[c] = e^(β·X[c]) / Σ e^(β·X[k]) over the last axis.</summary>
public sealed record Softmax(float Beta = 1) : Op;
