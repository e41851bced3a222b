using System.Security.Cryptography;
using System.Text;

namespace Mote.Data;

/// <summary>Cross-validation by group: each fold is the test once, and nobody is in two folds.</summary>
public static class Folds
{
    /// <summary>
    /// Divides a set into so many folds of nearly equal size: groups are dealt out, the largest first, each to the smallest fold so far.
    /// Examples without a group are groups of their own. What the set was divided into before does not matter.
    /// </summary>
    /// <param name="set">All examples.</param>
    /// <param name="folds">How many, at least 2; with validation 3.</param>
    /// <param name="fold">Which of them is the test.</param>
    /// <param name="validation">Whether the fold behind it is for validation.</param>
    public static ExampleSet ByGroup(ExampleSet set, int folds, int fold, bool validation = true)
    {
        if (folds < (validation ? 3 : 2) || fold < 0 || fold >= folds) throw new ArgumentException($"there is no fold {fold} of {folds}");
        string Whose(Example e) => e.Group.Length > 0 ? "g" + e.Group : "e" + e.Id;
        var sizes = new int[folds];
        var of = new Dictionary<string, int>(StringComparer.Ordinal);
        // Names are hashed so that the order in which people were numbered says nothing.
        foreach (var group in set.Examples.GroupBy(Whose).OrderByDescending(g => g.Count())
            .ThenBy(g => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(g.Key))), StringComparer.Ordinal))
        {
            var smallest = Array.IndexOf(sizes, sizes.Min());
            of[group.Key] = smallest;
            sizes[smallest] += group.Count();
        }
        return set.Divided([.. set.Examples.Select(e => of[Whose(e)]).Select(f =>
            f == fold ? Split.Test : validation && f == (fold + 1) % folds ? Split.Validation : Split.Train)]);
    }
}
