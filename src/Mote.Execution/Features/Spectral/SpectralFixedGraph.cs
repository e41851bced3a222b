using Mote.Core.Graphs;
using Mote.Core.Types;

namespace Mote.Execution.Features.Spectral;

internal static class SpectralFixedGraph
{
    public static Graph Build(SpectralFrontEnd f, TensorType raw, Quantization.PerTensor q) => throw new NotImplementedException($"{f}{raw}{q}");
}
