namespace Mote.Core.Ops;

/// <summary>
/// Y[b, o, i, r] = X[b, o, I[b, i], r], with b over the first BatchDims axes of both and I's value at Axis of X. An index outside of
/// X counts as the nearest one inside: the reference leaves it undefined, and memory must not be at its mercy.
/// </summary>
public sealed record Gather(int Axis, int BatchDims = 0) : Op
{
    public const int Input = 0, Indices = 1;
}

/// <summary>
/// Y[i, r] = X[I[i, 0], ..., I[i, k - 1], r]. I [..., k]; the flat position is held inside of X as in <see cref="Gather"/>.
/// </summary>
public sealed record GatherNd : Op
{
    public const int Input = 0, Indices = 1;
}

/// <summary>Y[i, r] = scale · T[I[i], r]: rows of an int8 table as reals. I [k], T [n, ...]. Indices as in <see cref="Gather"/>.</summary>
public sealed record EmbeddingLookup : Op
{
    public const int Indices = 0, Table = 1;
}

/// <summary>X with the part that begins at S replaced by U; S [rank of X] is moved so that U lies inside.</summary>
public sealed record DynamicUpdateSlice : Op
{
    public const int Input = 0, Update = 1, Start = 2;
}

/// <summary>The shape that two shapes, given as vectors, broadcast to: from the end, the one that is not 1.</summary>
public sealed record BroadcastArgs : Op;
