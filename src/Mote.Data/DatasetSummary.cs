using System.Collections.Immutable;
using System.Security.Cryptography;
using Mote.Core.Types;

namespace Mote.Data;

/// <summary>How much there is of a class or a split.</summary>
/// <param name="Recordings">Or pieces of them.</param>
/// <param name="Examples">Windows.</param>
/// <param name="Seconds">Of the recordings; null where the rate is unknown.</param>
/// <param name="Groups">Different ones.</param>
public sealed record Amount(int Recordings, int Examples, double? Seconds, int Groups);

/// <summary>A class.</summary>
/// <param name="BySplit">Examples for training, validation and test.</param>
public sealed record ClassSummary(string Name, Amount All, ImmutableArray<int> BySplit);

/// <summary>A split.</summary>
public sealed record SplitSummary(string Name, Amount All);

/// <summary>Recordings of the same bytes.</summary>
/// <param name="Ids">In the dataset's order.</param>
/// <param name="AcrossSplits">Whether they are in different splits: what is tested was trained on.</param>
/// <param name="AcrossClasses">Whether they bear different labels: at least one is wrong.</param>
public sealed record DuplicateSummary(ImmutableArray<string> Ids, bool AcrossSplits, bool AcrossClasses);

/// <summary>A group that is in several splits.</summary>
public sealed record LeakSummary(string Group, ImmutableArray<string> Splits);

/// <summary>What a dataset holds, and what may be wrong with it.</summary>
/// <param name="Imbalance">Examples for training of the largest class by those of the smallest one.</param>
/// <param name="Clipped">Recordings with values beyond what is stored, or with several in a row at full scale.</param>
/// <param name="Silent">Recordings in which nothing happens: constant, or sound below -60 dB.</param>
public sealed record DatasetSummary(
    string Type, double? Rate, double? WindowSeconds, Amount All, ImmutableArray<ClassSummary> Classes, ImmutableArray<SplitSummary> Splits,
    double? Imbalance, ImmutableArray<string> Clipped, ImmutableArray<string> Silent, ImmutableArray<DuplicateSummary> Duplicates,
    ImmutableArray<LeakSummary> Leaks)
{
    /// <summary>So many values in a row at full scale are no coincidence.</summary>
    private const int ClippedRun = 3;

    private static readonly Split[] AllSplits = Enum.GetValues<Split>();

    /// <summary>Reads all samples once.</summary>
    /// <exception cref="Mote.Core.Diagnostics.MoteException">MOTE0507: the dataset is damaged.</exception>
    public static DatasetSummary Of(Dataset dataset, CancellationToken cancellation = default)
    {
        var m = dataset.Manifest;
        var clipped = ImmutableArray.CreateBuilder<string>();
        var silent = ImmutableArray.CreateBuilder<string>();
        var byHash = new Dictionary<string, List<DatasetRecording>>();
        foreach (var (recording, bytes) in dataset.Recordings())
        {
            cancellation.ThrowIfCancellationRequested();
            var values = Values(bytes, dataset.Type.Element);
            if (recording.Clipped > 0 || (dataset.Type.Element == ElementType.Int16 && IsClipped(values))) clipped.Add(recording.Id);
            var channels = bytes.Length / recording.Frames / dataset.Type.Element.Bytes();
            if (IsSilent(values, m.Window == 1 ? 1 : channels, m.Scale)) silent.Add(recording.Id);
            var hash = Convert.ToHexString(SHA256.HashData(bytes));
            if (!byHash.TryGetValue(hash, out var same)) byHash[hash] = same = [];
            same.Add(recording);
        }
        var classes = m.Classes.Select((name, label) => new ClassSummary(name, AmountOf(dataset, m.Recordings.Where(r => r.Label == label)),
            [.. AllSplits.Select(s => Examples(dataset, m.Recordings.Where(r => r.Label == label && r.Split == s)))])).ToImmutableArray();
        var training = classes.Select(c => c.BySplit[0]).Where(n => n > 0).ToArray();
        return new DatasetSummary(dataset.Type.ToString(), m.Rate, m.Rate is { } rate ? m.Window / rate : null,
            AmountOf(dataset, m.Recordings), classes,
            [.. AllSplits.Select(s => new SplitSummary(Name(s), AmountOf(dataset, m.Recordings.Where(r => r.Split == s))))],
            training.Length > 1 ? (double)training.Max() / training.Min() : null, clipped.ToImmutable(), silent.ToImmutable(),
            [.. byHash.Values.Where(s => s.Count > 1).Select(s => new DuplicateSummary([.. s.Select(r => r.Id)],
                s.Select(r => r.Split).Distinct().Count() > 1, s.Select(r => r.Label).Distinct().Count() > 1))],
            [.. m.Recordings.Where(r => r.Group.Length > 0).GroupBy(r => r.Group)
                .Select(g => new LeakSummary(g.Key, [.. g.Select(r => r.Split).Distinct().Order().Select(Name)]))
                .Where(l => l.Splits.Length > 1).OrderBy(l => l.Group, StringComparer.Ordinal)]);
    }

    private static string Name(Split split) => split.ToString().ToLowerInvariant();

    private static Amount AmountOf(Dataset dataset, IEnumerable<DatasetRecording> recordings)
    {
        var all = recordings.ToArray();
        return new Amount(all.Length, Examples(dataset, all),
            dataset.Manifest.Rate is { } rate ? all.Sum(r => (double)r.Frames) / rate : null,
            all.Where(r => r.Group.Length > 0).Select(r => r.Group).Distinct().Count());
    }

    private static int Examples(Dataset dataset, IEnumerable<DatasetRecording> recordings) =>
        recordings.Sum(r => dataset.Windows(r).Count());

    private static int[] Values(byte[] bytes, ElementType element)
    {
        var values = new int[bytes.Length / element.Bytes()];
        for (var i = 0; i < values.Length; i++)
            values[i] = element == ElementType.Int8 ? (sbyte)bytes[i]
                : System.Buffers.Binary.BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(2 * i));
        return values;
    }

    private static bool IsClipped(int[] values)
    {
        var run = 0;
        for (var i = 0; i < values.Length; i++)
        {
            run = values[i] is short.MinValue or short.MaxValue ? run > 0 && values[i] == values[i - 1] ? run + 1 : 1 : 0;
            if (run >= ClippedRun) return true;
        }
        return false;
    }

    /// <summary>Whether no channel strays from its mean: by more than a thousandth of full scale in sound, by more than a step
    /// elsewhere.</summary>
    private static bool IsSilent(int[] values, int channels, float scale)
    {
        var least = scale == 1f / 32768 ? 32.768 : 0.5;
        for (var c = 0; c < channels; c++)
        {
            double sum = 0, squares = 0;
            var count = 0;
            for (var i = c; i < values.Length; i += channels, count++)
            {
                sum += values[i];
                squares += (double)values[i] * values[i];
            }
            if (Math.Sqrt(Math.Max(0, squares / count - sum / count * (sum / count))) > least) return false;
        }
        return true;
    }
}
