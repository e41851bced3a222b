using Mote.Core.Types;
using Mote.Numerics.Coding;

namespace Mote.Compiler.Coding;

/// <summary>
/// How a set of constants takes least flash: a coding for each, tables that several share, and no decoder that saves less than it weighs.
/// </summary>
internal sealed class StoragePlan
{
    private readonly Tensor[] _constants;
    private readonly Func<Tensor, ConstantCoding, double> _instructions;
    private readonly double _worth;
    private readonly Dictionary<ConstantCoding, Way> _ways = [];

    private StoragePlan(IEnumerable<Tensor> constants, Func<Tensor, ConstantCoding, double> instructions, double worth)
    {
        _constants = [.. constants];
        _instructions = instructions;
        _worth = worth;
        foreach (var coding in ConstantCodings.All.Where(c => c != ConstantCoding.Plain)) _ways[coding] = WayOf(coding);
    }

    /// <param name="constants">Each once.</param>
    /// <param name="instructions">What an inference takes more where a constant is stored so.</param>
    /// <param name="worth">How many bytes one of these instructions is worth.</param>
    /// <returns>Those that had better be coded; all others are stored as they are.</returns>
    public static IReadOnlyDictionary<Tensor, CodedConstant> Of(
        IEnumerable<Tensor> constants, Func<Tensor, ConstantCoding, double> instructions, double worth) =>
        new StoragePlan(constants, instructions, worth).Choose();

    /// <param name="Prices">Of each constant: bytes, its share of tables included, and instructions in bytes' worth.</param>
    /// <param name="LongestGap">Of sparse codings.</param>
    private sealed record Way(double[] Prices, byte LongestGap);

    private Dictionary<Tensor, CodedConstant> Choose()
    {
        var codings = _ways.Keys.ToArray();
        var (best, least) = (0, double.MaxValue);
        for (var subset = 0; subset < 1 << codings.Length; subset++)
        {
            var price = 0.0;
            var used = new HashSet<ConstantCoding>();
            for (var i = 0; i < _constants.Length; i++)
            {
                var (coding, bytes) = Cheapest(i, subset, codings);
                price += bytes;
                if (coding != ConstantCoding.Plain && used.Add(coding)) price += Decoder.Of(coding)!.CodeBytes;
            }
            if (price < least) (best, least) = (subset, price);
        }
        var chosen = new Dictionary<Tensor, CodedConstant>();
        foreach (var group in Enumerable.Range(0, _constants.Length).GroupBy(i => Cheapest(i, best, codings).Coding))
            if (group.Key != ConstantCoding.Plain)
                foreach (var (tensor, coded) in Coded(group.Key, [.. group])) chosen[tensor] = coded;
        return chosen;
    }

    private (ConstantCoding Coding, double Bytes) Cheapest(int constant, int subset, ConstantCoding[] codings)
    {
        var best = (Coding: ConstantCoding.Plain, Bytes: (double)_constants[constant].Type.Bytes);
        for (var k = 0; k < codings.Length; k++)
            if ((subset >> k & 1) == 1 && _ways[codings[k]].Prices[constant] is var price && price < best.Bytes) best = (codings[k], price);
        return best;
    }

    private Way WayOf(ConstantCoding coding)
    {
        if (coding is ConstantCoding.Packed or ConstantCoding.Codebook or ConstantCoding.Sparse)
            return new Way([.. _constants.Select(c => CodedConstant.Of(coding, c.Bytes) is { } coded
                ? coded.Bytes + Overhead(coding, c) + coded.Tables.Length * Decoder.TableRecordBytes : double.MaxValue)], byte.MaxValue);
        Way? best = null;
        foreach (var longest in coding.IsSparse() ? (byte[])[15, 31, 63] : [0])
        {
            var counts = _constants.Select(c => Sequence(coding, c, longest).Counts()).ToArray();
            var prices = new double[_constants.Length];
            foreach (var group in TableSharing.Groups(counts, coding))
            {
                var all = Sum(group.Select(i => counts[i]));
                var (bytes, symbols) = (TableSharing.Bytes(all, coding), Math.Max(1, all.Sum(a => a.Sum())));
                // Tables are shared out by how many symbols each constant has.
                foreach (var i in group)
                    prices[i] = (double)bytes * counts[i].Sum(a => a.Sum()) / symbols + Overhead(coding, _constants[i]);
            }
            if (best is null || prices.Sum() < best.Prices.Sum()) best = new Way(prices, longest);
        }
        return best!;
    }

    private double Overhead(ConstantCoding coding, Tensor constant) => Decoder.RecordBytes + Decoder.CallBytes + 4
        + _worth * _instructions(constant, coding);

    private static SymbolSequence Sequence(ConstantCoding coding, Tensor constant, byte longest) =>
        coding.IsSparse() ? SymbolSequence.Sparse(constant.Bytes, longest) : SymbolSequence.Dense(constant.Bytes);

    private static long[][] Sum(IEnumerable<long[][]> counts) =>
        counts.Aggregate((a, b) => [.. a.Zip(b, (x, y) => x.Zip(y, (i, j) => i + j).ToArray())]);

    private IEnumerable<(Tensor, CodedConstant)> Coded(ConstantCoding coding, int[] members)
    {
        if (coding is ConstantCoding.Packed or ConstantCoding.Codebook or ConstantCoding.Sparse)
            return members.Select(i => (_constants[i], CodedConstant.Of(coding, _constants[i].Bytes)!));
        var longest = _ways[coding].LongestGap;
        var counts = members.Select(i => Sequence(coding, _constants[i], longest).Counts()).ToArray();
        return TableSharing.Groups(counts, coding).SelectMany(group =>
        {
            var codes = Sum(group.Select(i => counts[i])).Select(c => SymbolCode.Of(coding, c)).ToArray();
            return group.Select(i => (_constants[members[i]], CodedConstant.Of(coding, _constants[members[i]].Bytes, longest, codes)));
        });
    }
}
