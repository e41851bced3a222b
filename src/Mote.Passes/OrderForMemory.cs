using Mote.Core.Graphs;

namespace Mote.Passes;

/// <summary>
/// Orders the nodes so that the tensors alive at the worst step take as few bytes as possible. Finding that order is NP-hard; this is a
/// search by least peak over the sets of nodes that may have been executed, of limited effort. Without success, or where nothing is
/// gained, the order stays.
/// </summary>
public sealed class OrderForMemory : IPass
{
    private const int MostStates = 20_000;

    public string Name => "order-for-memory";

    public Graph Run(Graph graph)
    {
        var problem = new Problem(graph);
        var now = problem.Peak(Enumerable.Range(0, graph.Nodes.Length));
        if (now <= problem.LowerBound || problem.Best(now) is not { } order) return graph;
        var rebuild = new GraphRebuild(graph);
        foreach (var i in order) rebuild.Keep(graph.Nodes[i]);
        return rebuild.Build();
    }

    /// <summary>Which values each node needs and makes, and how many readers wait for each value.</summary>
    private sealed class Problem
    {
        private readonly int[][] _reads, _makes;
        private readonly int[] _readers;
        private readonly long[] _bytes;
        private readonly List<int>[] _readersOf;
        private readonly int[] _makers;
        private readonly long _fixedBytes;

        public Problem(Graph graph)
        {
            _bytes = [.. graph.Values.Select(v => v.IsConstant ? 0L : v.Type.Bytes)];
            _reads = [.. graph.Nodes.Select(n =>
                n.Inputs.Where(i => !i.IsNone && !graph[i].IsConstant).Select(i => i.Index).Distinct().ToArray())];
            _makes = [.. graph.Nodes.Select(n => n.Outputs.Select(o => o.Index).ToArray())];
            _readersOf = [.. graph.Values.Select(_ => new List<int>())];
            _readers = new int[graph.Values.Length];
            _makers = new int[graph.Values.Length];
            Array.Fill(_makers, -1);
            for (var node = 0; node < _reads.Length; node++)
            {
                foreach (var value in _makes[node]) _makers[value] = node;
                foreach (var value in _reads[node])
                {
                    _readersOf[value].Add(node);
                    _readers[value]++;
                }
            }
            // After the last node somebody reads outputs and new states.
            foreach (var kept in graph.Outputs.Concat(graph.States.Select(s => s.After)).Distinct()) _readers[kept.Index]++;
            // A state's old value lies there for ever.
            foreach (var state in graph.States) _readers[state.Before.Index]++;
            _fixedBytes = graph.Inputs.Concat(graph.States.Select(s => s.Before)).Distinct().Sum(v => _bytes[v.Index]);
        }

        /// <summary>Every node needs what it reads and makes at once.</summary>
        public long LowerBound => Enumerable.Range(0, _reads.Length)
            .Select(n => _reads[n].Sum(v => _bytes[v]) + _makes[n].Sum(v => _bytes[v])).DefaultIfEmpty(0).Max();

        public long Peak(IEnumerable<int> order)
        {
            var (waiting, alive, peak) = ((int[])_readers.Clone(), _fixedBytes, 0L);
            foreach (var node in order)
            {
                peak = Math.Max(peak, alive + _makes[node].Sum(v => _bytes[v]));
                alive += Change(node, v => --waiting[v]);
            }
            return peak;
        }

        /// <summary>An order with a peak below a given one.</summary>
        public int[]? Best(long limit)
        {
            var open = new PriorityQueue<State, (long, int, int)>();
            var seen = new HashSet<string>();
            var numbered = 0;
            open.Enqueue(new State(null, -1, 0, _fixedBytes, 0), default);
            while (open.TryDequeue(out var state, out _))
            {
                var executed = Executed(state);
                if (!seen.Add(Key(executed))) continue;
                if (seen.Count > MostStates) return null;
                if (state.Count == _reads.Length) return Order(state);
                foreach (var next in Followers(state, executed, limit))
                    open.Enqueue(next, (next.Peak, -next.Count, numbered++));
            }
            return null;
        }

        private List<State> Followers(State state, bool[] executed, long limit)
        {
            var followers = new List<State>();
            for (var node = 0; node < _reads.Length; node++)
            {
                if (executed[node] || !_reads[node].All(v => IsMade(v, executed))) continue;
                var during = state.Alive + _makes[node].Sum(v => _bytes[v]);
                if (during >= limit) continue;
                var after = state.Alive + Change(node, v => Left(v, executed) - 1);
                var next = new State(state, node, Math.Max(state.Peak, during), after, state.Count + 1);
                // What costs nothing now and leaves less than before may as well be next.
                if (during <= state.Peak && after <= state.Alive) return [next];
                followers.Add(next);
            }
            return followers;
        }

        /// <summary>By how much the bytes alive change: results that somebody reads come, operands that nobody reads any more go.</summary>
        private long Change(int node, Func<int, int> left) =>
            _makes[node].Where(v => _readers[v] > 0).Sum(v => _bytes[v]) - _reads[node].Where(v => left(v) == 0).Sum(v => _bytes[v]);

        private int Left(int value, bool[] executed) => _readers[value] - _readersOf[value].Count(n => executed[n]);

        private bool IsMade(int value, bool[] executed) => _makers[value] < 0 || executed[_makers[value]];

        private bool[] Executed(State state)
        {
            var executed = new bool[_reads.Length];
            for (var s = state; s.Before is not null; s = s.Before) executed[s.Node] = true;
            return executed;
        }

        private static string Key(bool[] executed) => string.Create(executed.Length, executed, (text, set) =>
        {
            for (var i = 0; i < text.Length; i++) text[i] = set[i] ? '1' : '0';
        });

        private static int[] Order(State state)
        {
            var order = new int[state.Count];
            for (var s = state; s.Before is not null; s = s.Before) order[s.Count - 1] = s.Node;
            return order;
        }

        /// <summary>Nodes executed so far, as a way back to the beginning.</summary>
        private sealed record State(State? Before, int Node, long Peak, long Alive, int Count);
    }
}
