using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

public static partial class TypeInference
{
    private static TensorType InferUnary(Unary op, OperandChecks call)
    {
        call.Takes(1, 1);
        if (op.Kind == UnaryKind.Not) return call.Activation(0, ElementType.Bool) with { Quantization = call.OutputQuantization };
        // Plain 16-bit integers have a size without having a scale.
        if (op.Kind == UnaryKind.Abs && call[0] is { Element: ElementType.Int16, Quantization: null } plain
            && call.OutputQuantization is null) return plain;
        if (op.Kind is UnaryKind.Abs or UnaryKind.Neg or UnaryKind.Square
            && call[0] is { Element: ElementType.Int32, Quantization: null } integers && call.OutputQuantization is null) return integers;
        return call.Activation(0, ElementType.Float32, ElementType.Int8, ElementType.Int16) with { Quantization = call.OutputQuantization };
    }

    private static TensorType InferLeakyRelu(LeakyRelu op, OperandChecks call)
    {
        call.Takes(1, 1);
        call.Require(float.IsFinite(op.Alpha), $"alpha is {op.Alpha}; it must be finite.");
        return call.Activation(0, ElementType.Float32, ElementType.Int8, ElementType.Int16) with { Quantization = call.OutputQuantization };
    }

    private static TensorType InferCast(Cast op, OperandChecks call)
    {
        call.Takes(1, 1);
        call.Require(op.To != ElementType.UInt64 && call[0].Element != ElementType.UInt64,
            "u64 is not converted; square roots of filter banks take it.");
        call.Require(op.To != ElementType.Float32 || call.OutputQuantization is null, "a float output has no quantization.");
        return new TensorType(op.To, call[0].Shape, call.OutputQuantization);
    }

    private static TensorType InferZerosLike(OperandChecks call)
    {
        call.Takes(1, 1);
        call.Require(!call[0].IsFloat || call.OutputQuantization is null, "a float output has no quantization.");
        return call[0] with { Quantization = call.OutputQuantization };
    }

    private static TensorType InferLogSoftmax(OperandChecks call)
    {
        call.Takes(1, 1);
        var x = call.Activation(0);
        call.Require(x.Shape.Rank >= 1, "a scalar has no last axis.");
        // Each exponential counts up to 2^19 in a sum of 32 bits.
        call.Require(x.IsFloat || x.Shape[-1] < 4096, $"{x.Shape[-1]} int8 classes are too many; fewer than 4096 are supported.");
        call.Require(x.IsFloat || call.OutputQuantization is Quantization.PerTensor { Scale: 16f / 256, ZeroPoint: 127 },
            "an int8 output must have the scale 16/256 and the zero point 127.");
        return x with { Quantization = call.OutputQuantization };
    }

    private static TensorType InferL2Normalization(OperandChecks call)
    {
        call.Takes(1, 1);
        var x = call.Activation(0);
        call.Require(x.Shape.Rank >= 1, "a scalar has no last axis.");
        // Each square counts up to 255^2 in a sum of 32 bits.
        call.Require(x.IsFloat || x.Shape[-1] <= 32768, $"{x.Shape[-1]} int8 values are too many; 32768 are supported.");
        call.Require(x.IsFloat || call.OutputQuantization is Quantization.PerTensor { Scale: 1f / 128, ZeroPoint: 0 },
            "an int8 output must have the scale 1/128 and the zero point 0.");
        return x with { Quantization = call.OutputQuantization };
    }
}
