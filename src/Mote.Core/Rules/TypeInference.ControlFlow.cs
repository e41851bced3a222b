using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

public static partial class TypeInference
{
    private static TensorType[] InferIf(If op, OperandChecks call)
    {
        call.Takes(1, int.MaxValue);
        RequireCondition(call[If.Condition], "the condition", call);
        foreach (var (branch, name) in ((Subgraph, string)[])[(op.Then, "then"), (op.Else, "else")])
            RequireOperands(branch, If.First, name, call);
        var results = op.Then.Outputs.ToArray();
        call.Require(results.Length > 0, "the branches have no results.");
        RequireSame([.. op.Else.Outputs], results, "result", "of 'else'", "of 'then'", call);
        return results;
    }

    private static TensorType[] InferWhile(While op, OperandChecks call)
    {
        call.Takes(1, int.MaxValue);
        RequireOperands(op.Condition, 0, "condition", call);
        RequireOperands(op.Body, 0, "body", call);
        TensorType[] conditions = [.. op.Condition.Outputs];
        call.Require(conditions.Length == 1, $"the condition has {conditions.Length} results; one bool is expected.");
        RequireCondition(conditions[0], "the condition's result", call);
        TensorType[] carried = [.. op.Body.Inputs];
        RequireSame([.. op.Body.Outputs], carried, "result", "of the body", "what it begins with", call);
        return carried;
    }

    private static TensorType[] InferForEachFrame(ForEachFrame op, OperandChecks call)
    {
        call.Takes(1, int.MaxValue);
        var x = call[ForEachFrame.Input];
        call.Require(op.FrameSize > 0 && op.FrameStep > 0, $"frames of {op.FrameSize} every {op.FrameStep} are none.");
        call.Require(x.Shape.Rank >= 2 && x.Shape[0] == 1, $"the input has shape {x.Shape}; one signal, [1,n,...], is expected.");
        call.Require(x.Shape[1] >= op.FrameSize, $"{x.Shape[1]} samples are fewer than a frame has, {op.FrameSize}.");
        call.Require(x.Quantization is not Quantization.PerAxis, "the input is quantized per axis.");
        call.Require(op.Body.Graph.States.IsEmpty, "the body keeps states, which subgraphs must not.");
        var operands = new TensorType[call.Count];
        operands[0] = x with { Shape = x.Shape.With(1, op.FrameSize) };
        for (var i = ForEachFrame.First; i < operands.Length; i++) operands[i] = call[i];
        RequireSame([.. op.Body.Inputs], operands, "input", "of the body", "the operand's", call);
        TensorType[] results = [.. op.Body.Outputs];
        call.Require(results.Length > 0, "the body has no results.");
        var frames = 1 + (x.Shape[1] - op.FrameSize) / op.FrameStep;
        for (var i = 0; i < results.Length; i++)
        {
            var shape = results[i].Shape;
            call.Require(shape.Rank > 0 && shape[0] == 1, $"result {i} of the body has shape {shape}; [1,...] is expected.");
            call.Require(results[i].Quantization is not Quantization.PerAxis, $"result {i} of the body is quantized per axis.");
            results[i] = results[i] with { Shape = Shape.Create([1, frames, .. shape.Skip(1)]) };
        }
        return results;
    }

    private static void RequireCondition(TensorType type, string what, OperandChecks call) =>
        call.Require(type is { Element: ElementType.Bool, Shape.Elements: 1 }, $"{what} is {type}; one bool is expected.");

    private static void RequireOperands(Subgraph subgraph, int first, string name, OperandChecks call)
    {
        call.Require(subgraph.Graph.States.IsEmpty, $"'{name}' keeps states, which subgraphs must not.");
        var operands = new TensorType[call.Count - first];
        for (var i = 0; i < operands.Length; i++) operands[i] = call[first + i];
        RequireSame([.. subgraph.Inputs], operands, "input", $"of '{name}'", "the operand's", call);
    }

    private static void RequireSame(TensorType[] found, TensorType[] expected, string what, string where, string whose, OperandChecks call)
    {
        call.Require(found.Length == expected.Length, $"there are {found.Length} {what}s {where}, not {expected.Length}.");
        for (var i = 0; i < found.Length; i++)
            call.Require(found[i] == expected[i], $"{what} {i} {where} is {found[i]}; {whose} type is {expected[i]}.");
    }
}
