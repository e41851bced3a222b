using Mote.Core.Machine;
using Mote.Execution;
using Mote.Formats.TfLite;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>
/// Stored single-operator models of elementwise operators as generated C on this computer: the interpreter must give the reference's
/// outputs, and the C the interpreter's bytes.
/// </summary>
public class ElementwiseCaseHostTests
{
    private static readonly HashSet<string> Groups = new(StringComparer.Ordinal)
    {
        "ABS", "NEG", "SQRT", "RSQRT", "SQUARE", "EXP", "LOG", "SIN", "COS", "CEIL", "FLOOR", "ROUND", "LOGISTIC", "TANH", "ELU", "HARD_SWISH",
        "LOGICAL_NOT", "LEAKY_RELU", "PRELU", "CAST", "ZEROS_LIKE", "SUB", "DIV", "MINIMUM", "MAXIMUM", "SQUARED_DIFFERENCE", "FLOOR_DIV",
        "FLOOR_MOD", "LOGICAL_AND", "LOGICAL_OR", "EQUAL", "NOT_EQUAL", "GREATER", "GREATER_EQUAL", "LESS", "LESS_EQUAL", "SELECT_V2", "ADD_N",
        "LOG_SOFTMAX", "L2_NORMALIZATION",
    };

    [Fact]
    public void Elementwise_cases_agree()
    {
        TargetsAtHand.Require("host");
        Assert.SkipUnless(OperatorCases.IsAvailable, OperatorCases.Missing);
        using var batch = new HostBatch();
        var goals = Enum.GetValues<OptimizeGoal>();
        var (count, wrong) = (0, new List<string>());
        foreach (var name in OperatorCases.Names)
        {
            var @case = OperatorCases.Open(name);
            if (!Groups.Contains(@case.Group)) continue;
            var graph = TfLiteReader.Read(@case.Model, name, name);
            var interpreter = new Interpreter(graph);
            for (var example = 0; example < @case.Examples; example++)
                if (@case.Difference(example, interpreter.Run(@case.Input(example))) is { } difference) wrong.Add($"{name}, example {example}: {difference}");
            var inputs = Enumerable.Range(0, @case.Examples).SelectMany(@case.Input).ToArray();
            batch.Add(graph, goals[count % goals.Length], optimize: count % 2 == 0, inputs, @case.Examples);
            count++;
        }
        Assert.Empty(wrong);
        Assert.True(count >= 190, $"{count} cases");
        Assert.Empty(batch.Run());
    }
}
