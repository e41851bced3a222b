using Mote.Core.Types;

namespace Mote.Formats;

/// <summary>
/// What a model file says beside the graph: carried from file to file, never computed with. Tensors are named by their place among
/// the graph's inputs or outputs, which passes keep, and not by the numbers of a file, which they do not.
/// </summary>
/// <param name="Description">Free text.</param>
/// <param name="GraphName">What the file calls the graph, often "main"; null where only the graph's own name is known.</param>
/// <param name="Entries">Named blobs, such as the labels of classes or the version of a converter.</param>
/// <param name="Signatures">Names by which callers ask for inputs and outputs.</param>
/// <param name="Lost">What stood in the file but is only true of that very file, a sentence each.</param>
public sealed record ModelMetadata(
    string Description, string? GraphName, EquatableArray<MetadataEntry> Entries, EquatableArray<ModelSignature> Signatures,
    EquatableArray<string> Lost)
{
    public static readonly ModelMetadata None = new("Mote", null, [], [], []);

    /// <summary>A description and nothing else.</summary>
    public static ModelMetadata Described(string description) => None with { Description = description };
}

/// <summary>A named blob.</summary>
public sealed record MetadataEntry(string Name, EquatableArray<byte> Data);

/// <summary>A way to call the model: names for its inputs and outputs.</summary>
public sealed record ModelSignature(string Key, EquatableArray<SignatureTensor> Inputs, EquatableArray<SignatureTensor> Outputs);

/// <param name="Name">What callers say.</param>
/// <param name="Index">Among the graph's inputs, or its outputs.</param>
public sealed record SignatureTensor(string Name, int Index);
