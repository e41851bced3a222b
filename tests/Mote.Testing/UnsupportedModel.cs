using Mote.Core.Diagnostics;
using Mote.Core.Ops;
using Mote.Formats.TfLite;
using Mote.Numerics;

namespace Mote.Testing;

/// <summary>A small sound file that uses an operator which no release supports: BIDIRECTIONAL_SEQUENCE_RNN where a softmax was.</summary>
public static class UnsupportedModel
{
    private const byte Softmax = 25, BidirectionalSequenceRnn = 46;

    public static byte[] Create()
    {
        var sketch = new GraphSketch("future", new RandomStream(1), isFloat: true);
        var file = TfLiteWriter.Write(sketch.Build(sketch.Keep(new Softmax(), sketch.Input([1, 4]))));
        // The code is where a change makes the operator unsupported.
        var at = Enumerable.Range(0, file.Length).First(i => file[i] == Softmax && IsCode(file, i));
        file[at] = BidirectionalSequenceRnn;
        return file;
    }

    private static bool IsCode(byte[] file, int at)
    {
        var changed = file.ToArray();
        changed[at] = BidirectionalSequenceRnn;
        try
        {
            TfLiteReader.Read(changed, "probe", "probe");
            return false;
        }
        catch (MoteException e)
        {
            return e.Diagnostics[0].Code == "MOTE0106";
        }
    }
}
