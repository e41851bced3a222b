using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Execution.Reference;

/// <summary>Plain int32, without scales; results wrap modulo 2^32.</summary>
internal static partial class ReferenceKernels
{
    private static bool IsInt32(KernelCall call) => call.X(0).Element == ElementType.Int32;

    private static void CombineInt32(Activation activation, Func<int, int, int> combine, KernelCall call)
    {
        var a = call.In<int>(0);
        var b = call.In<int>(1);
        var y = call.Out<int>();
        var (low, high) = Requantization.PlainClamp(activation);
        var pairs = new OperandPairs(call);
        for (var i = 0; i < y.Length; i++)
        {
            var (ia, ib) = pairs.At(i);
            y[i] = Math.Clamp(combine(a[ia], b[ib]), low, high);
        }
    }
}
