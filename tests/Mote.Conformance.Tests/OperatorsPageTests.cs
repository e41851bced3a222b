using System.Text;
using Mote.Compiler;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Formats.TfLite;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>
/// docs/operators.md, as far as it is a table: made by lowering every sample of every operator, so that it says what the code does.
/// MOTE_UPDATE_GOLDEN=1 writes it anew.
/// </summary>
public class OperatorsPageTests
{
    private const string Begin = "<!-- begin: made by OperatorsPageTests -->\n", End = "<!-- end -->\n";

    private static readonly (InstructionSet Set, string Title)[] Special =
        [(InstructionSet.ArmV6M, "Armv6-M"), (InstructionSet.ArmDsp, "DSP"), (InstructionSet.ArmMve, "MVE"), (InstructionSet.Rv32Imc, "RV32IMC")];

    [Fact]
    public void The_page_lists_what_the_samples_compile_to()
    {
        var path = Path.Combine(Golden.Root, "docs", "operators.md");
        var page = File.ReadAllText(path);
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        Assert.True(begin >= 0 && end > begin, $"{path} lacks the lines '{Begin.Trim()}' and '{End.Trim()}'");
        var made = page[..(begin + Begin.Length)] + Table() + page[end..];
        if (TestScope.UpdatesGoldens) File.WriteAllText(path, made);
        else Assert.True(page == made, "docs/operators.md is out of date; MOTE_UPDATE_GOLDEN=1 makes it anew");
    }

    private static string Table()
    {
        var text = new StringBuilder();
        var names = new SortedSet<string>(StringComparer.Ordinal);
        text.Append("| operator | `.tflite` | operands → results | C kernels | special kernels |\n|---|---|---|---|---|\n");
        foreach (var group in OpCatalog.Prototypes.SelectMany(p => OpSamples.Of(p).SelectMany(g => Uses(g, p))).GroupBy(u => u.Name)
            .OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var codes = group.SelectMany(u => u.Codes).Distinct().Order(StringComparer.Ordinal).ToList();
            names.UnionWith(codes);
            var (name, written) = (group.Key, string.Join(", ", codes));
            foreach (var row in group.GroupBy(u => (u.Portable, u.Others)).OrderBy(r => r.Key.Portable, StringComparer.Ordinal))
            {
                var types = string.Join("; ", row.Select(u => u.Types).Distinct().Order(StringComparer.Ordinal));
                text.Append($"| {name} | {written} | {types} | {row.Key.Portable} | {row.Key.Others} |\n");
                (name, written) = ("", "");
            }
        }
        var others = TfLiteOperators.Supported.Select(c => c.ToString()).Except(names).Order(StringComparer.Ordinal);
        return text.Append($"\nRead from `.tflite` as one of these, or as a constant: {string.Join(", ", others)}.\n").ToString();
    }

    /// <summary>Every node of the operator's in a sample.</summary>
    private static IEnumerable<Use> Uses(Graph graph, Op op)
    {
        var codes = Codes(graph, op);
        var programs = Special.Prepend((InstructionSet.Portable, ""))
            .Select(s => (Title: s.Item2, ModelCompiler.Compile(graph, new CompileOptions(s.Item1)).Steps)).ToList();
        foreach (var (node, i) in graph.Nodes.Select((n, i) => (n, i)).Where(n => n.n.Op.GetType() == op.GetType()))
        {
            var portable = programs[0].Steps[i].Calls.Select(c => c.Kernel.Family).Distinct().Order(StringComparer.Ordinal);
            var others = programs.Skip(1).SelectMany(p => p.Steps[i].Calls.Where(c => c.Kernel.Needs != InstructionSet.Portable)
                .Select(c => $"{p.Title}: {c.Kernel.Function}")).Distinct();
            var inputs = node.Inputs.Select(x => x.IsNone ? null : graph.Type(x).Element.Text()).OfType<string>();
            var types = $"{Short(inputs)} → {Short(node.Outputs.Select(y => graph.Type(y).Element.Text()))}";
            yield return new Use(Name(node.Op), codes, types, string.Join(", ", portable), string.Join(", ", others));
        }
    }

    /// <summary>With the kind, where one operator is many functions.</summary>
    private static string Name(Op op)
    {
        Enum? kind = op is Unary u ? u.Kind : op is Binary b ? b.Kind : op is Compare c ? c.Kind : op is Reduce r ? r.Kind
            : op is ArgReduce a ? a.Kind : op is Resize z ? z.Kind : op is Relu l ? l.Kind : null;
        return kind is null ? op.Name() : $"{op.Name()} {kind}";
    }

    /// <summary>What the operator is called in a file; nothing where the format cannot express it.</summary>
    private static List<string> Codes(Graph graph, Op op)
    {
        try
        {
            var file = new TfLiteFilePlan();
            file.Add(graph);
            // A sample's other nodes are known by their own samples.
            return graph.Nodes.All(n => n.Op.GetType() == op.GetType())
                ? [.. file.Subgraphs[0].Operators.Where(o => o.Resource is null).Select(o => Code(file.Codes[o.CodeIndex]))] : [];
        }
        catch (MoteException)
        {
            return [];
        }
    }

    private static string Code((BuiltinOperator Code, int Version, string Custom) c) => c.Custom.Length > 0 ? c.Custom : c.Code.ToString();

    /// <summary>i8, i8, i8, i32 as i8 × 3, i32.</summary>
    private static string Short(IEnumerable<string> types)
    {
        var runs = new List<(string Type, int Count)>();
        foreach (var type in types)
            if (runs.Count > 0 && runs[^1].Type == type) runs[^1] = (type, runs[^1].Count + 1);
            else runs.Add((type, 1));
        return string.Join(", ", runs.Select(r => r.Count == 1 ? r.Type : $"{r.Type} × {r.Count}"));
    }

    private sealed record Use(string Name, List<string> Codes, string Types, string Portable, string Others);
}
