using Mote.Core.Graphs;
using Mote.Core.Types;
using Mote.Execution;

namespace Mote.Compiler.Lowering;

internal static partial class Lower
{
    /// <summary>A function of one int8 as a table, filled by running the node on every value: the kernel is then the same for all
    /// functions.</summary>
    private static System.Collections.Immutable.ImmutableArray<Programs.KernelCall> LowerToTable(NodeLowering n)
    {
        var builder = new GraphBuilder("table");
        var x = builder.Input("x", n.X() with { Shape = [256] });
        var y = builder.Add(n.Node.Op, [x], n.Y.Quantization, "y", n.Node.Origin);
        byte[] all = [.. Enumerable.Range(-128, 256).Select(v => (byte)v)];
        sbyte[] table = [.. new Interpreter(builder.Build([y])).Run(all).Select(b => (sbyte)b)];
        var data = NodeLowering.Data<sbyte>("table", ElementType.Int8, table);
        if (TryLookupMve(data, n) is { } mve) return mve;
        return n.Call("lookup_s8", Programs.CParameters.Of(("elements", n.Y.Elements)),
            [n.Operand("x", 0), data, n.Result()], PlaceOver(n));
    }
}
