using System.Buffers.Binary;
using System.Diagnostics;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Rules;
using Mote.Formats.TfLite;
using Mote.Numerics;
using Mote.Passes;
using Mote.Testing;

namespace Mote.Formats.Tests;

/// <summary>
/// Files are hostile. Ten thousand broken versions of each small model: the reader refuses them with a message that says where, or
/// gives a sound graph that the passes can work on. Never another exception, never a hang, never memory without bound.
/// </summary>
public class FuzzTests
{
    private const int Cases = 10_000;
    private const long MostBytesPerCase = 300L << 20;
    private static readonly TimeSpan MostTimePerCase = TimeSpan.FromSeconds(20);

    /// <summary>Codes that speak of the file as a whole and need no place in it.</summary>
    private static readonly string[] WholeFile = ["MOTE0101", "MOTE0103", "MOTE0104", "MOTE0105"];

    private static readonly uint[] Extremes = [0xFFFFFFFF, 0x7FFFFFFF, 0x80000000, 0, 1, 0x10000, 0xFFFF, 0x40000000, 0x7F800000, 0x7FC00000];

    public static TheoryData<string> Models => [.. Small];

    private static string[] Small => Golden.IsAvailable
        ? ["written", "hello_world_float", "hello_world_int8", "kws_int8", "micro_speech_int8", "strww_int8", "simple_add"]
        : ["written"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Broken_files_are_refused_or_read(string model)
    {
        var originals = model == "written" ? Written() : [Golden.Bytes(model, "model.tflite")];
        var (refused, valid, slowest, largest) = (0, 0, TimeSpan.Zero, 0L);
        for (var i = 0; i < Cases; i++)
        {
            var random = new RandomStream((ulong)i * 7919 + 1);
            var bytes = Mutate(originals[i % originals.Count], random);
            var clock = Stopwatch.StartNew();
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Use(TfLiteReader.Read(bytes, "fuzz.tflite", "fuzz"), random);
                valid++;
            }
            catch (MoteException e)
            {
                CheckMessage(e, i);
                refused++;
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                throw new InvalidOperationException($"{model}, case {i}: {e.GetType().Name}: {e.Message}", e);
            }
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MostBytesPerCase, $"{model}, case {i}: {allocated >> 20} MiB");
            Assert.True(clock.Elapsed < MostTimePerCase, $"{model}, case {i}: {clock.Elapsed}");
            if (clock.Elapsed > slowest) slowest = clock.Elapsed;
            largest = Math.Max(largest, allocated);
        }
        TestContext.Current.SendDiagnosticMessage(
            $"{model}: {refused} refused, {valid} valid; slowest {slowest.TotalMilliseconds:F0} ms, largest {largest >> 20} MiB");
        // Both must occur, or the mutations are too tame or too wild.
        Assert.True(refused > Cases / 20 && valid > Cases / 50, $"{refused} refused, {valid} valid");
    }

    private static void Use(Graph graph, RandomStream random)
    {
        Assert.Empty(GraphVerifier.Problems(graph));
        var device = Pipelines.Run(Pipelines.ForDevice, graph);
        // An enormous graph is right but slow: what runs within a moment is also compared.
        if (Costs.Macs(graph) > 500_000 || graph.Values.Sum(v => (long)v.Type.Bytes) > 200_000 || random.Next(0, 20) != 0) return;
        Assert.Null(RandomTensors.Difference(graph, device, random, cases: 1));
    }

    private static void CheckMessage(MoteException e, int index)
    {
        Assert.NotEmpty(e.Diagnostics);
        Assert.All(e.Diagnostics, d =>
        {
            Assert.False(string.IsNullOrWhiteSpace(d.Message), $"case {index}");
            var text = d.ToString();
            Assert.True(WholeFile.Contains(d.Code) || text.Contains("byte offset", StringComparison.Ordinal)
                || text.Contains("tensor", StringComparison.Ordinal) || text.Contains("layer", StringComparison.Ordinal)
                || text.Contains("operator", StringComparison.Ordinal), $"case {index}: no place in: {text}");
            Assert.True(text.Length < 4000, $"case {index}: {text.Length} characters");
        });
    }

    private static List<byte[]> Written() =>
    [
        .. OpSamples.All.Where(g => !g.Name.StartsWith("lookup", StringComparison.Ordinal)).Select(TryWrite).OfType<byte[]>(),
        .. Enumerable.Range(0, 100).Select(seed => TryWrite(GraphGenerator.Create((ulong)seed))).OfType<byte[]>(),
    ];

    private static byte[]? TryWrite(Graph graph)
    {
        try
        {
            return TfLiteWriter.Write(graph);
        }
        catch (MoteException)
        {
            return null;
        }
    }

    private static byte[] Mutate(byte[] original, RandomStream random)
    {
        var bytes = original.ToArray();
        var mutations = random.Next(1, 4);
        for (var m = 0; m < mutations; m++)
        {
            if (bytes.Length < 16) return bytes;
            // The structure is at the front of some files and the end of others; weights fill the rest.
            var at = random.Next(0, 3) switch
            {
                0 => random.Next(0, Math.Min(bytes.Length, 2000)),
                1 => Math.Max(0, bytes.Length - random.Next(1, 6000)),
                _ => random.Next(0, bytes.Length),
            };
            var word = Math.Min(at & ~3, bytes.Length - 4 & ~3);
            switch (random.Next(0, 8))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(0, 8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(0, 256);
                    break;
                case 2:
                    if (random.Next(0, 5) == 0) bytes = bytes[..at];
                    break;
                case 3:
                    Swap(bytes, at, random.Next(0, bytes.Length), random.Next(1, 64));
                    break;
                case 4:
                    BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(word), random.Next(0, bytes.Length - word));
                    break;
                case 5:
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(word), Extremes[random.Next(0, Extremes.Length)]);
                    break;
                case 6:
                    BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(word), BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(word)) + random.Next(-4, 5));
                    break;
                case 7:
                    BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(word), random.Next(0, 5000));
                    break;
            }
        }
        return bytes;
    }

    private static void Swap(byte[] bytes, int a, int b, int length)
    {
        length = Math.Min(length, bytes.Length - Math.Max(a, b));
        var first = bytes.AsSpan(a, length).ToArray();
        bytes.AsSpan(b, length).CopyTo(bytes.AsSpan(a));
        first.CopyTo(bytes.AsSpan(b));
    }
}
