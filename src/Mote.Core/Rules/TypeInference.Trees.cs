using Mote.Core.Ops;
using Mote.Core.Types;

namespace Mote.Core.Rules;

public static partial class TypeInference
{
    /// <summary>Kernels walk the trees without looking: that every walk ends, and inside the arrays, is checked here.</summary>
    private static TensorType InferTreeEnsemble(TreeEnsemble op, OperandChecks call)
    {
        call.Takes(1, 1);
        var x = call.Activation(0, ElementType.Float32);
        call.Require(x.Shape.Rank == 2, $"the input has shape {x.Shape}; [n, k] is expected.");
        var nodes = op.Features.Count;
        call.Require(op.Outputs > 0 && op.Base.Count == op.Outputs && op.Leaves.Count % op.Outputs == 0,
            $"{op.Leaves.Count} leaf values and {op.Base.Count} offsets do not fit {op.Outputs} outputs.");
        call.Require(op.Thresholds.Count == nodes && op.Next.Count == nodes,
            $"{op.Thresholds.Count} thresholds and {op.Next.Count} successors for {nodes} nodes.");
        call.Require(x.Shape[1] <= short.MaxValue, $"{x.Shape[1]} features are too many; {short.MaxValue} are supported.");
        call.Require(op.Roots.All(r => r >= 0 && r < nodes), $"a root is not one of the {nodes} nodes.");
        call.Require(op.Thresholds.Concat(op.Leaves).Concat(op.Base).All(float.IsFinite), "thresholds, leaves and offsets must be finite.");
        var rows = op.Leaves.Count / op.Outputs;
        for (var i = 0; i < nodes; i++)
        {
            var (feature, next) = (op.Features[i], op.Next[i]);
            if (feature == TreeEnsemble.Leaf) call.Require(next >= 0 && next < rows, $"node {i} is a leaf with row {next} of {rows}.");
            else
            {
                call.Require(feature >= 0 && feature < x.Shape[1], $"node {i} asks for feature {feature} of {x.Shape[1]}.");
                call.Require(i + 1 < nodes && next > i && next < nodes,
                    $"node {i} leads to {next}; a later one of the {nodes} nodes is expected.");
            }
        }
        return new TensorType(ElementType.Float32, [x.Shape[0], op.Outputs], call.OutputQuantization);
    }
}
