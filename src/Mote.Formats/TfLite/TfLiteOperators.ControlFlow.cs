using Mote.Core.Ops;

namespace Mote.Formats.TfLite;

internal static partial class TfLiteOperators
{
    /// <summary>A subgraph whose number is an attribute.</summary>
    private static Subgraph Part(TfLiteOperator o, TfLiteTensors tensors, int optionsType, int field) =>
        tensors.Subgraphs.Read(o.Options(optionsType)?.Int(field) ?? 0, o);
}
