using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

public static partial class TypeInference
{
    private static readonly ElementType[] Real = [ElementType.Float32];
    private static readonly ElementType[] RealOrQuantizedOrInt32 = [ElementType.Float32, ElementType.Int8, ElementType.Int16,
        ElementType.Int32];
    private static readonly ElementType[] Numbers = [ElementType.Float32, ElementType.Int8, ElementType.Int16, ElementType.Int32,
        ElementType.Int64];
    private static readonly ElementType[] NumbersAndBool = [.. Numbers, ElementType.Bool];

    private static TensorType InferBinary(Binary op, OperandChecks call)
    {
        call.Takes(2, 2);
        RequireOneElement(0, 1, call);
        call.Require(op.Activation == Activation.None || op.TakesActivation, $"{op.Kind} has no activation.");
        var allowed = op.Kind switch
        {
            BinaryKind.Sub or BinaryKind.SquaredDifference => RealOrQuantizedOrInt32,
            BinaryKind.Div => [ElementType.Float32, ElementType.Int32],
            BinaryKind.FloorDiv or BinaryKind.FloorMod => Real,
            BinaryKind.Minimum or BinaryKind.Maximum => Numbers,
            BinaryKind.And or BinaryKind.Or => [ElementType.Bool],
        };
        if (op.Kind is BinaryKind.Minimum or BinaryKind.Maximum)
        {
            RequireElement(0, allowed, call);
            for (var i = 0; i < 2; i++)
                call.Require(
                    call[i].Quantization == call.OutputQuantization, $"operand {i} and the output must have the same quantization.");
        }
        else for (var i = 0; i < 2; i++) call.Activation(i, allowed);
        return new TensorType(call[0].Element, Broadcast(call[0].Shape, call[1].Shape, call), call.OutputQuantization);
    }

    private static TensorType InferCompare(Compare op, OperandChecks call)
    {
        call.Takes(2, 2);
        RequireOneElement(0, 1, call);
        RequireElement(0, op.Kind is ComparisonKind.Equal or ComparisonKind.NotEqual ? NumbersAndBool : Numbers, call);
        for (var i = 0; i < 2; i++)
            if (call[i].Element is ElementType.Int8 or ElementType.Int16)
                call.Require(call[i].Quantization is Quantization.PerTensor,
                    $"operand {i} is {call[i].Element.Text()} without a scale for the whole tensor.");
        call.Require(call.OutputQuantization is null, "an output of truth values has no quantization.");
        return new TensorType(ElementType.Bool, Broadcast(call[0].Shape, call[1].Shape, call));
    }

    private static TensorType InferSelect(OperandChecks call)
    {
        call.Takes(3, 3);
        var condition = call[Select.Condition];
        call.Require(condition.Element == ElementType.Bool, $"the condition is {condition.Element.Text()}; bool is expected.");
        RequireOneElement(Select.A, Select.B, call);
        var (a, b) = (call[Select.A], call[Select.B]);
        call.Require(
            a.Quantization is not Quantization.PerAxis && a.Quantization == call.OutputQuantization
            && b.Quantization == call.OutputQuantization,
            "both choices and the output must have the same quantization.");
        return new TensorType(a.Element, Broadcast(condition.Shape, Broadcast(a.Shape, b.Shape, call), call), call.OutputQuantization);
    }

    private static TensorType InferPRelu(OperandChecks call)
    {
        call.Takes(2, 2);
        var x = call.Activation(PRelu.Input, ElementType.Float32, ElementType.Int8, ElementType.Int16);
        var expected = x.IsFloat ? ElementType.Float32 : ElementType.Int8;
        var alpha = call[PRelu.Alpha];
        call.Require(
            alpha.Element == expected, $"alpha is {alpha.Element.Text()} beside {x.Element.Text()}; {expected.Text()} is expected.");
        call.Require(x.IsFloat || alpha.Quantization is Quantization.PerTensor, "alpha is i8 without a scale for the whole tensor.");
        return new TensorType(x.Element, Broadcast(x.Shape, alpha.Shape, call), call.OutputQuantization);
    }

    private static TensorType InferAddN(OperandChecks call)
    {
        call.Require(call.Count > 0, "takes at least one operand.");
        var first = call.Activation(0);
        for (var i = 1; i < call.Count; i++)
            call.Require(call[i] == first, $"operand {i} is {call[i]}, operand 0 {first}; they must be equal.");
        // The kernel sums an element over all operands at once: there is nowhere to keep 32 bits of it.
        call.Require(first.IsFloat || call.Count <= 8, $"{call.Count} int8 operands are too many; 8 are supported.");
        return first with { Quantization = call.OutputQuantization };
    }

    private static void RequireOneElement(int a, int b, OperandChecks call) =>
        call.Require(
            call[a].Element == call[b].Element, $"operands are {call[a].Element.Text()} and {call[b].Element.Text()}; they must agree.");

    private static void RequireElement(int index, ReadOnlySpan<ElementType> allowed, OperandChecks call) =>
        call.Require(allowed.Contains(call[index].Element),
            $"operand {index} is {call[index].Element.Text()}; supported here: "
                + $"{string.Join(", ", allowed.ToArray().Select(e => e.Text()))}.");
}
