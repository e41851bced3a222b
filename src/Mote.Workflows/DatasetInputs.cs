using System.Runtime.InteropServices;
using Mote.Data;

namespace Mote.Workflows;

/// <summary>
/// Examples of a data set for float models; the integers that the device will be given are <see cref="ExampleSet.Type"/>.
/// </summary>
public static class DatasetInputs
{
    /// <summary>The reals and the classes of one split, in order.</summary>
    public static LabelledInputs Of(ExampleSet set, Split split)
    {
        var places = set.Places(split);
        var inputs = new byte[places.Length][];
        var reals = new float[set.Type.Elements];
        for (var i = 0; i < inputs.Length; i++)
        {
            set.Read(places[i], reals);
            inputs[i] = MemoryMarshal.AsBytes<float>(reals).ToArray();
        }
        return new LabelledInputs(inputs, [.. places.Select(p => set.Examples[p].Label)]);
    }
}
