using System.Globalization;
using System.Runtime.InteropServices;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;
using Mote.Testing;

namespace Mote.Execution.Tests;

/// <summary>Signal operators against stored results of the reference: see signal/README.md.</summary>
public class SignalReferenceTests
{
    [Theory]
    [InlineData("vectors.txt", 45)]
    [InlineData("cases.txt", 200)]
    public void Operators_compute_what_the_reference_computes(string file, int least)
    {
        var lines = File.ReadAllLines(Path.Combine(Golden.Root, "tests", "Mote.Execution.Tests", "signal", file));
        Assert.True(lines.Length >= least, $"{lines.Length} cases");
        var wrong = lines.Select((line, i) => (Number: i + 1, Wrong: new Case(line).Difference())).Where(c => c.Wrong is not null).ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Select(c => $"{file}:{c.Number}: {c.Wrong}")));
    }

    [Fact]
    public void A_whole_front_end_computes_what_the_reference_computes()
    {
        var interpreter = new Interpreter(SignalPipeline.Graph);
        var (size, results) = (SignalPipeline.Inputs.Length / SignalPipeline.Frames, new List<byte>());
        for (var frame = 0; frame < SignalPipeline.Frames; frame++)
            results.AddRange(interpreter.Run(SignalPipeline.Inputs.AsSpan(frame * size, size)));
        Assert.Equal(SignalPipeline.Outputs, results);
    }

    private sealed class Case
    {
        private readonly string _kind;
        private readonly Dictionary<string, string> _fields;

        public Case(string line)
        {
            var parts = line.Split(' ');
            _kind = parts[0];
            _fields = parts.Skip(1).ToDictionary(p => p[..p.IndexOf('=')], p => p[(p.IndexOf('=') + 1)..]);
        }

        /// <summary>Null if the interpreter gives the stored results.</summary>
        public string? Difference()
        {
            var builder = new GraphBuilder(_kind);
            var (op, x) = Operator();
            var input = builder.Input("x", x);
            var operands = new List<ValueId> { input };
            operands.AddRange(Constants().Select(c => builder.Constant("c", c)));
            var states = op is CircularBuffer ? [] : StreamStates.Initial(op, x).Select(s => builder.State("s", s)).ToArray();
            operands.AddRange(states);
            var visible = op is FftAutoScale or Framer or Stacker or SpectralSubtraction ? 2 : 1;
            var hidden = op is SpectralSubtraction ? 0 : states.Length;
            var results = builder.Add(op, [.. operands], new Quantization?[visible + hidden],
                [.. Enumerable.Range(0, visible + hidden).Select(i => $"y{i}")], Origin.Of(_kind));
            for (var i = 0; i < states.Length; i++) builder.Keep(states[i], results[results.Length - states.Length + i]);
            var graph = builder.Build(results.AsSpan(0, visible));
            var interpreter = new Interpreter(graph);
            // A reset lets everything begin anew.
            return Run(interpreter, graph) ?? Run(Reset(interpreter), graph);
        }

        private static Interpreter Reset(Interpreter interpreter)
        {
            interpreter.Reset();
            return interpreter;
        }

        private string? Run(Interpreter interpreter, Graph graph)
        {
            var input = Bytes("x");
            var first = Bytes("y");
            var second = graph.Outputs.Length > 1
                ? Bytes(_kind == "fft_auto_scale" ? "s" : _kind == "spectral_subtraction" ? "noise" : "valid") : [];
            var calls = input.Length / interpreter.InputBytes;
            Assert.Equal(input.Length, calls * interpreter.InputBytes);
            var (size, further) = (first.Length / calls, second.Length / calls);
            Assert.Equal(interpreter.OutputBytes, size + further);
            for (var call = 0; call < calls; call++)
            {
                var output = interpreter.Run(input.AsSpan(call * interpreter.InputBytes, interpreter.InputBytes));
                if (!output.AsSpan(size).SequenceEqual(second.AsSpan(call * further, further))) return $"{_kind}, call {call}: result 1 differs";
                if (_kind is "framer" or "stacker" && output[size] == 0) continue;
                var expected = first.AsSpan(call * size, size);
                if (!Agree(expected, output.AsSpan(0, size), graph.Type(graph.Outputs[0]).IsFloat))
                    return $"{_kind}, call {call}: byte {expected.CommonPrefixLength(output)} of {size} differs";
            }
            return null;
        }

        private static bool Agree(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, bool isFloat)
        {
            if (!isFloat) return expected.SequenceEqual(actual);
            var e = MemoryMarshal.Cast<byte, float>(expected).ToArray();
            var a = MemoryMarshal.Cast<byte, float>(actual).ToArray();
            var tolerance = 1e-5 * e.Max(Math.Abs);
            return e.Zip(a).All(p => Math.Abs(p.First - p.Second) <= tolerance);
        }

        private (Op Op, TensorType X) Operator() => _kind switch
        {
            "window" => (new WindowFunction(Int("shift")), X(ElementType.Int16, Bytes("x").Length / Bytes("w").Length, Bytes("w").Length / 2)),
            "fft_auto_scale" => (new FftAutoScale(), X(ElementType.Int16)),
            "rfft_int16" => (new Rfft(Int("length")), Frames(ElementType.Int16, Int("length") + 2)),
            "rfft_int32" => (new Rfft(Int("length")), Frames(ElementType.Int32, Int("length") + 2)),
            "rfft_float" => (new Rfft(Int("length")), Frames(ElementType.Float32, Int("length") + 2)),
            "irfft_int16" => (new Irfft(Int("length")), Frames(ElementType.Int16, Int("length"))),
            "irfft_int32" => (new Irfft(Int("length")), Frames(ElementType.Int32, Int("length"))),
            "irfft_float" => (new Irfft(Int("length")), Frames(ElementType.Float32, Int("length"))),
            "energy" => (new SpectrumEnergy(Int("begin"), Int("end")), X(ElementType.Int16)),
            "filter_bank" => (new FilterBank(Ints("starts"), Ints("weight_starts"), Ints("widths")), X(ElementType.UInt32)),
            "square_root" => (new FilterBankSquareRoot(), X(ElementType.UInt64)),
            "spectral_subtraction" => (new SpectralSubtraction(Int("smoothing"), Int("one_minus_smoothing"), Int("alternate_smoothing"),
                Int("alternate_one_minus_smoothing"), Int("min_signal_remaining"), Int("smoothing_bits"), Int("bits"),
                Int("clamping") != 0), X(ElementType.UInt32, Int("channels"))),
            "pcan" => (new Pcan(Int("snr_shift")), X(ElementType.UInt32)),
            "log" => (new FilterBankLog(Int("output_scale"), Int("correction_bits")), X(ElementType.UInt32)),
            "framer" => (new Framer(Int("frame_size"), Int("frame_step"), Int("prefill") != 0),
                X(ElementType.Int16, Int("rows", 1), Int("samples"))),
            "stacker" => (new Stacker(Int("left"), Int("right"), Int("step")), X(ElementType.Int16, Int("channels"))),
            "overlap_add_int16" => (new OverlapAdd(Int("frame_size"), Int("frame_step")),
                X(ElementType.Int16, Int("frames"), Int("frame_size"))),
            "overlap_add_float" => (new OverlapAdd(Int("frame_size"), Int("frame_step")),
                X(ElementType.Float32, Int("frames"), Int("frame_size"))),
            "delay" => (new Delay(Int("length")), X(ElementType.Int16, Int("rows", 1), Int("samples"))),
            _ => throw new InvalidDataException(_kind),
        };

        private IEnumerable<Tensor> Constants() => _kind switch
        {
            "window" => [Constant("w", ElementType.Int16)],
            "filter_bank" => [Constant("weights", ElementType.Int16), Constant("unweights", ElementType.Int16)],
            "square_root" => [Tensor.From<int>(new TensorType(ElementType.Int32, []), [Int("scale")])],
            "pcan" => [Constant("noise", ElementType.UInt32), Constant("gains", ElementType.Int16)],
            _ => [],
        };

        private Tensor Constant(string name, ElementType element) =>
            Tensor.FromBytes(new TensorType(element, [Bytes(name).Length / element.Bytes()]), Bytes(name));

        private TensorType X(ElementType element, params int[] dims) =>
            new(element, dims.Length > 0 ? Shape.Create(dims) : [Bytes("x").Length / element.Bytes()]);

        /// <summary>As many rows as results of that size.</summary>
        private TensorType Frames(ElementType element, int resultSize)
        {
            var rows = Bytes("y").Length / element.Bytes() / resultSize;
            return X(element, rows, Bytes("x").Length / element.Bytes() / rows);
        }

        private EquatableArray<int> Ints(string name) =>
            MemoryMarshal.Cast<byte, short>(Bytes(name)).ToArray().Select(v => (int)v).ToEquatableArray();

        private byte[] Bytes(string name) => Convert.FromBase64String(_fields[name]);

        private int Int(string name, int absent = 0) =>
            _fields.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : absent;
    }
}
