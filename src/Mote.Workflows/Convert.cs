using System.Collections.Immutable;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Formats;
using Mote.Passes;

namespace Mote.Workflows;

/// <param name="Passes">Whether the exact passes ran in between.</param>
/// <param name="LayersBefore">Of the model as read.</param>
/// <param name="Bytes">Size of the file written.</param>
/// <param name="CheckedExamples">On so many inputs the file written, read again, gave the same bits as the one read.</param>
/// <param name="NotKept">What the file read says beside the graph and the file written does not; a sentence each.</param>
public sealed record ConvertReport(
    string Model, string From, string To, bool Passes, int LayersBefore, int Layers, long BytesBefore, long Bytes, int CheckedExamples,
    ImmutableArray<string> NotKept);

/// <summary>Writes a model in another format, or in the same one: read, optimised if asked, written, read again and compared.</summary>
public static class Convert
{
    private const int CheckedExamples = 2;

    /// <param name="from">A model file.</param>
    /// <param name="to">Where to write; its extension decides the format.</param>
    /// <param name="passes">Whether the exact passes run first, as before compiling, but for tables, which files do not hold.</param>
    /// <param name="notes">Takes what the user should know of how the model was read.</param>
    /// <param name="cancellation">Ends the check.</param>
    /// <exception cref="MoteException">As <see cref="ModelFile"/>; MOTE0306: a bug of ours, and nothing is written.</exception>
    public static ConvertReport Run(string from, string to, bool passes, ICollection<Diagnostic>? notes = null,
        CancellationToken cancellation = default)
    {
        var bytesBefore = WholeFile.Read(from);
        var model = ModelFile.Parse(bytesBefore, from, notes);
        var graph = passes ? Pipelines.Run(Pipelines.ForExchange, model.Graph) : model.Graph;
        var bytes = ModelFile.Print(to, model with { Graph = graph });
        var read = ModelFile.Parse(bytes, to);
        Check(model.Graph, read.Graph, to, cancellation);
        WholeFile.Write(to, bytes);
        return new ConvertReport(model.Graph.Name, from, to, passes, model.Graph.Nodes.Length, read.Graph.Nodes.Length,
            bytesBefore.Length, bytes.Length, CheckedExamples, [.. NotKept(model.Metadata, read.Metadata)]);
    }

    private static void Check(Graph original, Graph written, string to, CancellationToken cancellation)
    {
        var inputs = RandomInputs.Of(original, CheckedExamples);
        var expected = InterpreterRun.Outputs(original, inputs, CheckedExamples, cancellation);
        if (Interface(original) == Interface(written)
            && expected.AsSpan().SequenceEqual(InterpreterRun.Outputs(written, inputs, CheckedExamples, cancellation))) return;
        throw new MoteException("MOTE0306", to, "the converted model, read again, differs from the one it was made of.",
            "This is a bug of Mote's, not of your model; please report it with the model. Nothing was written.");
    }

    private static (EquatableArray<TensorType> Inputs, EquatableArray<TensorType> Outputs) Interface(Graph graph) =>
        (graph.Inputs.Select(graph.Type).ToEquatableArray(), graph.Outputs.Select(graph.Type).ToEquatableArray());

    private static IEnumerable<string> NotKept(ModelMetadata had, ModelMetadata has)
    {
        foreach (var lost in had.Lost) yield return lost;
        foreach (var entry in had.Entries.Except(has.Entries)) yield return $"metadata '{entry.Name}': the format has no place for it.";
        foreach (var signature in had.Signatures.Except(has.Signatures))
            yield return $"signature '{signature.Key}': the format has no place for it.";
    }
}
