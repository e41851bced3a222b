using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Formats.TfLite;

/// <summary>
/// Adds a file's operators to a graph, also in combinations of types that no kernel has: operands in other scales than the operator
/// keeps are requantized first; integers that it has no arithmetic for become reals, and its result integers again; integer weights
/// beside real activations become real weights. Each is what the float operator and the declared quantizations mean.
/// </summary>
internal static class AdaptedNodes
{
    /// <param name="builder">The graph.</param>
    /// <param name="op">The operator.</param>
    /// <param name="inputs">Its operands.</param>
    /// <param name="constants">The data of operands that are constant.</param>
    /// <param name="declared">Its outputs, as the file has them.</param>
    /// <param name="names">Their names.</param>
    /// <param name="origin">The layer.</param>
    /// <exception cref="MoteException">MOTE0201, MOTE0202: the operator takes these operands in no way.</exception>
    public static ValueId[] Append(
        GraphBuilder builder, Op op, ValueId[] inputs, Tensor?[] constants, TensorType[] declared, string[] names, Origin origin)
    {
        Quantization?[] quantizations = [.. declared.Select(d => d.Quantization)];
        if (inputs.Length == 0 || declared.Length == 0) return builder.Add(op, inputs, quantizations, names, origin);
        if (HasWeights(op))
            inputs = WithRealWeights(builder, inputs, constants, names[0]);
        // Its results are always real, its operands need not be.
        else if (op is DetectionPostProcess)
            inputs = Dequantized(builder, inputs, names[0], origin);
        else if (Kept(op, inputs.Length) is { Length: > 0 } kept)
            inputs = Requantized(builder, inputs, kept, declared[0], names[0], origin);
        else if (GoesThroughReals(builder, op, inputs, declared, origin))
            return [ThroughReals(builder, op, inputs, declared[0], names[0], origin)];
        return builder.Add(op, inputs, quantizations, names, origin);
    }

    /// <summary>The operands whose elements come out as they are: their quantization is the output's.</summary>
    private static int[] Kept(Op op, int operands) => op switch
    {
        Concatenation or Pack or Binary { Kind: BinaryKind.Minimum or BinaryKind.Maximum } => [.. Enumerable.Range(0, operands)],
        Select => [Select.A, Select.B],
        DynamicUpdateSlice => [DynamicUpdateSlice.Input, DynamicUpdateSlice.Update],
        Reshape or Pad or StridedSlice or Split or Transpose or Reverse or BroadcastTo or SpaceToDepth or DepthToSpace or SpaceToBatch
            or BatchToSpace or MirrorPad or Gather or GatherNd or MaxPool2D or AveragePool2D
            or Reduce { Kind: ReduceKind.Min or ReduceKind.Max } or Resize { Kind: ResizeKind.Nearest } => [0],
        Resize or Conv2D or DepthwiseConv2D or FullyConnected or TransposeConv2D or BatchMatMul or Svdf or Lstm or Gru or FastGrnn
            or If or While or ForEachFrame or LogSpectrum or Standardize
            or Add or Mul or Relu or Quantize or Dequantize or Lookup or Softmax or Mean or L2Pool2D or Unary or LeakyRelu
            or Cast or ZerosLike or Binary
            or Compare or PRelu or AddN or LogSoftmax or L2Normalization or EmbeddingLookup or BroadcastArgs or Reduce or ArgReduce
            or CumSum => [],
        WindowFunction or FftAutoScale or Rfft or Irfft or SpectrumEnergy or FilterBank or FilterBankSquareRoot or SpectralSubtraction
            or Pcan or FilterBankLog or Framer or Stacker or OverlapAdd or Delay or CircularBuffer or Periodic or TreeEnsemble
            or DetectionPostProcess => [],
    };

    private static bool HasWeights(Op op) => op is Conv2D or DepthwiseConv2D or FullyConnected or TransposeConv2D or Svdf or Lstm;

    private static bool IsScaledInteger(TensorType type) =>
        type.Element is ElementType.Int8 or ElementType.Int16 && type.Quantization is Quantization.PerTensor;

    private static ValueId[] Requantized(GraphBuilder builder, ValueId[] inputs, int[] kept, TensorType y, string name, Origin origin)
    {
        if (!IsScaledInteger(y)) return inputs;
        var adapted = inputs.ToArray();
        foreach (var i in kept)
        {
            if (i >= inputs.Length || inputs[i].IsNone) continue;
            var type = builder.Type(inputs[i]);
            if (type.Element != y.Element || !IsScaledInteger(type) || type.Quantization == y.Quantization) continue;
            adapted[i] = builder.Add(new Quantize(y.Element), [inputs[i]], y.Quantization, $"{name}/operand {i}", origin);
        }
        return adapted;
    }

    /// <summary>Whether the operator refuses its operands, but would take them as reals.</summary>
    private static bool GoesThroughReals(GraphBuilder builder, Op op, ValueId[] inputs, TensorType[] declared, Origin origin)
    {
        if (op is Quantize or Dequantize or Cast or Lookup or ZerosLike || inputs.Any(i => i.IsNone)) return false;
        TensorType[] types = [.. inputs.Select(builder.Type)];
        if (declared.Length != 1 || !types.Any(IsConvertible)) return false;
        if (!declared[0].IsFloat && !IsScaledInteger(declared[0]) && op is not (Compare or ArgReduce)) return false;
        if (Infers(op, types, declared[0].Quantization, origin)) return false;
        return Infers(op, [.. types.Select(t => IsConvertible(t) ? new TensorType(ElementType.Float32, t.Shape) : t)], null, origin);
    }

    /// <summary>Whether the integers stand for reals that <see cref="Dequantize"/> can give.</summary>
    private static bool IsConvertible(TensorType type) => IsScaledInteger(type)
        || type is { Element: ElementType.UInt8, Quantization: Quantization.PerTensor };

    private static bool Infers(Op op, TensorType[] types, Quantization? quantization, Origin origin)
    {
        try
        {
            return TypeInference.Infer(op, types, [quantization], origin).Length == 1;
        }
        catch (MoteException)
        {
            return false;
        }
    }

    private static ValueId ThroughReals(GraphBuilder builder, Op op, ValueId[] inputs, TensorType y, string name, Origin origin)
    {
        var reals = Dequantized(builder, inputs, name, origin);
        if (!IsScaledInteger(y)) return builder.Add(op, reals, y.Quantization, name, origin);
        var real = builder.Add(op, reals, null, $"{name}/real", origin);
        return builder.Add(new Quantize(y.Element), [real], y.Quantization, name, origin);
    }

    private static ValueId[] Dequantized(GraphBuilder builder, ValueId[] inputs, string name, Origin origin) =>
        [.. inputs.Select((x, i) => !x.IsNone && IsConvertible(builder.Type(x))
            ? builder.Add(new Dequantize(), [x], null, $"{name}/operand {i}", origin) : x)];

    private static ValueId[] WithRealWeights(GraphBuilder builder, ValueId[] inputs, Tensor?[] constants, string name)
    {
        if (inputs[0].IsNone || !builder.Type(inputs[0]).IsFloat) return inputs;
        // Kernels take int8 weights beside real activations as they are, but none of four bits.
        return [.. inputs.Select((x, i) => constants[i] is { } data && RealWeights.OfPacked(data) is { } real
            ? builder.Constant($"{name}/weights {i}", real) : x)];
    }
}
