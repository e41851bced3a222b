using System.Runtime.InteropServices;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Execution.Features;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>Front ends as programs: raw samples to features, and to a network's answer, with the interpreter's bits everywhere.</summary>
public class FeatureTests
{
    private static readonly TensorType
        Audio = new(ElementType.Int16, [1, 2400], new Quantization.PerTensor(1f / 32768, 0)),
        Motion = new(ElementType.Int16, [1, 96, 3], new Quantization.PerTensor(0.002f, 0)),
        Bytes = new(ElementType.Int8, [1, 300], new Quantization.PerTensor(0.1f, -20)),
        Picture = new(ElementType.Int8, [1, 20, 24, 3], new Quantization.PerTensor(1f / 255, -128));

    private static readonly (string Preset, string Options, TensorType Raw, float Low, float High)[] FrontEnds =
    [
        ("mfcc", "", Audio, -80, 30),
        ("mfcc", "normalise=meananddeviation peak=true", Audio, -4, 4),
        ("mlperf-kws", "", Audio, -123, 26),
        ("mfcc-librosa", "rate=16000 frame=512 step=256 bands=40 coefficients=13 high=8000", Audio, -500, 150),
        ("log-mel", "normalise=mean padding=reflected", Audio, -9, 9),
        ("spectrogram", "frame=120 step=60", Audio, -14, 9),
        ("log-mel", "rate=100 frame=60 step=20 bands=8 low=1 high=50", Bytes, -14, 9),
        ("band-power", "frame=32 step=16 bands=6", Motion, -20, 9),
        ("motion", "normalise=all differences=true", Motion, -4, 4),
        ("vibration", "", Bytes, -4, 4),
        ("statistics", "", Motion, -4, 8),
        ("statistics", "", Bytes, -4, 8),
        ("image", "grey=true height=12 width=11 standardized=true", Picture, -3, 3),
    ];

    [Fact]
    public void The_c_of_front_ends_gives_the_interpreters_bits()
    {
        TargetsAtHand.Require("host");
        using var batch = new HostBatch();
        foreach (var ((preset, options, raw, low, high), i) in FrontEnds.Select((f, i) => (f, i)))
        {
            var front = Front(preset, options);
            var inputs = Examples(raw, 3).SelectMany(e => e).ToArray();
            batch.Add(front.Fixed(raw, low, high), Enum.GetValues<OptimizeGoal>()[i % 5], optimize: i % 2 == 0, inputs, 3);
            batch.Add(front.Float(raw), OptimizeGoal.Balanced, optimize: true, inputs, 3);
        }
        Assert.Empty(batch.Run());
    }

    [Theory]
    [InlineData("cortex-m4")]
    [InlineData("cortex-m0plus")]
    public void Devices_give_the_interpreters_bits(string name)
    {
        var device = new DeviceBatch(TargetsAtHand.Require(name), OptimizeGoal.Balanced);
        var graphs = FrontEnds.Select(f => Front(f.Preset, f.Options).Fixed(f.Raw, f.Low, f.High)).ToArray();
        var examples = FrontEnds.Select(f => Examples(f.Raw, 2)).ToArray();
        for (var i = 0; i < graphs.Length; i++) device.Add(graphs[i], optimize: true, examples[i], isSequence: false);
        var outputs = device.Run(TestContext.Current.CancellationToken);
        for (var i = 0; i < graphs.Length; i++)
        {
            var interpreter = new Interpreter(graphs[i]);
            Assert.Equal(examples[i].Select(e => interpreter.Run(e)), outputs[i]);
        }
    }

    [Fact]
    public void Samples_to_probabilities_are_one_program()
    {
        TargetsAtHand.Require("host");
        var features = Front("log-mel", "bands=12").Fixed(Audio, -14, 9);
        var s = new GraphSketch("network", new RandomStream(4));
        var x = s.Input(features.Type(features.Outputs[0]));
        var type = s.Builder.Type(x);
        var y = s.Node(new Conv2D(new Steps(2, 2), default), s.Sums(x, 9, 0), x, s.Weights([4, 3, 3, 1], 0), s.Bias(4));
        y = s.Node(new Mean([1, 2], false), s.Builder.Type(y).Quantization, y);
        y = s.Node(new FullyConnected(), s.Sums(y, 4, 0), y, s.Weights([3, 4]), s.Bias(3));
        y = s.Node(new Softmax(1), new Quantization.PerTensor(1f / 256, -128), y);
        Assert.Equal(4, type.Shape.Rank);
        var whole = GraphJoin.Join(features, s.Build(y));
        using var batch = new HostBatch();
        batch.Add(whole, OptimizeGoal.Ram, optimize: true, [.. Examples(Audio, 4).SelectMany(e => e)], 4);
        Assert.Empty(batch.Run());
    }

    private static FrontEnd Front(string preset, string options) => FrontEnd.Parse(preset,
        options.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(o => o.Split('=')).ToDictionary(o => o[0], o => o[1]));

    /// <summary>Loud noise, all of one value, and a quiet wave that begins late.</summary>
    private static byte[][] Examples(TensorType raw, int count) => [.. Enumerable.Range(0, count).Select(k =>
    {
        var random = new RandomStream((ulong)k);
        var full = raw.Element == ElementType.Int16 ? 32767.0 : 127.0;
        var values = Enumerable.Range(0, raw.Elements).Select(i => (int)(k % 3 == 0 ? random.Next(-(int)full, (int)full) : k % 3 == 1 ? -full
            : i < raw.Elements / 3 ? 0 : full / 20 * Math.Sin(i * 0.3))).ToArray();
        return raw.Element == ElementType.Int16 ? MemoryMarshal.AsBytes<short>(values.Select(v => (short)v).ToArray()).ToArray()
            : [.. values.Select(v => unchecked((byte)(sbyte)v))];
    })];
}
