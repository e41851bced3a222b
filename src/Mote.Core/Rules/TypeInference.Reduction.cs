using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

public static partial class TypeInference
{
    private static TensorType InferReduce(Reduce op, OperandChecks call)
    {
        call.Takes(1, 1);
        var x = op.Kind switch
        {
            ReduceKind.Sum => call.Activation(0, ElementType.Float32, ElementType.Int8, ElementType.Int16),
            ReduceKind.Min or ReduceKind.Max => call.ActivationOrPlain(0),
            ReduceKind.All or ReduceKind.Any => call.Activation(0, ElementType.Bool),
        };
        if (op.Kind != ReduceKind.Sum) Moved(call);
        CheckAxes(op.Axes, x.Shape, call);
        var dims = x.Shape.Select((d, axis) => op.Axes.Contains(axis) ? 1 : d).Where((_, axis) => op.KeepDims || !op.Axes.Contains(axis));
        return new TensorType(x.Element, new Shape(dims.ToEquatableArray()), call.OutputQuantization);
    }

    private static TensorType InferArgReduce(ArgReduce op, OperandChecks call)
    {
        call.Takes(1, 1);
        var x = call[0];
        call.Require(x.Element is ElementType.Float32 or ElementType.Int8, $"operand 0 is {x.Element.Text()}; supported here: f32, i8.");
        CheckAxis(op.Axis, x.Shape, call);
        return new TensorType(ElementType.Int32, Without(x.Shape, op.Axis), call.OutputQuantization);
    }

    private static TensorType InferCumSum(CumSum op, OperandChecks call)
    {
        call.Takes(1, 1);
        var x = call.Activation(0);
        CheckAxis(op.Axis, x.Shape, call);
        return x with { Quantization = call.OutputQuantization };
    }
}
