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
