using Mote.Core.Diagnostics;
using Mote.Core.Graphs;

namespace Mote.Formats.TfLite;

/// <summary>
/// Everything in a file that is not supported, reported at once. After an operator that is refused its outputs count as given with
/// the types the file declares, so that what follows is checked, too; what cannot be checked without them is passed over.
/// </summary>
internal sealed class TfLiteProblems(GraphBuilder builder, TfLiteTensors tensors, string file)
{
    /// <summary>What concerns one operator or tensor; all other errors are the file's as a whole and end the reading.</summary>
    private static readonly HashSet<string> OfOneLayer = ["MOTE0106", "MOTE0108", "MOTE0109", "MOTE0110", "MOTE0201", "MOTE0202"];

    private readonly List<Diagnostic> _found = [];
    private readonly HashSet<int> _unknown = [];

    /// <summary>Runs a step of the reading that defines tensors.</summary>
    /// <param name="reads">The tensors it reads.</param>
    /// <param name="defines">The tensors it defines.</param>
    /// <param name="step">What may fail.</param>
    public void Try(ReadOnlySpan<int> reads, ReadOnlySpan<int> defines, Action step)
    {
        foreach (var tensor in reads)
        {
            if (!_unknown.Contains(tensor)) continue;
            foreach (var output in defines) _unknown.Add(output);
            return;
        }
        try
        {
            step();
        }
        catch (MoteException e)
        {
            _found.AddRange(e.Diagnostics);
            if (!e.Diagnostics.All(d => OfOneLayer.Contains(d.Code))) ThrowIfAny();
            foreach (var output in defines) Suppose(output);
        }
    }

    /// <exception cref="MoteException">All that was found, each once.</exception>
    public void ThrowIfAny()
    {
        if (_found.Count > 0) throw new MoteException([.. _found.Distinct()]);
    }

    private void Suppose(int tensor)
    {
        try
        {
            if (!tensors.IsDefined(tensor)) tensors.Define(tensor, builder.Input(tensors.Name(tensor), tensors.Type(tensor, file)));
        }
        catch (MoteException)
        {
            _unknown.Add(tensor);
        }
    }
}
