using System.Text.Json;
using System.Text.Json.Serialization;
using Mote.Formats;

namespace Mote.Recipes;

/// <summary>A compressed network, as measured.</summary>
/// <param name="Model">The compression's name.</param>
/// <param name="Seed">Of the training.</param>
/// <param name="Dataset">What it was trained and tested on.</param>
/// <param name="BaselineBytes">What it is compared with: the float weights and biases of the uncompressed network, four bytes each, or, where
/// <paramref name="Baseline"/> says so, the flash of its int8 program.</param>
/// <param name="Baseline">float or int8.</param>
/// <param name="CompressedBytes">Flash of the whole program on Cortex-M4 under --optimize size --code-weights: code, decoders, tables,
/// weights.</param>
/// <param name="Ratio">The one by the other.</param>
/// <param name="BaselineErrorPercent">Of the uncompressed float network on the test split.</param>
/// <param name="ErrorPercent">Of the compressed integers.</param>
/// <param name="CortexM4Instructions">An inference of that program, counted.</param>
/// <param name="CortexM4InstructionsBalanced">Under --optimize balanced --code-weights.</param>
/// <param name="BaselineInstructions">Of the uncompressed int8 network, --optimize size.</param>
/// <param name="Zeros">Share of the weights.</param>
public sealed record CompressionResult(
    string Model, ulong Seed, string Dataset, string Baseline, long BaselineBytes, long CompressedBytes, double Ratio,
    double BaselineErrorPercent, double ErrorPercent, long CortexM4Instructions, long CortexM4InstructionsBalanced,
    long BaselineInstructions, double Zeros);

/// <summary>docs/results/deep-compression.json: a row a compression, replaced when it is run again.</summary>
internal static class CompressionResults
{
    public static void Put(string path, CompressionResult result)
    {
        var rows = File.Exists(path)
            ? JsonSerializer.Deserialize(File.ReadAllBytes(path), ResultContext.Default.ListCompressionResult) ?? [] : [];
        rows.RemoveAll(r => r.Model == result.Model && r.Seed == result.Seed);
        rows.Add(result);
        List<CompressionResult> sorted = [.. rows.OrderBy(r => r.Model, StringComparer.Ordinal).ThenBy(r => r.Seed)];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.Write(path, [.. JsonSerializer.SerializeToUtf8Bytes(sorted, ResultContext.Default.ListCompressionResult), (byte)'\n']);
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(List<CompressionResult>))]
internal sealed partial class ResultContext : JsonSerializerContext;
