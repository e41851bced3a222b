using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Workflows.Compressing;

/// <summary>What the weights of a graph's convolutions and dense layers hold.</summary>
/// <param name="Weights">How many there are.</param>
/// <param name="Zeros">Among them.</param>
/// <param name="EntropyBytes">The sum of each layer's entropy: the least that a coder of single integers could make of them; for reals
/// what they take as they are.</param>
public sealed record WeightStatistics(int Weights, int Zeros, double EntropyBytes)
{
    public static WeightStatistics Of(Graph graph)
    {
        var (count, zeros, bits) = (0, 0, 0.0);
        foreach (var node in graph.Nodes.Where(n => n.Op is Conv2D or DepthwiseConv2D or FullyConnected))
        {
            if (graph[node.Inputs[1]].Data is not { } data) continue;
            count += data.Type.Shape.Elements;
            if (data.Type.IsFloat)
            {
                bits += 8.0 * data.Type.Bytes;
                foreach (var w in data.Span<float>())
                    if (w == 0) zeros++;
                continue;
            }
            var codes = data.Int8().ToArray();
            zeros += codes.Count(c => c == 0);
            bits += codes.GroupBy(c => c).Sum(g => g.Count() * Math.Log2(codes.Length / (double)g.Count()));
        }
        return new WeightStatistics(count, zeros, bits / 8);
    }
}
