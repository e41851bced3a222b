using System.Runtime.InteropServices;
using Mote.Core.Types;
using Mote.Execution.Features;
using Mote.Testing;

namespace Mote.Execution.Tests;

/// <summary>
/// Spectral front ends against the published definitions of librosa and TensorFlow, computed in double precision by
/// tests/data/features/make_features.py.
/// </summary>
public class FeatureVectorTests
{
    /// <summary>Of the largest feature.</summary>
    private const float Tolerance = 1e-4f;

    public static TheoryData<string, string, string, string> Cases => new()
    {
        { "mfcc-tensorflow", "", "clips_16k.i16", "tensorflow_mfcc.f32" },
        { "log-mel", "spectrum=magnitude mel=tensorflow floor-kind=added frame-ms=25 step-ms=10 low=80", "clips_16k.i16", "tensorflow_log_mel.f32" },
        { "mlperf-kws", "", "clips_16k.i16", "mlperf_kws.f32" },
        { "mfcc-librosa", "", "clips_22k.i16", "librosa_mfcc.f32" },
        { "mfcc-librosa", "rate=16000 frame=512 step=256 bands=40 coefficients=13 mel=htk equal-areas=false high=8000", "clips_16k.i16",
            "librosa_htk_mfcc.f32" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_computer_gives_the_published_definition(string preset, string options, string clips, string expected)
    {
        var (raw, examples, features) = Open(preset, clips, expected);
        var computer = Front(preset, options).Computer(raw);
        var y = new float[computer.FeatureElements];
        Assert.Equal(features.Length, examples.Length * y.Length);
        for (var i = 0; i < examples.Length; i++)
        {
            computer.Compute([.. examples[i].Select(x => x / 32768f)], y);
            AssertNear(features.AsSpan(i * y.Length, y.Length), y);
        }
    }

    internal static FrontEnd Front(string preset, string options) => FrontEnd.Parse(preset,
        options.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(o => o.Split('=')).ToDictionary(o => o[0], o => o[1]));

    private static (TensorType Raw, short[][] Examples, float[] Features) Open(string preset, string clips, string expected)
    {
        var count = clips.Contains("22k", StringComparison.Ordinal) ? 2 : 4;
        var samples = Read<short>(clips);
        var examples = samples.Chunk(samples.Length / count).ToArray();
        var raw = new TensorType(ElementType.Int16, [1, examples[0].Length], new Quantization.PerTensor(1f / 32768, 0));
        return (raw, examples, Read<float>(expected));
    }

    private static T[] Read<T>(string file)
        where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(File.ReadAllBytes(Path.Combine(Golden.Root, "tests", "data", "features", file))).ToArray();

    private static void AssertNear(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        var (largest, worst) = (0f, 0f);
        for (var i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            worst = Math.Max(worst, Math.Abs(expected[i] - actual[i]));
        }
        Assert.True(worst <= Tolerance * largest, $"off by {worst}, the largest feature is {largest}");
    }
}
