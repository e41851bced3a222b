namespace Mote.Onnx.Operators;

/// <summary>
/// Gelu as exporters write it before operator set 20: x · (1 + erf(x / √2)) / 2, with the half at either end. Found at its first node.
/// </summary>
internal static class GeluPattern
{
    private const float Root = 1.41421356f;

    /// <summary>The node that stands for the whole pattern, whose other nodes are taken; null where there is none.</summary>
    /// <param name="m">The import so far.</param>
    /// <param name="n">A division or product.</param>
    public static OnnxNode? At(Importer m, OnnxNode n)
    {
        if (Times(m, n, 1 / Root) is not { } x || !m.IsKnown(x) || m[x].IsConstant
            || m.OnlyReader(n.Outputs[0]) is not { FullName: "Erf" } erf
            || m.OnlyReader(erf.Outputs[0]) is not { FullName: "Add", Inputs.Length: 2 } add
            || (!Is(m, add, 0, 1) && !Is(m, add, 1, 1))
            || m.OnlyReader(add.Outputs[0]) is not { FullName: "Mul", Inputs.Length: 2 } mul) return null;
        var taken = new List<OnnxNode> { erf, add, mul };
        if (Times(m, mul, 0.5f) is not null)
        {
            // (1 + erf) / 2, times x.
            if (m.OnlyReader(mul.Outputs[0]) is not { FullName: "Mul", Inputs.Length: 2 } last
                || Other(last, mul.Outputs[0]) != x) return null;
            taken.Add(last);
        }
        else if (Other(mul, add.Outputs[0]) == x)
        {
            if (m.OnlyReader(mul.Outputs[0]) is not { } last || Times(m, last, 0.5f) != mul.Outputs[0]) return null;
            taken.Add(last);
        }
        else
        {
            // x / 2, computed by another node that may come before or after this one.
            var other = Other(mul, add.Outputs[0]);
            if (m.Readers(x).FirstOrDefault(r => r.Outputs[0] == other && Times(m, r, 0.5f) == x) is not { } half) return null;
            if (m.OnlyReader(other) == mul) taken.Insert(0, half);
        }
        foreach (var node in taken) m.Take(node);
        return n.Part("Gelu", [x], [taken[^1].Outputs[0]]);
    }

    /// <summary>The operand that is multiplied by a known number, or divided by its inverse; null if none is.</summary>
    private static string? Times(Importer m, OnnxNode n, float number) => n.FullName switch
    {
        "Mul" when n.Inputs.Length == 2 => Is(m, n, 1, number) ? n.Inputs[0] : Is(m, n, 0, number) ? n.Inputs[1] : null,
        "Div" when n.Inputs.Length == 2 => Is(m, n, 1, 1 / number) ? n.Inputs[0] : null,
        _ => null,
    };

    private static string Other(OnnxNode n, string name) => n.Inputs[n.Inputs[0] == name ? 1 : 0];

    /// <summary>Whether an operand is one known number, as exporters round it.</summary>
    private static bool Is(Importer m, OnnxNode n, int operand, float number) =>
        operand < n.Inputs.Length && m.IsKnown(n.Inputs[operand])
        && Importer.Reals(m[n.Inputs[operand]]) is { Reals: [var value] } && Math.Abs(value - number) < 1e-4f * number;
}
