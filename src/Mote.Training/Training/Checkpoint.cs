using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Mote.Core.Diagnostics;
using Mote.Formats;
using Mote.Training.Arithmetic;

namespace Mote.Training.Training;

/// <summary>
/// A <see cref="TrainingState"/> in a file: "MOTECKPT", the length of a header and the header (JSON: what was being trained, counters,
/// history and the arrays' lengths), then the arrays as little-endian floats, then the SHA-256 of all before. Written whole or not at all.
/// </summary>
public static class Checkpoint
{
    private static ReadOnlySpan<byte> Magic => "MOTECKPT"u8;

    private sealed record Header(
        string Training, int Epoch, int Step, long Steps, double Cost, long Right, long Seen, double? BestCost, int BestEpoch,
        double?[][] History, int[] Lengths, long[]? Roundings = null);

    /// <param name="path">Replaced if it exists.</param>
    /// <param name="state">What is kept.</param>
    /// <param name="training">Describes network, data and options: a checkpoint serves only the training it was made by.</param>
    public static void Write(string path, TrainingState state, string training)
    {
        float[][] arrays = [state.Parameters, state.Buffers, state.Optimizer, state.Average, state.Best, state.Movement];
        var header = JsonSerializer.SerializeToUtf8Bytes(new Header(training, state.Epoch, state.Step, state.Steps, state.Cost, state.Right,
            state.Seen, Finite(state.BestCost), state.BestEpoch, [.. state.History.Select(Numbers)], [.. arrays.Select(a => a.Length)],
            state.Roundings));
        using var stream = new MemoryStream();
        stream.Write(Magic);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var array in arrays) stream.Write(MemoryMarshal.AsBytes<float>(array));
        stream.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        WholeFile.Write(path, stream.ToArray());
    }

    /// <exception cref="MoteException">MOTE0606: no checkpoint, a damaged one, or one of another training.</exception>
    public static TrainingState Read(string path, string training)
    {
        var bytes = WholeFile.Read(path);
        if (!bytes.AsSpan().StartsWith(Magic) || bytes.Length < Magic.Length + 4 + SHA256.HashSizeInBytes)
            throw Damaged(path, "it does not begin as one");
        var end = bytes.Length - SHA256.HashSizeInBytes;
        if (!SHA256.HashData(bytes.AsSpan(0, end)).AsSpan().SequenceEqual(bytes.AsSpan(end)))
            throw Damaged(path, "its checksum is wrong");
        var at = Magic.Length + 4;
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(Magic.Length));
        if (length < 0 || length > end - at) throw Damaged(path, $"a header of {length} bytes does not fit");
        var header = JsonSerializer.Deserialize<Header>(bytes.AsSpan(at, length)) ?? throw Damaged(path, "its header is empty");
        if (header.Training != training)
            throw new MoteException("MOTE0606", path, "the checkpoint is of another training: " + Difference(header.Training, training),
                "Train with the same network, data and options, or without --resume.");
        at += length;
        if (header.Lengths.Length != 6) throw Damaged(path, $"it holds {header.Lengths.Length} arrays, not 6, as another version of Mote");
        var arrays = header.Lengths.Select(Take).ToArray();
        return new TrainingState
        {
            Epoch = header.Epoch, Step = header.Step, Steps = header.Steps, Cost = header.Cost, Right = header.Right, Seen = header.Seen,
            BestCost = header.BestCost ?? double.PositiveInfinity, BestEpoch = header.BestEpoch,
                History = [.. header.History.Select(Result)],
            Parameters = arrays[0], Buffers = arrays[1], Optimizer = arrays[2], Average = arrays[3], Best = arrays[4],
            Movement = arrays[5], Roundings = header.Roundings ?? [],
        };

        float[] Take(int count)
        {
            if (count < 0 || (long)count * sizeof(float) > end - at) throw Damaged(path, $"{count} numbers do not fit at byte {at}");
            var array = MemoryMarshal.Cast<byte, float>(bytes.AsSpan(at, count * sizeof(float))).ToArray();
            at += count * sizeof(float);
            return array;
        }
    }

    private static MoteException Damaged(string path, string why) =>
        new("MOTE0606", path, $"this is no whole checkpoint: {why}.", "Use an older one, or train without --resume.");

    /// <summary>The first line in which two descriptions differ.</summary>
    private static string Difference(string had, string wanted)
    {
        var (a, b) = (had.Split('\n'), wanted.Split('\n'));
        var line = Enumerable.Range(0, Math.Min(a.Length, b.Length)).FirstOrDefault(i => a[i] != b[i], Math.Min(a.Length, b.Length));
        return new StringBuilder().Append('\'').Append(line < a.Length ? a[line] : "nothing").Append("' there, '")
            .Append(line < b.Length ? b[line] : "nothing").Append("' here.").ToString();
    }

    private static double?[] Numbers(EpochResult r) =>
        [r.Epoch, Finite(r.Cost), Finite(r.Accuracy), Finite(r.ValidationCost), Finite(r.ValidationAccuracy), r.Rate,
            .. r.Roundings.SelectMany(c => (double?[])[(int)c.Role, c.Numbers, c.Saturated, c.Vanished])];

    private static EpochResult Result(double?[] n) =>
        new((int)n[0]!.Value, n[1] ?? double.NaN, n[2] ?? double.NaN, n[3] ?? double.NaN, n[4] ?? double.NaN, n[5]!.Value)
        {
            Roundings = [.. n.Skip(6).Chunk(4).Select(c => new RoleRounding((TensorRole)c[0]!, (long)c[1]!, (long)c[2]!, (long)c[3]!))],
        };

    /// <summary>JSON has no infinities.</summary>
    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
