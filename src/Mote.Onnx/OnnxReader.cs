using Google.Protobuf;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Execution;
using Mote.Onnx.Operators;
using Mote.Onnx.Schema;

namespace Mote.Onnx;

/// <summary>
/// Reads an .onnx file (operator sets 11 to 21, ai.onnx.ml 1 to 3) into a graph. Images become channels last: an input that reaches
/// convolutions as [n,c,h,w] is [n,h,w,c] in the graph, and outputs that leave them are too; notes say so. The file is hostile until
/// read; the graph is checked.
/// </summary>
public static class OnnxReader
{
    private const int MostNodes = 20_000, MostMessages = 50;

    /// <param name="path">The model; weights kept outside of it are looked for in its folder.</param>
    /// <param name="graphName">What to call the graph.</param>
    /// <param name="notes">Takes what the user should know: axes that moved, dimensions that became 1.</param>
    /// <exception cref="MoteException">Not an ONNX file, corrupt, or using what Mote does not support (all of it at once).</exception>
    public static Graph Read(string path, string graphName, ICollection<Diagnostic>? notes = null) =>
        Read(File.ReadAllBytes(path), path, graphName, notes, Path.GetDirectoryName(Path.GetFullPath(path)));

    /// <param name="bytes">The file's content.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="graphName">What to call the graph.</param>
    /// <param name="notes">Takes what the user should know: axes that moved, dimensions that became 1.</param>
    /// <param name="folder">Where weights kept outside of the file are; null if there are none.</param>
    /// <exception cref="MoteException">Not an ONNX file, corrupt, or using what Mote does not support (all of it at once).</exception>
    public static Graph Read(byte[] bytes, string file, string graphName, ICollection<Diagnostic>? notes = null, string? folder = null)
    {
        var model = Parse(bytes, file);
        if (model.Graph is not { } graph || graph.Node.Count + graph.Output.Count == 0)
            throw new MoteException("MOTE0130", file, "the file has no graph.", "Is it an ONNX model?");
        if (graph.Node.Count > MostNodes)
            throw new MoteException("MOTE0130", file, $"the graph has {graph.Node.Count} nodes; {MostNodes} are supported.");
        var versions = Versions(model, file);
        var nodes = graph.Node.SelectMany((part, i) =>
            QuantizedOperators.Spelled(new OnnxNode(i, part, Version(versions, part.Domain), file))).ToArray();
        var importer = new Importer(graphName, nodes, graph.Output.Select(o => o.Name), new OnnxConstants(file, folder));
        var problems = new List<Diagnostic>();
        foreach (var tensor in graph.Initializer)
            Try(problems, file, () => importer.Define(tensor.Name, OnnxValue.OfConstant(tensor.Name, importer.Constants.Read(tensor))));
        Try(problems, file, () => GraphBorders.DefineInputs(importer, graph, file, notes));
        Stop(problems);
        var lost = new HashSet<string>(StringComparer.Ordinal);
        // Exporters write constants just before what reads them; patterns are looked for ahead of that.
        foreach (var node in nodes.Where(IsConstant)) Import(importer, node, lost, problems);
        foreach (var node in nodes.Where(n => !IsConstant(n))) Import(importer, node, lost, problems);
        Stop(problems);
        return GraphBorders.Finish(importer, graph, file, notes);
    }

    private static ModelFile Parse(byte[] bytes, string file)
    {
        try
        {
            return ModelFile.Parser.ParseFrom(bytes);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or ArgumentException or OverflowException)
        {
            throw new MoteException("MOTE0130", file, $"the file is not an ONNX model, or it is damaged: {e.Message}",
                "Export the model again.");
        }
    }

    private static Dictionary<string, int> Versions(ModelFile model, string file)
    {
        var versions = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var set in model.OpsetImport) versions[set.Domain == "ai.onnx" ? "" : set.Domain] = OnnxNode.Narrow(set.Version);
        if (versions.TryGetValue("", out var version) && version is < 6 or > 23)
            throw new MoteException("MOTE0130", file, $"operator set {version} is not supported; 11 to 21 are.",
                "Export the model with opset_version=17.");
        return versions;
    }

    private static int Version(Dictionary<string, int> versions, string domain) =>
        versions.GetValueOrDefault(domain == "ai.onnx" ? "" : domain, 13);

    private static bool IsConstant(OnnxNode node) => node.FullName == "Constant";

    private static void Import(Importer importer, OnnxNode node, HashSet<string> lost, List<Diagnostic> problems)
    {
        if (importer.IsDone(node)) return;
        var inputs = node.Inputs.Where(i => i.Length > 0).ToArray();
        if (node.Outputs.Length == 0) return;
        if (!OperatorTable.Handlers.TryGetValue(node.FullName, out var handler))
        {
            problems.Add(Unsupported(importer, node));
            lost.UnionWith(node.Outputs);
            return;
        }
        // What follows a node that was refused has no types: it was looked at for its name alone.
        if (inputs.Any(lost.Contains))
        {
            lost.UnionWith(node.Outputs);
            return;
        }
        Try(problems, node.Where, () =>
        {
            foreach (var input in inputs)
                if (!importer.IsKnown(input))
                    throw new MoteException("MOTE0131", node.Where, $"'{input}' is read before anything writes it.");
            foreach (var output in node.Outputs)
                if (output.Length > 0 && importer.IsKnown(output))
                    throw new MoteException("MOTE0131", node.Where, $"'{output}' is written twice.");
            if (node.Version < 7 && node.Flag("broadcast") && node.Has("axis"))
                throw node.Bad($"broadcasting of operator set {node.Version} is not supported.", "Export the model with opset_version=17.");
            if (ShapeFolding.TryFold(importer, node)) return;
            if (inputs.Length > 0 && inputs.All(i => importer[i].IsConstant) && !OperatorTable.KeepsConstants(node))
                importer.Fold(node, () => handler(importer, node), g => new Interpreter(g).Run([]));
            else handler(importer, node);
        });
        lost.UnionWith(node.Outputs.Where(o => o.Length > 0 && !importer.IsKnown(o)));
    }

    private static Diagnostic Unsupported(Importer importer, OnnxNode node)
    {
        var types = node.Inputs.Select(i => i.Length == 0 ? "none" : importer.IsKnown(i) ? Describe(importer, importer[i]) : "?");
        return new("MOTE0133", Severity.Error, node.Where,
            $"operator {node.FullName} (operator set {node.Version}) on {string.Join(", ", types)} is not supported.",
                OperatorTable.Instead(node));
    }

    private static string Describe(Importer importer, OnnxValue value)
    {
        var element = value.Constant?.Element ?? importer.Type(value.Id).Element;
        return $"{Core.Types.ElementTypes.Text(element)}[{string.Join(',', value.Dims)}]";
    }

    private static void Try(List<Diagnostic> problems, string where, Action step)
    {
        try
        {
            step();
        }
        catch (MoteException e)
        {
            problems.AddRange(e.Diagnostics);
        }
        catch (OverflowException)
        {
            problems.Add(new("MOTE0131", Severity.Error, where, "the sizes are out of all proportion."));
        }
    }

    private static void Stop(List<Diagnostic> problems)
    {
        if (problems.Count > 0) throw new MoteException([.. problems.Take(MostMessages)]);
    }
}
