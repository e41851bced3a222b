using Mote.Core.Types;

namespace Mote.Core.Ops;

/// <summary>
/// Y[n] = Base + Σ Leaves[leaf], over the leaf that each tree leads X[n] to. X [n,k], Y [n,Outputs]. A node with Features[i] >= 0 asks
/// whether X[n, Features[i]] &lt;= Thresholds[i]: then node i + 1 follows, otherwise Next[i]. With -1 it is a leaf, and Next[i] its row
/// of Leaves [.,Outputs]. Roots are the trees' first nodes. What is not a number is not smaller.
/// </summary>
public sealed record TreeEnsemble(
    int Outputs, EquatableArray<int> Roots, EquatableArray<int> Features, EquatableArray<float> Thresholds, EquatableArray<int> Next,
    EquatableArray<float> Leaves, EquatableArray<float> Base) : Op
{
    public const int Leaf = -1;
}
