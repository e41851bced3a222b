using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Formats.FlatBuffers;

namespace Mote.Formats.TfLite;

/// <summary>Both directions of what a .tflite file says beside the graph: description, metadata buffers, signatures.</summary>
internal static class TfLiteMetadata
{
    /// <summary>They number the tensors or buffers of the file they stand in, and so are false in any other.</summary>
    private static readonly string[] OfThatFile = ["OfflineMemoryAllocation", "COMPRESSION_METADATA"];

    /// <param name="bytes">A file that the reader accepts.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="MoteException">MOTE0102: corrupt.</exception>
    public static ModelMetadata Read(byte[] bytes, string file)
    {
        var model = new FlatBuffer(bytes, file).Root("TFL3", "TensorFlow Lite");
        var subgraph = model.Vector(2, 4, "subgraphs").Table(0);
        var lost = new List<string>();
        var entries = Entries(model, file, lost);
        var signatures = Signatures(model, subgraph, lost);
        if (HasArchive(bytes)) lost.Add("the files packed behind the model, such as labels: they are a ZIP archive of their own.");
        return new ModelMetadata(model.Text(3, "description"), subgraph.Text(4, "name"), entries, signatures, lost.ToEquatableArray());
    }

    /// <summary>Metadata tools append files as a ZIP archive, whose last record (22 bytes and a comment) ends the file.</summary>
    private static bool HasArchive(byte[] bytes)
    {
        var at = bytes.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        return at >= 0 && at + 22 <= bytes.Length && at + 22 + bytes[at + 20] + (bytes[at + 21] << 8) == bytes.Length;
    }

    private static EquatableArray<MetadataEntry> Entries(FlatTable model, string file, List<string> lost)
    {
        var entries = new List<MetadataEntry>();
        var (tables, buffers) = (model.Vector(6, 4, "metadata"), model.Vector(4, 4, "buffers"));
        for (var i = 0; i < tables.Count; i++)
        {
            var table = tables.Table(i);
            var (name, buffer) = (table.Text(0, "name"), table.Int(1));
            if (buffer < 0 || buffer >= buffers.Count)
                throw new MoteException("MOTE0102", file,
                    $"metadata '{name}' is in buffer {buffer}; the file has {buffers.Count}.", "Fetch or convert the file again.");
            if (OfThatFile.Contains(name)) lost.Add($"metadata '{name}': it counts the tensors of the old file.");
            else entries.Add(new MetadataEntry(name, EquatableArray.Create(buffers.Table(buffer).Vector(0, 1, "data").Bytes(1))));
        }
        return entries.ToEquatableArray();
    }

    private static EquatableArray<ModelSignature> Signatures(FlatTable model, FlatTable subgraph, List<string> lost)
    {
        var signatures = new List<ModelSignature>();
        var tables = model.Vector(7, 4, "signature_defs");
        var (inputs, outputs) = (subgraph.Vector(1, 4, "inputs").Int32s(), subgraph.Vector(2, 4, "outputs").Int32s());
        for (var i = 0; i < tables.Count; i++)
        {
            var table = tables.Table(i);
            var key = table.Text(2, "signature_key");
            // A signature of another subgraph calls something that the graph does not have.
            if (table.Int(4) == 0 && Tensors(table, 0, inputs) is { } ins && Tensors(table, 1, outputs) is { } outs)
                signatures.Add(new ModelSignature(key, ins, outs));
            else lost.Add($"signature '{key}': it names tensors that are neither inputs nor outputs of the model.");
        }
        return signatures.ToEquatableArray();
    }

    /// <summary>Null where one is not among the given tensors.</summary>
    private static EquatableArray<SignatureTensor>? Tensors(FlatTable signature, int field, int[] among)
    {
        var tables = signature.Vector(field, 4, field == 0 ? "inputs" : "outputs");
        var tensors = new SignatureTensor[tables.Count];
        for (var i = 0; i < tensors.Length; i++)
        {
            var table = tables.Table(i);
            tensors[i] = new SignatureTensor(table.Text(0, "name"), Array.IndexOf(among, table.Int(1)));
            if (tensors[i].Index < 0) return null;
        }
        return new EquatableArray<SignatureTensor>(tensors);
    }

    /// <summary>The metadata's buffers, in the order of its entries; they follow those of the tensors.</summary>
    public static IEnumerable<byte[]> Buffers(ModelMetadata metadata) => metadata.Entries.Select(e => e.Data.AsSpan().ToArray());

    /// <param name="file">Under construction.</param>
    /// <param name="metadata">What to write.</param>
    /// <param name="firstBuffer">The number of the first of <see cref="Buffers"/>.</param>
    public static FlatField WriteEntries(FlatBufferBuilder file, ModelMetadata metadata, int firstBuffer) => metadata.Entries.Count == 0
        ? FlatField.Absent
        : FlatField.Ref(file.Tables([.. metadata.Entries.Select((e, i) =>
            file.Table(FlatField.Ref(file.Text(e.Name)), FlatField.Int(firstBuffer + i)))]));

    /// <param name="file">Under construction.</param>
    /// <param name="metadata">What to write.</param>
    /// <param name="graph">For the order of inputs and outputs.</param>
    /// <param name="tensorOf">A value's number in the file.</param>
    public static FlatField WriteSignatures(FlatBufferBuilder file, ModelMetadata metadata, Graph graph, Func<ValueId, int> tensorOf)
    {
        if (metadata.Signatures.Count == 0) return FlatField.Absent;
        return FlatField.Ref(file.Tables([.. metadata.Signatures.Select(s =>
        {
            var inputs = Map(s.Inputs, graph.Inputs);
            var outputs = Map(s.Outputs, graph.Outputs);
            var key = file.Text(s.Key);
            return file.Table(FlatField.Ref(inputs), FlatField.Ref(outputs), FlatField.Ref(key), FlatField.Absent, FlatField.Int(0));
        })]));

        FlatRef Map(EquatableArray<SignatureTensor> tensors, IReadOnlyList<ValueId> values) => file.Tables([.. tensors.Select(t =>
            file.Table(FlatField.Ref(file.Text(t.Name)), FlatField.Int(tensorOf(values[t.Index]))))]);
    }
}
