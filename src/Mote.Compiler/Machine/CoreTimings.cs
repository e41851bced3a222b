using Mote.Compiler.Machine.Mve;
using Mote.Compiler.SmallCores;

namespace Mote.Compiler.Machine;

/// <summary>What instructions take, one after another, on all cores of an instruction set: a counter for one routine each.</summary>
internal static class CoreTimings
{
    public static Func<string, CoreCycles> OfDsp()
    {
        var (m4, m7, m33) = (new CortexM4Timing(), new PairedIssue(), new CortexM33Timing());
        return text =>
        {
            var instruction = new ThumbInstruction(text);
            return new CoreCycles(m4.Of(text), m7.Of(instruction), m33.Of(instruction), 0);
        };
    }

    public static Func<string, CoreCycles> OfMve()
    {
        var (m55, m85) = (MveCycles.Count(), new CortexM85Timing());
        return text => new CoreCycles(m55(text), 0, 0, m85.Of(text));
    }

    public static Func<string, CoreCycles> OfV6M() => text => new CoreCycles(CortexM0PlusTiming.Of(text), 0, 0, 0);
}
