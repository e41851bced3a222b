using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Mote.Data;

/// <summary>What a dataset's folder holds, as dataset.json says it.</summary>
/// <param name="Version">Of this form of it.</param>
/// <param name="Shape">Of one example, with the batch dimension of 1.</param>
/// <param name="Element">i8 or i16.</param>
/// <param name="Scale">Real = scale · (stored - zero point).</param>
/// <param name="Rate">Frames a second; null where there is no time or nobody knows.</param>
/// <param name="Window">Frames of an example.</param>
/// <param name="Step">Frames from one example of a piece to the next.</param>
/// <param name="TrainStep">As Step, for training.</param>
/// <param name="Classes">Names by label.</param>
/// <param name="Bytes">Length of the samples' file.</param>
/// <param name="Sha256">Of the samples' file, so that the two cannot be mixed up.</param>
/// <param name="Recordings">In the order of their samples.</param>
public sealed record DatasetManifest(
    int Version, ImmutableArray<int> Shape, string Element, float Scale, int ZeroPoint, double? Rate, int Window, int Step, int TrainStep,
    ImmutableArray<string> Classes, long Bytes, string Sha256, ImmutableArray<DatasetRecording> Recordings);

/// <summary>A recording, or a piece of one that has its own label or split.</summary>
/// <param name="Id">The file, the place in it, and for a piece its first frame.</param>
/// <param name="Label">Index of its class.</param>
/// <param name="Group">Whose it is; empty where nobody knows.</param>
/// <param name="Split">What it is for.</param>
/// <param name="Frames">How many.</param>
/// <param name="Clipped">Values that did not fit the stored integers.</param>
/// <param name="Facts">What else is known of it.</param>
public sealed record DatasetRecording(
    string Id, int Label, string Group, Split Split, int Frames, int Clipped, ImmutableSortedDictionary<string, string>? Facts = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DatasetManifest))]
[JsonSerializable(typeof(DatasetRecording))]
internal sealed partial class ManifestContext : JsonSerializerContext;
