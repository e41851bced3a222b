using System.Globalization;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Execution.Features;
using Mote.Numerics;

namespace Mote.Execution.Tests;

/// <summary>Front ends of motion, vibration and pictures: three forms of one function.</summary>
public class SensorFrontEndTests(ITestOutputHelper output)
{
    private static readonly TensorType
        Motion = new(ElementType.Int16, [1, 128, 6], new Quantization.PerTensor(0.0012f, 0)),
        Vibration = new(ElementType.Int16, [1, 1024], new Quantization.PerTensor(3e-4f, 0)),
        Bytes = new(ElementType.Int8, [1, 90, 3], new Quantization.PerTensor(0.1f, -20)),
        Picture = new(ElementType.Int8, [1, 30, 40, 3], new Quantization.PerTensor(1f / 255, -128));

    public static TheoryData<string, string, string, double> Cases => new()
    {
        { "raw", "", "motion", 47 },
        { "motion", "", "motion", 47 },
        { "motion", "normalise=mean", "motion", 43 },
        { "motion", "normalise=all", "motion", 43 },
        { "motion", "normalise=channel differences=true", "motion", 43 },
        { "motion", "normalise=channel differences=true", "bytes", 43 },
        { "vibration", "", "vibration", 42 },
        { "vibration", "", "bytes", 44 },
        { "band-power", "rate=50 bands=8 frame=64 step=32 normalise=mean", "motion", 41 },
        { "band-power", "rate=12000 frame=256 step=128", "vibration", 53 },
        { "statistics", "", "motion", 47 },
        { "statistics", "", "vibration", 50 },
        { "statistics", "", "bytes", 49 },
        { "image", "", "picture", 55 },
        { "image", "grey=true height=16 width=16", "picture", 50 },
        { "image", "height=12 width=57 standardized=true", "picture", 34 },
        { "image", "grey=true standardized=true", "picture", 34 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Graphs_give_what_the_computer_gives(string preset, string options, string sensor, double floor)
    {
        var raw = sensor switch { "motion" => Motion, "vibration" => Vibration, "bytes" => Bytes, _ => Picture };
        var front = FeatureClips.Front(preset, options);
        var examples = Enumerable.Range(0, 3).Select(i => Example(raw, (ulong)i)).ToArray();
        var features = examples.Select(e => Compute(front, raw, e)).ToArray();
        var real = front.Float(raw);
        Assert.Equal(front.OutputShape(raw.Shape), real.Type(real.Outputs[0]).Shape);
        foreach (var (e, y) in examples.Zip(features)) Assert.InRange(FeatureClips.Distance(y, Run(real, e)), 0, 1e-4f);

        var all = features.SelectMany(y => y).ToArray();
        var integers = front.Fixed(raw, all.Min(), all.Max());
        Assert.DoesNotContain(integers.Values, v => v.Type.IsFloat);
        Assert.Equal(front.OutputShape(raw.Shape), integers.Type(integers.Outputs[0]).Shape);
        var q = integers.Type(integers.Outputs[0]).PerTensor;
        var ideal = FeatureClips.Sqnr(all, all.Select(x => q.Scale * ((float)Math.Round(x / q.Scale + q.ZeroPoint) - q.ZeroPoint)));
        var sqnr = FeatureClips.Sqnr(all, examples.SelectMany(e => Run(integers, e)));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{preset} {options} of {sensor}: {sqnr:F2} dB, {ideal:F2} dB if only int8 rounded"));
        Assert.True(sqnr >= floor, $"{sqnr} dB, {ideal} dB are possible");
    }

    [Theory]
    [InlineData("image", "", "a picture, [1,h,w,c], is expected")]
    [InlineData("motion", "normalise=maen", "did you mean 'mean'?")]
    public void A_refusal_says_what_is_wrong(string preset, string options, string reason) =>
        Assert.Contains(reason, Assert.Throws<MoteException>(() => FeatureClips.Front(preset, options).Computer(Motion)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Pictures_of_16_bits_are_refused() => Assert.Contains("pictures of i8 are expected",
        Assert.Throws<MoteException>(() => FrontEnd.Parse("image").Float(Picture with { Element = ElementType.Int16 })).Message, StringComparison.Ordinal);

    /// <summary>A slow wave, a fast one and noise on an offset; every channel louder than the one before.</summary>
    private static byte[] Example(TensorType raw, ulong seed)
    {
        var random = new RandomStream(seed);
        var (channels, reach) = (raw.Shape[-1], raw.Element == ElementType.Int16 ? 5000.0 : 60.0);
        var bytes = new List<byte>();
        for (var i = 0; i < raw.Elements; i++)
        {
            var (t, c) = (i / channels, raw.Shape.Rank > 2 ? i % channels : 0);
            var x = reach * (0.3 + 0.1 * c) * (Math.Sin(0.05 * t + c + seed) + 0.5 * Math.Sin(0.9 * t) + 0.3 * random.NextNormal());
            var value = (int)Math.Round(Math.Clamp(x + reach * 0.2 * c, -2 * reach, 2 * reach));
            if (raw.Element == ElementType.Int16) bytes.AddRange(BitConverter.GetBytes((short)value));
            else bytes.Add(unchecked((byte)(sbyte)value));
        }
        return [.. bytes];
    }

    private static float[] Compute(FrontEnd front, TensorType raw, byte[] example)
    {
        var q = raw.PerTensor;
        var reals = Enumerable.Range(0, raw.Elements).Select(i => q.Scale * ((raw.Element == ElementType.Int16
            ? BitConverter.ToInt16(example, 2 * i) : unchecked((sbyte)example[i])) - q.ZeroPoint)).ToArray();
        var computer = front.Computer(raw);
        var y = new float[computer.FeatureElements];
        computer.Compute(reals, y);
        return y;
    }

    private static float[] Run(Graph graph, byte[] example)
    {
        var y = new Interpreter(graph).Run(example);
        var type = graph.Type(graph.Outputs[0]);
        return type.IsFloat ? [.. Enumerable.Range(0, type.Elements).Select(i => BitConverter.ToSingle(y, 4 * i))]
            : [.. y.Select(b => type.PerTensor.Scale * (unchecked((sbyte)b) - type.PerTensor.ZeroPoint))];
    }
}
