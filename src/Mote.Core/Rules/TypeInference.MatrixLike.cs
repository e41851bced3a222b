using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

public static partial class TypeInference
{
    private static TensorType InferTransposeConv2D(TransposeConv2D op, OperandChecks call)
    {
        call.Takes(2, 3);
        var x = call.WeightedActivation(TransposeConv2D.Input);
        call.Image(TransposeConv2D.Input);
        var w = call.Weights(TransposeConv2D.Weights, x, axis: 0);
        call.Image(TransposeConv2D.Weights);
        call.Require(w.Element != ElementType.Int4, "weights are i4, which is not supported here.");
        call.Require(w.Shape[3] == x.Shape[3], $"weights {w.Shape} do not fit the {x.Shape[3]} input channels.");
        call.Require(op.Steps is { StrideY: > 0, StrideX: > 0, DilationY: 1, DilationX: 1 },
            $"strides must be positive, dilations 1: {op.Steps}.");
        call.Require(op is { Height: > 0, Width: > 0, Top: >= 0, Left: >= 0 },
            $"the output is {op.Height}x{op.Width} from row {op.Top} and column {op.Left}.");
        call.Require(IsSane(w.Shape[1], op.Steps.StrideY, 1, op.Top, 0) && IsSane(w.Shape[2], op.Steps.StrideX, 1, op.Left, 0)
            && op.Height <= 1 << 24 && op.Width <= 1 << 24 && x.Shape[1] <= 1 << 24 && x.Shape[2] <= 1 << 24,
            $"a {w.Shape[1]}x{w.Shape[2]} window with {op.Steps} is out of all proportion.");
        call.Bias(TransposeConv2D.Bias, x, w.Shape[0]);
        call.Require(x.Element != ElementType.Int16 || call.Optional(TransposeConv2D.Bias) is null or { Element: ElementType.Int64 },
            "the bias is i32; i64 is expected beside i16 here.");
        return new TensorType(x.Element, [x.Shape[0], op.Height, op.Width, w.Shape[0]], call.OutputQuantization);
    }

    private static TensorType InferBatchMatMul(BatchMatMul op, OperandChecks call)
    {
        call.Takes(2, 2);
        var isHybrid = HybridWeights.Are(call[0], call[1]);
        call.Require(call[0].Element == call[1].Element || isHybrid,
            $"operands are {call[0].Element.Text()} and {call[1].Element.Text()}; they must agree, or be f32 and i8.");
        call.Require(!isHybrid || call[1].Quantization is Quantization.PerTensor { ZeroPoint: 0 },
            "operand 1 is i8 beside f32: it must have one scale for the whole tensor and the zero point 0.");
        for (var i = 0; i < 2; i++)
        {
            var operand = isHybrid ? call[i] : call.Activation(i, ElementType.Float32, ElementType.Int8, ElementType.Int16);
            if (operand.Element == ElementType.Int16) call.Symmetric(i);
            call.Require(operand.Shape.Rank is >= 2 and <= BatchedMatrices.MostDimensions,
                $"operand {i} has shape {operand.Shape}; 2 to {BatchedMatrices.MostDimensions} dimensions are supported.");
        }
        call.Require(!isHybrid || call.OutputQuantization is null, "a float output has no quantization.");
        var (a, b) = (call[0].Shape, call[1].Shape);
        var (rows, depth) = op.TransposeA ? (a[-1], a[-2]) : (a[-2], a[-1]);
        var (deep, columns) = op.TransposeB ? (b[-1], b[-2]) : (b[-2], b[-1]);
        call.Require(depth == deep, $"matrices {a} and {b} do not fit: {depth} against {deep}.");
        var leading = Broadcast(Shape.Create(a.Dims.AsSpan()[..^2]), Shape.Create(b.Dims.AsSpan()[..^2]), call);
        return new TensorType(call[0].Element, Shape.Create([.. leading, rows, columns]), call.OutputQuantization);
    }

    private static TensorType InferL2Pool(L2Pool2D op, OperandChecks call)
    {
        call.Require(call[0].IsFloat, $"operand 0 is {call[0].Element.Text()}; supported here: f32.");
        return InferPool(op.KernelY, op.KernelX, op.Steps, op.Padding, call);
    }
}
