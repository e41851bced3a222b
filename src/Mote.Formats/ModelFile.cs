using System.Collections.Immutable;
using System.Text;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Text;
using Mote.Formats.Packed;
using Mote.Formats.TfLite;
using Mote.Onnx;

namespace Mote.Formats;

/// <summary>A graph, and what its file says beside it.</summary>
public sealed record Model(Graph Graph, ModelMetadata Metadata);

/// <summary>One kind of file. Readers are given the content and the path, for messages and the graph's name.</summary>
internal sealed record ModelFormat(
    string Extension, Func<byte[], string, ICollection<Diagnostic>?, Graph> Read, Func<byte[], string, ModelMetadata> ReadMetadata,
        Func<Model, byte[]> Write);

/// <summary>Model files of any kind Mote reads and writes, by the extension of their names. All commands come through here.</summary>
public static class ModelFile
{
    /// <summary>One line a format.</summary>
    private static readonly ImmutableArray<ModelFormat> Formats =
    [
        new(".tflite", ReadTfLite, TfLiteMetadata.Read, m => TfLiteWriter.Write(m.Graph, m.Metadata)),
        new(".onnx", ReadOnnx, (_, _) => ModelMetadata.None, m => OnnxWriter.Write(m.Graph)),
        new(".mote", ReadText, (_, _) => ModelMetadata.None, m => Encoding.UTF8.GetBytes(GraphText.Print(m.Graph))),
        new(".motez", (bytes, path, _) => PackedGraphReader.Read(bytes, path), (_, _) => ModelMetadata.None,
            m => PackedGraphWriter.Write(m.Graph)),
    ];

    /// <summary>The extensions that can be written, for messages.</summary>
    public static string Extensions => string.Join(", ", Formats.Select(f => f.Extension));

    /// <param name="path">A model in one of the formats; the content decides where the name's extension does not.</param>
    /// <param name="notes">Takes what the user should know of how the file was read.</param>
    /// <exception cref="MoteException">The file cannot be read (MOTE0001) or is no model.</exception>
    public static Graph Read(string path, ICollection<Diagnostic>? notes = null)
    {
        var bytes = WholeFile.Read(path);
        return FormatOf(bytes, path).Read(bytes, path, notes);
    }

    /// <summary>As <see cref="Read"/>, with what the file says beside the graph.</summary>
    /// <exception cref="MoteException">As <see cref="Read"/>.</exception>
    public static Model ReadModel(string path) => Parse(WholeFile.Read(path), path);

    /// <param name="bytes">A model's content.</param>
    /// <param name="path">Its name: decides the format, names the graph, and stands in messages.</param>
    /// <param name="notes">Takes what the user should know of how the content was read.</param>
    /// <exception cref="MoteException">The content is no model.</exception>
    public static Model Parse(byte[] bytes, string path, ICollection<Diagnostic>? notes = null)
    {
        var format = FormatOf(bytes, path);
        return new Model(format.Read(bytes, path, notes), format.ReadMetadata(bytes, path));
    }

    /// <summary>The file's content, in the format of the path's extension. The same model gives the same bytes.</summary>
    /// <exception cref="MoteException">MOTE0006: no format has this extension; MOTE0120: the format cannot express the graph.</exception>
    public static byte[] Print(string path, Model model) => (Of(path)
        ?? throw new MoteException("MOTE0006", path, $"no model format has the extension '{Path.GetExtension(path)}'.",
            $"Give a name that ends in one of {Extensions}.")).Write(model);

    /// <summary>Writes the whole file or nothing.</summary>
    /// <exception cref="MoteException">As <see cref="Print"/>, and MOTE0004: the file cannot be written.</exception>
    public static void Write(string path, Model model) => WholeFile.Write(path, Print(path, model));

    /// <summary>kws.tflite is kws; kws/model.tflite is kws too.</summary>
    public static string Name(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path)));
        return name == "model" && !string.IsNullOrEmpty(folder) ? folder : name;
    }

    private static ModelFormat? Of(string path) =>
        Formats.FirstOrDefault(f => string.Equals(f.Extension, Path.GetExtension(path), StringComparison.OrdinalIgnoreCase));

    /// <summary>Mote's own forms say what they are in their first bytes, whatever the file is called; else .tflite is tried.</summary>
    private static ModelFormat FormatOf(byte[] bytes, string path) =>
        bytes.AsSpan().StartsWith("mote graph"u8) ? Of(".mote")!
        : PackedGraphReader.IsPacked(bytes) ? Of(".motez")! : Of(path) ?? Of(".tflite")!;

    private static Graph ReadTfLite(byte[] bytes, string path, ICollection<Diagnostic>? notes) =>
        TfLiteReader.Read(bytes, path, Name(path));

    /// <summary>Large weights may lie in files beside it.</summary>
    private static Graph ReadOnnx(byte[] bytes, string path, ICollection<Diagnostic>? notes) =>
        OnnxReader.Read(bytes, path, Name(path), notes, Path.GetDirectoryName(Path.GetFullPath(path)));

    private static Graph ReadText(byte[] bytes, string path, ICollection<Diagnostic>? notes)
    {
        try
        {
            return GraphText.Parse(Encoding.UTF8.GetString(bytes));
        }
        catch (FormatException e)
        {
            throw new MoteException("MOTE0002", path, e.Message + ".");
        }
    }
}
