using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Types;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    private static ImmutableArray<KernelCall> LowerTransposeConv2D(TransposeConv2D op, NodeLowering n)
    {
        var w = n.X(TransposeConv2D.Weights);
        var window = Window(w.Shape[1], w.Shape[2], op.Steps, new Padding(op.Top, 0, op.Left, 0), n);
        if (n.Y.IsFloat)
        {
            var (least, most) = Requantization.Clamp(op.Activation);
            return CallReal(
                "transpose_conv2d_f32", CParameters.Of(("window", window), ("low", least), ("high", most)), w.Shape[0], n);
        }
        var factors = Requantization.Convolution(n.X(), w, n.Y, w.Shape[0]);
        var (low, high) = Requantization.Clamp(op.Activation, n.Y);
        if (IsInt16(n))
            return n.Call("transpose_conv2d_s16", CParameters.Of(("window", window), ("narrow", Narrow(n)), ("low", low), ("high", high)),
                Int16Arguments(factors, w.Shape[0], n));
        var parameters = CParameters.Of(
            ("window", window),
            ("input_offset", -n.X().PerTensor.ZeroPoint),
            ("output_offset", n.Y.PerTensor.ZeroPoint),
            ("low", low),
            ("high", high));
        return n.Call("transpose_conv2d_s8", parameters, Int8Arguments(factors, BiasInt8(n, fold: false), n));
    }

    private static ImmutableArray<KernelCall> LowerBatchMatMul(BatchMatMul op, NodeLowering n)
    {
        var m = BatchedMatrices.Of(op, n.X(0).Shape, n.X(1).Shape, n.Y.Shape);
        var matrices = CParameters.Of(
            ("batches", m.Batches),
            ("a_batches", m.BatchesA),
            ("b_batches", m.BatchesB),
            ("rows", m.Rows),
            ("columns", m.Columns),
            ("depth", m.Depth),
            ("a_row", m.RowA),
            ("a_depth", m.DepthA),
            ("b_depth", m.DepthB),
            ("b_column", m.ColumnB));
        CArgument[] arguments = [n.Operand("a", 0), n.Operand("b", 1), n.Result()];
        if (HybridWeights.Are(n.X(0), n.X(1)))
            return n.Call("batch_matmul_f32_s8",
                CParameters.Of(("matrices", matrices), ("scale", HybridWeights.Scales(n.X(1))[0])), arguments);
        if (n.Y.IsFloat) return n.Call("batch_matmul_f32", CParameters.Of(("matrices", matrices)), arguments);
        var factor = n.Factor(Requantization.FullyConnected(n.X(0), n.X(1), n.Y, 1)[0]);
        if (n.Y.Element == ElementType.Int16)
            return n.Call("batch_matmul_s16",
                CParameters.Of(("matrices", matrices), ("multiplier", WideFactor(factor, n).Multiplier), ("shift", factor.Shift)),
                arguments);
        var parameters = CParameters.Of(
            ("matrices", matrices),
            ("a_offset", -n.X(0).PerTensor.ZeroPoint),
            ("b_offset", -n.X(1).PerTensor.ZeroPoint),
            ("output_offset", n.Y.PerTensor.ZeroPoint),
            ("multiplier", factor.Multiplier),
            ("shift", factor.Shift));
        return n.Call("batch_matmul_s8", parameters, arguments);
    }
}
