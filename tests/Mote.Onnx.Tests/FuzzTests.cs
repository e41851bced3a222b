using System.Diagnostics;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Numerics;
using Mote.Passes;
using Mote.Testing;

namespace Mote.Onnx.Tests;

/// <summary>Broken versions of every model: refused with a message that says where, or a sound graph. Never anything else, never for long.</summary>
public class FuzzTests
{
    private const int Cases = 250;
    private const long MostBytesPerCase = 600L << 20;
    private static readonly TimeSpan MostTimePerCase = TimeSpan.FromSeconds(20);

    public static TheoryData<string> Models => [.. OnnxModels.Names];

    [Theory]
    [MemberData(nameof(Models))]
    public void Broken_files_are_refused_or_read(string name)
    {
        var original = File.ReadAllBytes(OnnxModels.Open(name).Path);
        var (refused, valid) = (0, 0);
        for (var i = 0; i < Cases; i++)
        {
            var random = new RandomStream((ulong)(i * 104729 + name.Length));
            var bytes = Mutate(original, random);
            var clock = Stopwatch.StartNew();
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var graph = OnnxReader.Read(bytes, "fuzz.onnx", "fuzz", folder: OnnxModels.Open(name).Folder);
                Assert.Empty(GraphVerifier.Problems(graph));
                if (i % 10 == 0) Pipelines.Run(Pipelines.ForDevice, graph);
                valid++;
            }
            catch (MoteException e)
            {
                Assert.All(e.Diagnostics, d => Assert.True(d.Where.Length > 0 && d.Message.Length > 10 && d.ToString().Length < 2000, d.ToString()));
                refused++;
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                throw new InvalidOperationException($"{name}, case {i}: {e.GetType().Name}: {e.Message}", e);
            }
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MostBytesPerCase, $"{name}, case {i}: {allocated >> 20} MiB");
            Assert.True(clock.Elapsed < MostTimePerCase, $"{name}, case {i}: {clock.Elapsed}");
        }
        Assert.True(refused > 5 && valid > 5, $"{refused} refused, {valid} valid");
    }

    /// <summary>Structure is everywhere between the weights; small numbers are where it is.</summary>
    private static byte[] Mutate(byte[] original, RandomStream random)
    {
        var bytes = original.ToArray();
        var mutations = random.Next(1, 5);
        for (var m = 0; m < mutations; m++)
        {
            var at = random.Next(0, 3) == 0 ? random.Next(0, Math.Min(bytes.Length, 600)) : Small(bytes, random);
            switch (random.Next(0, 5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(0, 8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(0, 256);
                    break;
                case 2:
                    bytes[at] = (byte)(bytes[at] + random.Next(-2, 3));
                    break;
                case 3:
                    bytes[at] = (byte)random.Next(0, 12);
                    break;
                case 4:
                    if (random.Next(0, 8) == 0) bytes = bytes[..Math.Max(20, at)];
                    break;
            }
        }
        return bytes;
    }

    private static int Small(byte[] bytes, RandomStream random)
    {
        var at = random.Next(0, bytes.Length);
        for (var tries = 0; tries < 30 && bytes[at] > 40; tries++) at = random.Next(0, bytes.Length);
        return at;
    }
}
