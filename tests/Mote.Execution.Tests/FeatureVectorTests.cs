using Mote.Core.Types;

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
        var front = FeatureClips.Front(preset, options);
        var (raw, examples, features) = Open(clips, expected);
        for (var i = 0; i < examples.Length; i++)
            Assert.InRange(FeatureClips.Distance(features[i], FeatureClips.Compute(front, raw, examples[i])), 0, Tolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_float_graph_gives_the_published_definition(string preset, string options, string clips, string expected)
    {
        var (raw, examples, features) = Open(clips, expected);
        var graph = FeatureClips.Front(preset, options).Float(raw);
        for (var i = 0; i < examples.Length; i++)
            Assert.InRange(FeatureClips.Distance(features[i], FeatureClips.Run(graph, examples[i])), 0, Tolerance);
    }

    private static (TensorType Raw, short[][] Examples, float[][] Features) Open(string clips, string expected)
    {
        var count = clips.Contains("22k", StringComparison.Ordinal) ? 2 : 4;
        var samples = FeatureClips.Read<short>(clips);
        var features = FeatureClips.Read<float>(expected);
        var examples = samples.Chunk(samples.Length / count).ToArray();
        return (FeatureClips.Audio(examples[0].Length), examples, [.. features.Chunk(features.Length / count)]);
    }
}
