using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using Mote.Numerics.Fast;
using Mote.Training.Arithmetic;
using Mote.Training.Kernels;
using Mote.Training.Networks;

namespace Mote.Training.Execution;

/// <summary>
/// Runs a network over batches. The batch is cut into chunks whose number depends on network and batch alone; sums over the batch are made
/// chunk by chunk and then in the chunks' order, so that results do not depend on the number of threads. Owns all memory of a
/// training run: parameters, buffers, activations.
/// </summary>
public sealed unsafe class NetworkExecutor<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ImmutableArray<Level> _levels;
    private readonly BoundNode<T>[][] _whole;
    private readonly BoundNode<T>[][] _chunked;
    private readonly BoundNode<T>[][] _gathered;
    private readonly BoundNode<T>[][] _waiting;
    private readonly ImmutableArray<NetworkValue> _values;
    private readonly int[] _chunkSizes;
    private readonly WorkerPool _pool;
    private readonly LevelWork[] _work;
    private StepContext _context;
    private readonly Places _places;
    private readonly NativeBlock<T>[] _blocks;
    private readonly NativeBlock<T> _partials;
    private readonly long[] _partialStride;
    private readonly NativeBlock<T>[] _local;
    private readonly NativeBlock<T>[] _scratch;
    private readonly List<NativeBlock<T>> _prepared = [];
    private readonly (long Partial, int Value, bool Largest)[][] _sums;

    /// <param name="network">What to run.</param>
    /// <param name="batch">Most examples of a batch.</param>
    /// <param name="threads">How many work on it.</param>
    public NetworkExecutor(Network network, int batch, int threads)
    {
        (Network, BatchSize, Threads) = (network, batch, threads);
        (_values, _levels) = Recomputation.Of(network, Schedule.Of(network));
        _chunkSizes = [.. _levels.Select(l => ChunkPlan.Size(_values, l, batch))];
        Chunks = _chunkSizes.Max(size => (batch + size - 1) / size);
        _places = new Places(network, _values, _levels, batch, _chunkSizes, NativeBlock<T>.Aligned);
        _blocks = [.. Enum.GetValues<Region>().Select(r => new NativeBlock<T>(r == Region.Chunk ? 0 : _places.Size(r)))];
        _local = [.. Enumerable.Range(0, threads).Select(_ => new NativeBlock<T>(_places.Size(Region.Chunk)))];

        _sums = new (long, int, bool)[_levels.Length][];
        _partialStride = new long[_levels.Length];
        var partials = 0L;
        var extremes = network.Nodes.Where(n => n.Op is Extremes).Select(n => n.Output).ToHashSet();
        for (var level = 0; level < _levels.Length; level++)
        {
            var offset = 0L;
            _sums[level] = [.. _levels[level].Reduced.Select(v =>
            {
                var at = offset;
                offset += NativeBlock<T>.Aligned(network.Values[v].Shape.Elements);
                return (at, v, extremes.Contains(v));
            })];
            _partialStride[level] = offset;
            partials = Math.Max(partials, offset * ((batch + _chunkSizes[level] - 1) / _chunkSizes[level]));
        }
        _partials = new NativeBlock<T>(partials);
        _whole = [.. _levels.Select(l => l.Whole.Select(n => Bind(n, [])).ToArray())];
        _chunked = [.. _levels.Select((l, i) => l.Chunked.Select(n => Bind(n, _sums[i])).ToArray())];
        _gathered = [.. _levels.Select(l => l.Gathered.Select(n => Bind(n, [], gathered: true)).ToArray())];
        _waiting = [.. _chunked.Zip(_gathered, (c, g) => c.Concat(g).Where(n => n.Kernel!.Prepare is not null).ToArray())];
        var scratch = _chunked.Zip(_chunkSizes, (nodes, size) => nodes.Max(n => ScratchOf(n, size) as long?) ?? 0)
            .Concat(_whole.Concat(_gathered).SelectMany(n => n).Select(n => ScratchOf(n, batch))).Max();
        _pool = new WorkerPool(threads);
        _work = [.. Enumerable.Range(0, _levels.Length).Select(Work)];
        _scratch = [.. Enumerable.Range(0, threads).Select(_ => new NativeBlock<T>(scratch))];
        foreach (var value in network.Values.Where(v => v.Kind is ValueKind.Parameter or ValueKind.Buffer))
            Write(value.Id, value.Initial.AsSpan());
    }

    public Network Network { get; }

    public int BatchSize { get; }

    public int Threads { get; }

    /// <summary>Of all runs.</summary>
    internal RoundingStatistics Roundings { get; } = new();

    /// <summary>Of the level that has most of them.</summary>
    public int Chunks { get; }

    /// <summary>Where set, gets the time that each kind of operator takes, in stopwatch ticks; with one thread only.</summary>
    public IDictionary<string, long>? Profile { get; set; }

    /// <summary>Bytes of all memory that is held.</summary>
    public long Bytes => sizeof(T) * _blocks.Concat(_local).Concat(_scratch).Concat(_prepared).Append(_partials).Sum(b => b.Elements);

    /// <summary>All parameters one after another, each at a multiple of 64 bytes, with zeros between.</summary>
    public Span<T> Parameters => _blocks[(int)Region.Parameters].Span(0, checked((int)_places.Size(Region.Parameters)));

    /// <summary>All buffers, likewise.</summary>
    public Span<T> Buffers => _blocks[(int)Region.Buffers].Span(0, checked((int)_places.Size(Region.Buffers)));

    /// <summary>Where a parameter begins in <see cref="Parameters"/>, or a buffer in <see cref="Buffers"/>.</summary>
    public int Offset(int value) => checked((int)_places.Of[value].Offset);

    /// <summary>
    /// A value's elements: of as many examples as memory was made for, or the whole. Only inputs, outputs and whole values last.
    /// </summary>
    public Span<T> this[int value]
    {
        get
        {
            var (v, place) = (Network.Values[value], _places.Of[value]);
            if (place.Region == Region.Chunk) throw new InvalidOperationException($"{v.Name} does not outlive its level");
            return _blocks[(int)place.Region].Span(place.Offset, v.Shape.Elements * (v.IsPerExample ? BatchSize : 1));
        }
    }

    /// <summary>As the indexer, for writers on several threads.</summary>
    public Memory<T> Memory(int value)
    {
        var place = _places.Of[value];
        return _blocks[(int)place.Region].Memory.Slice(checked((int)place.Offset), this[value].Length);
    }

    public void Write(int value, ReadOnlySpan<float> numbers)
    {
        var place = this[value];
        for (var i = 0; i < numbers.Length; i++) place[i] = T.CreateChecked(numbers[i]);
    }

    public float[] Read(int value)
    {
        var place = this[value];
        var numbers = new float[place.Length];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = float.CreateSaturating(place[i]);
        return numbers;
    }

    /// <summary>Computes all, then changes the buffers.</summary>
    /// <param name="examples">How many the inputs hold; at most <see cref="BatchSize"/>.</param>
    /// <param name="seed">Of what is random.</param>
    /// <param name="step">Steps done before: with the seed, it decides what is random.</param>
    public void Run(int examples, ulong seed = 0, long step = 0)
    {
        if (examples <= 0 || examples > BatchSize)
            throw new ArgumentOutOfRangeException(nameof(examples), examples, $"a batch has 1 to {BatchSize} examples");
        var context = _context = new StepContext(seed, step, examples, Roundings);
        for (var level = 0; level < _levels.Length; level++)
        {
            foreach (var node in _whole[level])
                node.Kernel!.Run(new NodeCall<T>(node, context, 0, 0, null, null, _scratch[0].Pointer, null));
            var chunks = (examples + _chunkSizes[level] - 1) / _chunkSizes[level];
            if (_waiting[level].Length > 0) _pool.Run(_waiting[level].Length, _work[level].Prepare);
            if (_chunked[level].Length > 0) _pool.Run(chunks, _work[level].RunChunk);
            for (var i = 0; i < _gathered[level].Length; i++) RunParts(_gathered[level][i], _work[level].RunPart[i]);
            foreach (var (partial, value, largest) in _sums[level]) Reduce(level, partial, value, largest, chunks);
        }
        foreach (var update in Network.Updates) this[update.Value].CopyTo(this[update.Buffer]);
    }

    public void Dispose()
    {
        _pool.Dispose();
        foreach (var block in _blocks.Concat(_local).Concat(_scratch).Concat(_prepared).Append(_partials)) block.Dispose();
    }

    /// <summary>What threads are given to do, made once: steps allocate nothing.</summary>
    private LevelWork Work(int level) => new(
        (i, _) => _waiting[level][i].Kernel!.Prepare!(
            new NodeCall<T>(_waiting[level][i], _context, 0, 0, null, null, null, _waiting[level][i].Prepared)),
        (chunk, worker) => RunChunk(level, _context, chunk, worker),
        [.. _gathered[level].Select(node => (Action<int, int>)((part, worker) => node.Kernel!.Run(new NodeCall<T>(
            node, _context, 0, _context.Examples, null, null, _scratch[worker].Pointer, node.Prepared, part, node.Kernel.Parts))))]);

    private void RunChunk(int level, StepContext context, int chunk, int worker)
    {
        var size = _chunkSizes[level];
        var first = chunk * size;
        var count = Math.Min(size, context.Examples - first);
        var local = _local[worker].Pointer;
        var scratch = _scratch[worker].Pointer;
        var partial = _partials.Pointer + _partialStride[level] * chunk;
        foreach (var node in _chunked[level])
        {
            for (var y = 0; y < node.Partial.Length; y++)
                if (node.Partial[y] >= 0) new Span<T>(partial + node.Partial[y], node.Outputs[y].Shape.Elements).Clear();
            var begin = Profile is null ? 0 : Stopwatch.GetTimestamp();
            node.Kernel!.Run(new NodeCall<T>(node, context, first, count, local, partial, scratch, node.Prepared));
            Note(node, begin);
        }
    }

    private void RunParts(BoundNode<T> node, Action<int, int> run)
    {
        var begin = Profile is null ? 0 : Stopwatch.GetTimestamp();
        foreach (var output in node.Node.Outputs) this[output].Clear();
        _pool.Run(node.Kernel!.Parts, run);
        Note(node, begin);
    }

    private void Note(BoundNode<T> node, long begin)
    {
        if (Profile is null) return;
        var kind = node.Node.Op.GetType().Name;
        Profile[kind] = (Profile.TryGetValue(kind, out var ticks) ? ticks : 0) + Stopwatch.GetTimestamp() - begin;
    }

    /// <summary>Adds the chunks' parts in order.</summary>
    private void Reduce(int level, long partial, int value, bool largest, int chunks)
    {
        var sum = this[value];
        new ReadOnlySpan<T>(_partials.Pointer + partial, sum.Length).CopyTo(sum);
        for (var chunk = 1; chunk < chunks; chunk++)
        {
            var part = new ReadOnlySpan<T>(_partials.Pointer + chunk * _partialStride[level] + partial, sum.Length);
            if (largest) TensorPrimitives.Max(sum, part, sum);
            else TensorPrimitives.Add(sum, part, sum);
        }
    }

    private BoundNode<T> Bind(NetworkNode node, (long Partial, int Value, bool Largest)[] sums, bool gathered = false)
    {
        var bound = new BoundNode<T>(node, [.. node.Inputs.Select(i => _values[i])], [.. node.Outputs.Select(o => _values[o])])
        {
            IsGathered = gathered,
        };
        for (var i = 0; i < bound.X.Length; i++) (bound.X[i], bound.XIsLocal[i]) = Address(node.Inputs[i]);
        for (var i = 0; i < bound.Y.Length; i++)
        {
            (bound.Y[i], bound.YIsLocal[i]) = Address(node.Outputs[i]);
            foreach (var (partial, value, _) in sums)
                if (value == node.Outputs[i]) bound.Partial[i] = partial;
        }
        bound.Kernel = KernelTable<T>.Select(bound);
        if (bound.Kernel.Prepare is null) return bound;
        var prepared = new NativeBlock<T>(bound.Kernel.Prepared);
        _prepared.Add(prepared);
        bound.Prepared = prepared.Pointer;
        return bound;
    }

    private (nint Address, bool IsLocal) Address(int value)
    {
        var place = _places.Of[value];
        return place.Region == Region.Chunk ? ((nint)place.Offset, true)
            : ((nint)(_blocks[(int)place.Region].Pointer + place.Offset), false);
    }

    private static long ScratchOf(BoundNode<T> node, int examples) => node.Kernel!.Scratch + node.Kernel.ScratchEach * examples;

    private sealed record LevelWork(Action<int, int> Prepare, Action<int, int> RunChunk, Action<int, int>[] RunPart);
}
