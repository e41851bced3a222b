using System.Text.Json;
using System.Text.Json.Serialization;
using Mote.Formats;

namespace Mote.Recipes;

/// <summary>A training in some numbers.</summary>
/// <param name="Arithmetic">Name of the <see cref="Precision"/>.</param>
/// <param name="Seed">Of initial weights, order and roundings.</param>
/// <param name="Model">Of the zoo.</param>
/// <param name="Dataset">What it was trained and tested on.</param>
/// <param name="ErrorPercent">Of the last epoch's weights on the test split, computed in the same numbers, rounded to the nearest.</param>
/// <param name="ErrorPercentInFloat">The same weights in single precision.</param>
/// <param name="ErrorPercentByEpoch">As ErrorPercent, after each epoch.</param>
/// <param name="CostByEpoch">Of the training examples as they were shown.</param>
/// <param name="Roundings">Of the last epoch.</param>
public sealed record PrecisionResult(
    string Arithmetic, ulong Seed, string Model, string Dataset, double ErrorPercent, double ErrorPercentInFloat,
    IReadOnlyList<double> ErrorPercentByEpoch, IReadOnlyList<double> CostByEpoch, IReadOnlyList<RoleShare> Roundings);

/// <summary>Shares of a role's numbers, in percent.</summary>
/// <param name="Role">activations, weights, errors, gradients, momenta, updates.</param>
/// <param name="SaturatedPercent">Beyond the format's limits.</param>
/// <param name="VanishedPercent">Became zero and were not; of updates: steps that moved nothing.</param>
public sealed record RoleShare(string Role, double SaturatedPercent, double VanishedPercent);

/// <summary>docs/results/low-precision.json: a row a training, replaced when it is run again.</summary>
internal static class PrecisionResults
{
    public static List<PrecisionResult> Read(string path) => File.Exists(path)
        ? JsonSerializer.Deserialize(File.ReadAllBytes(path), PrecisionContext.Default.ListPrecisionResult) ?? [] : [];

    public static void Put(string path, PrecisionResult result)
    {
        var rows = Read(path);
        rows.RemoveAll(r => r.Arithmetic == result.Arithmetic && r.Seed == result.Seed);
        rows.Add(result);
        List<PrecisionResult> sorted = [.. rows.OrderBy(r => r.Arithmetic, StringComparer.Ordinal).ThenBy(r => r.Seed)];
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        WholeFile.Write(path, [.. JsonSerializer.SerializeToUtf8Bytes(sorted, PrecisionContext.Default.ListPrecisionResult), (byte)'\n']);
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(List<PrecisionResult>))]
internal sealed partial class PrecisionContext : JsonSerializerContext;
