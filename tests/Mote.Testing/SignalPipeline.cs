using System.Globalization;
using System.Runtime.InteropServices;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;

namespace Mote.Testing;

/// <summary>A whole front end, from samples to logarithms of a filter bank, with what the reference computes for six frames:
/// tests/Mote.Execution.Tests/signal/pipeline.txt.</summary>
public static class SignalPipeline
{
    private static readonly Dictionary<string, string> Fields = Read();

    /// <summary>Frames of samples, one after another.</summary>
    public static byte[] Inputs => Bytes("x");

    /// <summary>The logarithms of each frame.</summary>
    public static byte[] Outputs => Bytes("y");

    public const int Frames = 6;

    public static Graph Graph { get; } = Build(framed: false);

    /// <summary>The same behind a framer that is given 160 samples a call: 400 of them are a frame.</summary>
    public static Graph Framed { get; } = Build(framed: true);

    private static Graph Build(bool framed)
    {
        var s = new GraphSketch("front end", new RandomStream(1));
        var x = s.Input(new TensorType(ElementType.Int16, [framed ? 160 : Int("samples")]));
        var valid = ValueId.None;
        if (framed)
        {
            var frames = OpSamples.Streaming(s, new Framer(Int("samples"), 160, Prefill: false), x);
            x = s.Node(new Reshape([Int("samples")]), null, frames[0]);
            valid = frames[1];
        }
        var windowed = s.Node(new WindowFunction(Int("shift")), null, x, Constant(s, "w"));
        var scaled = OpSamples.Nodes(s, new FftAutoScale(), 2, windowed);
        var spectrum = s.Node(new Rfft(Int("length")), null, scaled[0]);
        var energy = s.Node(new SpectrumEnergy(Int("begin"), Int("end")), null, spectrum);
        var channels = s.Node(new FilterBank(Ints("starts"), Ints("weight_starts"), Ints("widths")), null,
            energy, Constant(s, "weights"), Constant(s, "unweights"));
        var roots = s.Node(new FilterBankSquareRoot(), null, channels, scaled[1]);
        var clean = OpSamples.Streaming(s, new SpectralSubtraction(
            Int("smoothing"), Int("one_minus_smoothing"), Int("alternate_smoothing"), Int("alternate_one_minus_smoothing"),
            Int("min_signal_remaining"), Int("smoothing_bits"), Int("bits"), Int("clamping") != 0), roots);
        var level = s.Node(new Pcan(Int("snr_shift")), null, clean[0], clean[1], Constant(s, "gains"));
        var log = s.Node(new FilterBankLog(Int("output_scale"), Int("correction_bits")), null, level);
        return framed ? s.Build(log, valid) : s.Build(log);
    }

    private static ValueId Constant(GraphSketch s, string name) =>
        s.Constant(Tensor.FromBytes(new TensorType(ElementType.Int16, [Bytes(name).Length / 2]), Bytes(name)));

    private static EquatableArray<int> Ints(string name) =>
        MemoryMarshal.Cast<byte, short>(Bytes(name)).ToArray().Select(v => (int)v).ToEquatableArray();

    private static byte[] Bytes(string name) => Convert.FromBase64String(Fields[name]);

    private static int Int(string name) => int.Parse(Fields[name], CultureInfo.InvariantCulture);

    private static Dictionary<string, string> Read() =>
        File.ReadAllText(Path.Combine(Golden.Root, "tests", "Mote.Execution.Tests", "signal", "pipeline.txt")).Trim().Split(' ').Skip(1)
            .ToDictionary(p => p[..p.IndexOf('=')], p => p[(p.IndexOf('=') + 1)..]);
}
