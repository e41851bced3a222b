using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Formats.TfLite;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Formats.Tests;

/// <summary>CIRCULAR_BUFFER, which ends inferences, and operators that keep their memory to themselves.</summary>
public class StreamTests
{
    /// <summary>As in the reference: every second call without the option, every call with it or with five rows.</summary>
    [Theory]
    [InlineData(0, 4, 2)]
    [InlineData(1, 4, 1)]
    [InlineData(0, 5, 1)]
    [InlineData(0, 2, 2)]
    [InlineData(3, 5, 3)]
    public void A_circular_buffer_holds_the_last_rows_and_says_when_it_runs(int option, int rows, int period)
    {
        var graph = TfLiteReader.Read(StreamingModel.Write([option], rows), "file", "buffer");
        var interpreter = new Interpreter(graph);
        for (var reset = 0; reset < 2; reset++)
        {
            var stream = Enumerable.Repeat((byte)0xF9, 3 * rows).ToList();
            for (var call = 0; call < 6; call++)
            {
                byte[] row = [(byte)(3 * call + 1), (byte)(3 * call + 2), (byte)(3 * call + 3)];
                stream.AddRange(row);
                var output = interpreter.Run(row);
                Assert.Equal(stream.TakeLast(3 * rows), output.Take(3 * rows));
                if (period == 1) Assert.Equal(3 * rows, output.Length);
                else Assert.Equal([(byte)(call % period == period - 1 ? 1 : 0)], output.Skip(3 * rows));
            }
            interpreter.Reset();
        }
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(2, 1, 2)]
    [InlineData(1, 1)]
    [InlineData(2, 2, 2)]
    public void What_follows_a_circular_buffer_runs_only_in_its_calls(params int[] cycles)
    {
        var graph = TfLiteReader.Read(StreamingModel.Write(cycles), "file", "buffers");
        var interpreter = new Interpreter(graph);
        var buffers = cycles.Select(_ => Enumerable.Repeat((sbyte)-7, 12).ToArray()).ToArray();
        var missing = cycles.ToArray();
        var (random, ran) = (new RandomStream(2), 0);
        for (var call = 0; call < 40; call++)
        {
            var row = Enumerable.Range(0, 3).Select(_ => (sbyte)random.Next(-128, 128)).ToArray();
            var output = interpreter.Run([.. row.Select(v => (byte)v)]);
            var isComplete = Imitate(row);
            if (graph.Outputs.Length == 2) Assert.Equal(isComplete ? 1 : 0, output[^1]);
            if (!isComplete) continue;
            ran++;
            Assert.Equal(buffers[^1].Select(v => (byte)v), output.Take(12));
        }
        Assert.Equal(40 / cycles.Aggregate((a, b) => a * b), ran);

        // The reference's way: it stops where a buffer says so, and nothing after it happens.
        bool Imitate(sbyte[] x)
        {
            for (var i = 0; i < cycles.Length; i++)
            {
                buffers[i] = [.. buffers[i].Skip(3), .. x];
                if (--missing[i] != 0) return false;
                missing[i] = cycles[i];
                x = [.. Enumerable.Range(0, 3).Select(c => buffers[i].Where((_, k) => k % 3 == c).Max())];
            }
            return true;
        }
    }

    [Fact]
    public void A_model_that_runs_in_some_calls_cannot_be_written()
    {
        var e = Assert.Throws<MoteException>(() => TfLiteWriter.Write(TfLiteReader.Read(StreamingModel.Write([2]), "file", "buffer")));
        Assert.Equal("MOTE0120", e.Diagnostics[0].Code);
        Assert.NotEmpty(TfLiteWriter.Write(TfLiteReader.Read(StreamingModel.Write([1, 1]), "file", "buffer")));
    }

    [Fact]
    public void A_front_end_survives_the_file()
    {
        foreach (var graph in (Graph[])[SignalPipeline.Graph, SignalPipeline.Framed])
        {
            var bytes = TfLiteWriter.Write(graph);
            FlatBufferCheck.Verify(bytes);
            var read = TfLiteReader.Read(bytes, "written", graph.Name);
            Assert.Null(RandomTensors.Difference(graph, read, new RandomStream(5), cases: 4));
            Assert.Equal(graph.Nodes.Select(n => n.Op), read.Nodes.Select(n => n.Op));
            Assert.Equal(bytes, TfLiteWriter.Write(read));
        }
    }

    [Fact]
    public void Memory_that_others_read_or_that_begins_with_something_cannot_be_written()
    {
        foreach (var isRead in (bool[])[true, false])
        {
            var builder = new GraphBuilder("delay");
            var x = builder.Input("x", new TensorType(ElementType.Int16, [3]));
            var line = builder.State("line", Tensor.From<short>(new TensorType(ElementType.Int16, [2]), isRead ? [0, 0] : [0, 5]));
            var results = builder.Add(new Delay(2), [x, line], [null, null], ["y", "new line"], Origin.Of("delay"));
            builder.Keep(line, results[1]);
            var graph = builder.Build(isRead ? results : [results[0]]);
            var e = Assert.Throws<MoteException>(() => TfLiteWriter.Write(graph));
            Assert.Equal("MOTE0120", e.Diagnostics[0].Code);
        }
    }

    [Fact]
    public void Options_that_are_missing_or_wrong_are_named()
    {
        // "shift" and "fft_length" are renamed, the type 7 (int16) becomes 2.
        var window = TfLiteWriter.Write(OpSamples.Of(new WindowFunction(0))[0]);
        Assert.Contains("option 'shift' is missing", Refused(Replace(window, "shift\0"u8, "shaft\0"u8)), StringComparison.Ordinal);
        var rfft = TfLiteWriter.Write(OpSamples.Of(new Rfft(4))[0]);
        Assert.Contains("'fft_length' is missing", Refused(Replace(rfft, "fft_length"u8, "fft_strength"u8[..10])), StringComparison.Ordinal);
        var name = Refused(Replace(rfft, "SignalRfft"u8, "SignalRaft"u8));
        Assert.Contains("MOTE0106", name, StringComparison.Ordinal);
        Assert.Contains("CUSTOM 'SignalRaft'", name, StringComparison.Ordinal);
        Assert.Contains("SignalRfft", name, StringComparison.Ordinal);
        var at = rfft.AsSpan().IndexOf("fft_length\0"u8);
        var wrongType = (byte[])rfft.Clone();
        // Keys "T" and "fft_length", two keys, their width, two values: the first one is T.
        var value = wrongType.AsSpan(at).IndexOf((byte)7);
        wrongType[at + value] = 2;
        Assert.Contains("'T' is type 2", Refused(wrongType), StringComparison.Ordinal);
    }

    private static byte[] Replace(byte[] bytes, ReadOnlySpan<byte> old, ReadOnlySpan<byte> replacement)
    {
        var changed = (byte[])bytes.Clone();
        replacement.CopyTo(changed.AsSpan(changed.AsSpan().IndexOf(old)));
        return changed;
    }

    private static string Refused(byte[] bytes) => Assert.Throws<MoteException>(() => TfLiteReader.Read(bytes, "file", "broken")).Message
        + string.Join('\n', Assert.Throws<MoteException>(() => TfLiteReader.Read(bytes, "file", "broken")).Diagnostics);
}
