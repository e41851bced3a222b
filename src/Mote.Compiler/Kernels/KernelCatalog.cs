using System.Collections.Immutable;
using Mote.Compiler.Programs;
using Mote.Core.Machine;

namespace Mote.Compiler.Kernels;

/// <summary>
/// The kernel library, most specialised rows first. A variant for an instruction set is one more row and its C file; every
/// family ends with a portable row that accepts everything.
/// </summary>
public static class KernelCatalog
{
    public static ImmutableArray<CKernel> Rows { get; } =
    [
        Portable("conv2d_s8"),
        Portable("depthwise_conv2d_s8"),
        Portable("fully_connected_s8"),
        Portable("average_pool2d_s8"),
        Portable("max_pool2d_s8"),
        Portable("add_s8"),
        Portable("add_broadcast_s8"),
        Portable("mul_s8"),
        Portable("mul_broadcast_s8"),
        Portable("rescale_s8"),
        Portable("clamp_s8"),
        Portable("lookup_s8"),
        Portable("softmax_s8"),
        Portable("mean_s8"),
        Portable("quantize_f32_s8"),
        Portable("dequantize_s8_f32"),
        Portable("conv2d_s16"),
        Portable("depthwise_conv2d_s16"),
        Portable("fully_connected_s16"),
        Portable("average_pool2d_s16"),
        Portable("max_pool2d_s16"),
        Portable("add_s16"),
        Portable("add_broadcast_s16"),
        Portable("add_s32"),
        Portable("add_broadcast_s32"),
        Portable("mul_s16"),
        Portable("mul_broadcast_s16"),
        Portable("mul_s32"),
        Portable("mul_broadcast_s32"),
        Portable("requantize"),
        Portable("clamp_s16"),
        Portable("softmax_s16"),
        Portable("softmax_s8_s16"),
        Portable("mean_s16"),
        Portable("quantize_f32_s16"),
        Portable("dequantize_s16_f32"),
        Portable("dequantize_u8_f32"),
        Portable("conv2d_f32"),
        Portable("depthwise_conv2d_f32"),
        Portable("fully_connected_f32"),
        Portable("average_pool2d_f32"),
        Portable("max_pool2d_f32"),
        Portable("add_f32"),
        Portable("add_broadcast_f32"),
        Portable("mul_f32"),
        Portable("mul_broadcast_f32"),
        Portable("relu_f32"),
        Portable("at_least_f32"),
        Portable("softmax_f32"),
        Portable("mean_f32"),
        Portable("l2_pool2d_f32"),
        Portable("transpose_conv2d_f32"),
        Portable("transpose_conv2d_s8"),
        Portable("transpose_conv2d_s16"),
        Portable("batch_matmul_f32"),
        Portable("batch_matmul_s8"),
        Portable("batch_matmul_s16"),
        Portable("pad"),
        Portable("copy_rows"),
        Portable("unary_f32"),
        Portable("unary_s16"),
        Portable("abs_s16"),
        Portable("abs_plain_s16"),
        Portable("rsqrt_s16"),
        Portable("logistic_s16"),
        Portable("tanh_s16"),
        Portable("not_bool"),
        Portable("leaky_relu_f32"),
        Portable("leaky_relu_s16"),
        Portable("cast"),
        Portable("zeros"),
        Portable("binary_f32"),
        Portable("binary_s32"),
        Portable("extremum_s8"),
        Portable("extremum_s16"),
        Portable("extremum_s64"),
        Portable("difference_s8"),
        Portable("difference_s16"),
        Portable("logical_bool"),
        Portable("compare_f32"),
        Portable("compare_s8"),
        Portable("compare_s32"),
        Portable("compare_s64"),
        Portable("compare_bool"),
        Portable("compare_reals_s8"),
        Portable("compare_reals_s16"),
        Portable("select"),
        Portable("prelu_f32"),
        Portable("prelu_s8"),
        Portable("prelu_s16"),
        Portable("accumulate_f32"),
        Portable("add_n_s8"),
        Portable("log_softmax_f32"),
        Portable("log_softmax_s8"),
        Portable("l2_normalization_f32"),
        Portable("l2_normalization_s8"),
    ];

    /// <summary>The first kernel of the family that the instruction set has and the parameters suit.</summary>
    public static CKernel Select(string family, CParameters parameters, InstructionSet instructionSet) =>
        Rows.FirstOrDefault(k => k.Family == family && (k.Needs == InstructionSet.Portable || k.Needs == instructionSet) && k.Accepts(parameters))
        ?? throw new InvalidOperationException($"the kernel catalog has no family '{family}'");

    private static CKernel Portable(string family) => new(family, "mote_" + family, InstructionSet.Portable, _ => true);
}
