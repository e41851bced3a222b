using System.Collections.Immutable;
using Mote.Training.Networks;

namespace Mote.Training.Execution;

internal enum Region
{
    /// <summary>Parameters, one after another.</summary>
    Parameters,

    /// <summary>Buffers.</summary>
    Buffers,

    /// <summary>Whole values that are computed.</summary>
    Whole,

    /// <summary>Of the whole batch; reused between levels.</summary>
    Batch,

    /// <summary>Of one chunk, for one worker: what is made and read within a level.</summary>
    Chunk,
}

/// <summary>Where a value is. Offsets in elements; in <see cref="Region.Batch"/> of the batch's first example.</summary>
internal readonly record struct Place(Region Region, long Offset);

/// <summary>A place for every value of a network.</summary>
internal sealed class Places
{
    private readonly long[] _sizes = new long[Enum.GetValues<Region>().Length];

    /// <param name="network">Whose outputs and inputs last.</param>
    /// <param name="values">Its values, and further ones that levels know.</param>
    /// <param name="levels">What is read and made when.</param>
    /// <param name="batch">Examples of a batch.</param>
    /// <param name="chunks">Examples of a chunk, by level.</param>
    /// <param name="align">Rounds sizes up.</param>
    public Places(
        Network network, ImmutableArray<NetworkValue> values, ImmutableArray<Level> levels, int batch, IReadOnlyList<int> chunks,
        Func<long, long> align)
    {
        Of = new Place[values.Length];
        foreach (var value in values)
            if (!value.IsPerExample) Append(value, value.Kind == ValueKind.Parameter ? Region.Parameters
                : value.Kind == ValueKind.Buffer ? Region.Buffers : Region.Whole);

        var (made, read) = Times(network, values.Length, levels);
        var perExample = values.Where(v => v.IsPerExample).ToArray();
        var gathered = levels.SelectMany(l => l.Gathered).SelectMany(n => n.Inputs).ToHashSet();
        var local = perExample.Where(v => v.Kind == ValueKind.PerExample && made[v.Id].Level == read[v.Id].Level)
            .Where(v => !gathered.Contains(v.Id)).ToArray();
        foreach (var group in local.GroupBy(v => made[v.Id].Level))
            PlaceAll(group, Region.Chunk, v =>
                new Lifetime(made[v.Id].Node, read[v.Id].Node, align((long)v.Shape.Elements * chunks[group.Key])));
        PlaceAll(perExample.Except(local), Region.Batch,
            v => new Lifetime(made[v.Id].Level, read[v.Id].Level, align((long)v.Shape.Elements * batch)));

        void Append(NetworkValue value, Region region)
        {
            Of[value.Id] = new Place(region, _sizes[(int)region]);
            _sizes[(int)region] += align(value.Shape.Elements);
        }

        void PlaceAll(IEnumerable<NetworkValue> values, Region region, Func<NetworkValue, Lifetime> lifetime)
        {
            var all = values.ToArray();
            var (offsets, total) = Placement.Of([.. all.Select(lifetime)]);
            for (var i = 0; i < all.Length; i++) Of[all[i].Id] = new Place(region, offsets[i]);
            _sizes[(int)region] = Math.Max(_sizes[(int)region], total);
        }
    }

    public Place[] Of { get; }

    public long Size(Region region) => _sizes[(int)region];

    /// <summary>When each value is made and read last: the level, and the node within it.</summary>
    private static ((int Level, int Node)[] Made, (int Level, int Node)[] Read) Times(
        Network network, int values, ImmutableArray<Level> levels)
    {
        var (made, read) = (new (int, int)[values], new (int, int)[values]);
        for (var level = 0; level < levels.Length; level++)
        {
            for (var node = 0; node < levels[level].Chunked.Length; node++)
            {
                foreach (var input in levels[level].Chunked[node].Inputs) read[input] = (level, node);
                foreach (var output in levels[level].Chunked[node].Outputs) made[output] = read[output] = (level, node);
            }
            foreach (var input in levels[level].Gathered.SelectMany(n => n.Inputs)) read[input] = (level, levels[level].Chunked.Length);
        }
        // Outputs are asked for when all is done; inputs are there from the beginning, and for the next run.
        foreach (var value in network.Outputs.Concat(network.Inputs.Select(i => i.Id))) read[value] = (levels.Length, 0);
        return (made, read);
    }
}
