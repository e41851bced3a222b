using Mote.Core.Ops;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    private static void AskTrees(TreeEnsemble op, KernelCall call)
    {
        var x = call.In<float>(0);
        var y = call.Out<float>();
        var features = call.X(0).Shape[1];
        for (var n = 0; n < call.Y.Shape[0]; n++)
        {
            var row = x.Slice(n * features, features);
            var sums = y.Slice(n * op.Outputs, op.Outputs);
            op.Base.AsSpan().CopyTo(sums);
            foreach (var root in op.Roots)
            {
                var i = root;
                while (op.Features[i] != TreeEnsemble.Leaf) i = row[op.Features[i]] <= op.Thresholds[i] ? i + 1 : op.Next[i];
                for (var o = 0; o < sums.Length; o++) sums[o] += op.Leaves[op.Next[i] * sums.Length + o];
            }
        }
    }
}
