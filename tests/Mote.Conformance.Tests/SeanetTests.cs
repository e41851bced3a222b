using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Formats.TfLite;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>The single-operator int16 models of a speech network: every stored output, bit for bit.</summary>
public class SeanetTests
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(Golden.Root, "..", "shared", "golden", "seanet"));

    private const string Missing = "../shared/golden/seanet is not at hand";

    [Fact]
    public void Code_for_this_computer_equals_the_reference()
    {
        TargetsAtHand.Require("host");
        using var batch = new HostBatch();
        var wrong = new List<string>();
        foreach (var (name, graph, input, expected) in Models())
            if (!batch.Add(graph, OptimizeGoal.Balanced, optimize: true, input, 1).AsSpan().SequenceEqual(expected)) wrong.Add(name);
        Assert.Empty(wrong);
        Assert.Empty(batch.Run());
    }

    [Fact]
    public void Code_for_the_cortex_m4_equals_the_reference()
    {
        var target = TargetsAtHand.Require("cortex-m4");
        var wrong = new List<string>();
        foreach (var models in Models().Chunk(16))
        {
            var batch = new DeviceBatch(target, OptimizeGoal.Speed);
            foreach (var (_, graph, input, _) in models) batch.Add(graph, optimize: true, [input], isSequence: false);
            foreach (var ((name, _, _, expected), outputs) in models.Zip(batch.Run(TestContext.Current.CancellationToken)))
                if (!outputs[0].AsSpan().SequenceEqual(expected)) wrong.Add(name);
        }
        Assert.Empty(wrong);
    }

    private static List<(string Name, Graph Graph, byte[] Input, byte[] Expected)> Models()
    {
        Assert.SkipUnless(Directory.Exists(Folder), Missing);
        var folders = Directory.GetFiles(Folder, "model.tflite", SearchOption.AllDirectories).Select(f => Path.GetDirectoryName(f)!)
            .Order(StringComparer.Ordinal).ToList();
        Assert.True(folders.Count >= 60, $"{folders.Count} models");
        return [.. folders.Select(f => (Path.GetFileName(f),
            TfLiteReader.Read(File.ReadAllBytes(Path.Combine(f, "model.tflite")), f, Path.GetFileName(f)),
            Inputs(f), File.ReadAllBytes(Path.Combine(f, "output_0.bin"))))];
    }

    /// <summary>One file for all inputs, or one for each.</summary>
    private static byte[] Inputs(string folder) => File.Exists(Path.Combine(folder, "input_0.bin"))
        ? File.ReadAllBytes(Path.Combine(folder, "input_0.bin"))
        : [.. Directory.GetFiles(folder, "input_0_*.bin").Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes)];
}
